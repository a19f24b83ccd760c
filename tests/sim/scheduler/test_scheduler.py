"""The scheduler's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds

UNBOUND = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
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
    bench.create(kinds.CONFIG_MAP, {"metadata": {"name": "o"}})
    owner = meta.owner_reference(bench.get(kinds.CONFIG_MAP, "o"))
    for name in ("x", "y", "z"):
        body = {"metadata": {"name": name, "ownerReferences": [owner]}}
        bench.create(kinds.POD, body | {"spec": {"containers": [{"name": "main", "image": "server"}]}})
    assert sorted(bench.node_of(name) for name in ("x", "y", "z")) == ["a", "b", "c"]


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


def test_4_nothing_is_polled_while_a_pod_waits(bench: Any) -> None:
    bench.pod("p", nodeSelector={"disk": "ssd"})
    bench.settle()
    bench.mark()
    bench.cluster.advance(3600)
    assert bench.log(kinds.POD, "p", lambda pod: pod) == []


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


def test_pods_of_other_schedulers_and_with_gates_are_left_alone(bench: Any) -> None:
    bench.pod("other", schedulerName="mine")
    bench.pod("gated", schedulingGates=[{"name": "example.com/gate"}])
    assert bench.node_of("other") is None
    assert bench.node_of("gated") is None
    bench.change(kinds.POD, "gated", lambda pod: pod["spec"].pop("schedulingGates"))
    assert bench.node_of("gated") == "a"
