"""The scheduler's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.volumes import SELECTED_NODE
from k8slab.sim import kinds

UNBOUND = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
SERVER = {"name": "main", "image": "server"}
CROWDED = (
    "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, "
    "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
)


def apart(app: str) -> dict[str, Any]:
    """Required anti-affinity by node."""
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def mounting(claim: str) -> dict[str, Any]:
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]}


def scheduled(pod: dict[str, Any]) -> tuple[str, str]:
    """The PodScheduled condition's status and message."""
    condition = pods.condition(pod, "PodScheduled") or {"status": ""}
    return condition["status"], condition.get("message", "")


def at(time: str) -> str:
    """Minutes and seconds after the clock's beginning, as events write it."""
    return f"2026-01-01T00:{time}.000000Z"


def test_1_2_a_pod_is_bound_at_once_in_one_write_with_one_event(bench: Any) -> None:
    bench.pod("p")
    (added, bound, *_) = bench.log(kinds.POD, "p", lambda pod: (pod["spec"].get("nodeName"), scheduled(pod)))
    assert added == (0.0, "ADDED", (None, ("", "")))
    assert bound == (0.0, "MODIFIED", ("a", ("True", "")))
    assert bench.events("p")[0] == "Scheduled: Successfully assigned default/p to a"


def test_1_unbound_claims_are_found_before_any_node_is_asked(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    assert bench.events("p") == [f"FailedScheduling: {UNBOUND}"]
    assert scheduled(bench.get(kinds.POD, "p")) == ("False", UNBOUND)


def test_2_pods_of_equal_wishes_go_to_the_emptiest_node_then_to_the_first_by_name(bench: Any) -> None:
    bench.pod("big", container={"resources": {"requests": {"cpu": "2"}}})
    for name in ("one", "two", "three", "four"):
        bench.pod(name, container={"resources": {"requests": {"cpu": "100m"}}})
    nodes = [bench.node_of(name) for name in ("big", "one", "two", "three", "four")]
    assert nodes == ["a", "b", "c", "b", "c"]


def test_2_pods_of_one_owner_are_spread(bench: Any) -> None:
    bench.pod("other", container={"resources": {"requests": {"cpu": "2"}}})
    template = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [SERVER]}}
    spec = {"replicas": 3, "selector": {"matchLabels": {"app": "x"}}, "template": template}
    bench.create(kinds.REPLICASET, {"metadata": {"name": "x"}, "spec": spec})
    members = [pod for pod in bench.api.list(kinds.POD) if meta.labels(pod) == {"app": "x"}]
    assert sorted(pod["spec"]["nodeName"] for pod in members) == ["a", "b", "c"]


def test_3_a_pod_that_fits_nowhere_says_why(bench: Any) -> None:
    for name in ("p0", "p1", "p2", "p3"):
        bench.pod(name, labels={"app": "zk"}, affinity=apart("zk"))
    assert [bench.node_of(name) for name in ("p0", "p1", "p2", "p3")] == ["a", "b", "c", None]
    assert bench.events("p3") == [f"FailedScheduling: {CROWDED}"]
    pod = bench.get(kinds.POD, "p3")
    assert pods.condition(pod, "PodScheduled") == {
        "type": "PodScheduled",
        "observedGeneration": 1,
        "status": "False",
        "lastProbeTime": None,
        "lastTransitionTime": "2026-01-01T00:00:00Z",
        "reason": "Unschedulable",
        "message": CROWDED,
    }


def test_3_the_event_is_written_in_the_schedulers_style(bench: Any) -> None:
    bench.pod("p")
    event = next(each for each in bench.api.list(kinds.EVENT) if each["reason"] == "Scheduled")
    assert event["action"] == "Binding"
    assert event["reportingComponent"] == "default-scheduler"
    assert event["source"] == {}
    assert "count" not in event


def test_4_a_waiting_pod_goes_to_a_node_that_joins_once_it_is_ready(bench: Any) -> None:
    for name in ("p0", "p1", "p2", "p3"):
        bench.pod(name, labels={"app": "zk"}, affinity=apart("zk"))
    bench.settle()
    bench.cluster.add_node("d")
    bench.cluster.run_due()
    status, message = scheduled(bench.get(kinds.POD, "p3"))
    assert status == "False"
    assert message.startswith(
        "0/4 nodes are available: 1 node(s) had untolerated taint(s), "
        "3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: "
        "0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption"
    )
    bench.settle()
    assert bench.node_of("p3") == "d"


def test_4_a_waiting_pod_takes_the_place_of_one_that_ends(bench: Any) -> None:
    for name in ("p0", "p1", "p2", "p3"):
        bench.pod(name, labels={"app": "zk"}, affinity=apart("zk"))
    bench.settle()
    bench.delete(kinds.POD, "p1")
    bench.settle()
    assert bench.node_of("p3") == "b"


def test_4_a_pod_waits_for_its_claim_and_no_longer(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    bench.volume("pv")
    bench.settle()
    assert bench.node_of("p") == "a"
    bound = bench.story(kinds.PERSISTENT_VOLUME_CLAIM, "data", lambda claim: claim["status"]["phase"])
    assert bound == [(0.0, "Pending"), (15.0, "Bound")]
    assert (15.0, "a") in bench.story(kinds.POD, "p", lambda pod: pod["spec"].get("nodeName"))


def test_4_a_waiting_pod_is_looked_at_every_five_minutes_without_keeping_the_cluster_busy(bench: Any) -> None:
    bench.pod("p", nodeSelector={"disk": "ssd"})
    bench.settle()
    bench.mark()
    assert (bench.cluster.clock.now, len(bench.reasons("p"))) == (0.0, 1)
    bench.cluster.advance(3600)
    assert bench.log(kinds.POD, "p", lambda pod: pod) == []
    first, second = [each for each in bench.api.list(kinds.EVENT) if each["involvedObject"]["name"] == "p"]
    assert (first["eventTime"], second["eventTime"]) == (at("00:00"), at("05:00"))
    assert second["series"] == {"count": 2, "lastObservedTime": at("10:00")}


def test_4_a_new_label_on_a_node_lets_a_pod_in(bench: Any) -> None:
    bench.pod("p", nodeSelector={"disk": "ssd"})
    assert bench.node_of("p") is None
    bench.change(kinds.NODE, "c", lambda node: node["metadata"]["labels"].update(disk="ssd"))
    assert bench.node_of("p") == "c"


def test_5_of_many_nodes_a_hundred_are_ranked_and_the_next_search_goes_on_behind(build: Any) -> None:
    bench = build([f"n{number:03}" for number in range(150)])
    for number in range(150):
        bench.pod(f"p{number}", labels={"app": "x"}, affinity=apart("x"))
    assert len({bench.node_of(f"p{number}") for number in range(150)}) == 150


def test_a_cluster_without_nodes_says_so(build: Any) -> None:
    bench = build(())
    bench.pod("p")
    assert bench.events("p") == ["FailedScheduling: no nodes available to schedule pods"]
    bench.cluster.add_node("a")
    bench.settle()
    assert bench.node_of("p") == "a"


def test_pods_of_other_schedulers_are_left_alone_without_a_word(bench: Any) -> None:
    bench.pod("other", schedulerName="mine")
    bench.cluster.advance(3600)
    assert (bench.node_of("other"), bench.events("other")) == (None, [])
    assert pods.condition(bench.get(kinds.POD, "other"), "PodScheduled") is None


def test_a_gated_pod_says_so_and_is_scheduled_once_the_gates_are_gone(bench: Any) -> None:
    bench.pod("gated", schedulingGates=[{"name": "example.com/gate"}])
    assert (bench.node_of("gated"), bench.events("gated")) == (None, [])
    assert pods.condition(bench.get(kinds.POD, "gated"), "PodScheduled") == {
        "type": "PodScheduled",
        "status": "False",
        "lastProbeTime": None,
        "lastTransitionTime": None,
        "reason": "SchedulingGated",
        "message": "Scheduling is blocked due to non-empty scheduling gates",
    }
    bench.change(kinds.POD, "gated", lambda pod: pod["spec"].pop("schedulingGates"))
    assert bench.node_of("gated") == "a"
    bench.settle()
    assert pods.condition(bench.get(kinds.POD, "gated"), "PodScheduled")["status"] == "True"  # type: ignore[index]


def later(bench: Any) -> None:
    """A pod that waits for a volume which nobody makes."""
    settings = {"provisioner": "example.com/disk", "volumeBindingMode": "WaitForFirstConsumer"}
    bench.create(kinds.STORAGE_CLASS, {"metadata": {"name": "later"}, **settings})
    bench.claim("data", storageClassName="later")
    bench.pod("p", **mounting("data"), container={"resources": {"requests": {"cpu": "3"}}})


def test_7_a_pod_that_waits_for_its_volume_has_its_room_on_the_node(bench: Any) -> None:
    later(bench)
    for name in ("q", "r", "s"):
        bench.pod(name, container={"resources": {"requests": {"cpu": "3"}}})
    assert [bench.node_of(name) for name in ("p", "q", "r", "s")] == [None, "b", "c", None]


def test_7_after_ten_minutes_without_a_volume_the_pod_is_scheduled_anew(bench: Any) -> None:
    later(bench)
    bench.settle()
    bench.cluster.advance(700)
    why = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded'
    assert bench.events("p") == [f"FailedScheduling: {why}"]
    assert pods.condition(bench.get(kinds.POD, "p"), "PodScheduled") == {
        "type": "PodScheduled",
        "observedGeneration": 1,
        "status": "False",
        "lastProbeTime": None,
        "lastTransitionTime": "2026-01-01T00:10:00Z",
        "reason": "SchedulerError",
        "message": why,
    }


def test_7_a_pod_whose_node_is_taken_back_goes_to_another(bench: Any) -> None:
    later(bench)
    for node in ("a", "c"):
        bench.change(kinds.NODE, node, lambda draft: draft["spec"].update(unschedulable=True))
    claim = kinds.PERSISTENT_VOLUME_CLAIM
    bench.change(claim, "data", lambda draft: draft["metadata"]["annotations"].pop(SELECTED_NODE))
    assert bench.events("p") == [
        'FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: '
        'provisioning failed for PVC "data"'
    ]
    bench.settle()
    assert meta.annotations(bench.get(claim, "data"))[SELECTED_NODE] == "b"
