"""The DaemonSet controller's guarantees, as numbered in its docstring; updates are in a file of their own."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.controllers.daemonset.daemon_pod import target_node
from k8slab.sim.kinds.kind import Kind
from tests.sim.controllers.daemons import MERGE_PATCH, Daemons, Manifest, manifest, template

LOGGING = {"logging": "yes"}


@pytest.fixture
def daemons() -> Daemons:
    """Three nodes, a, b and c."""
    return Daemons()


def on_zone(*names: str) -> Manifest:
    """Required node affinity to nodes labelled zone=<name>."""
    terms = [{"matchExpressions": [{"key": "zone", "operator": "In", "values": [name]}]} for name in names]
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}


def test_1_every_node_has_one_pod_all_made_at_the_same_instant(daemons: Daemons) -> None:
    daemons.deploy()
    assert daemons.log()[:3] == ["a created", "b created", "c created"]
    assert sorted(daemons.log()[3:]) == ["a ready", "b ready", "c ready"]
    made = {entry.time for entry in daemons.changes if entry.kind is kinds.POD and entry.type == "ADDED"}
    assert len(made) == 1


def test_1_a_node_that_joins_gets_its_pod_once_it_is_ready(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.mark()
    daemons.cluster.add_node("d")
    daemons.settle()
    assert daemons.log() == ["d created", "d ready"]
    ready = pods.condition(daemons.api.get(kinds.NODE, "d", ""), "Ready")
    assert ready is not None
    assert daemons.pods()["d"]["metadata"]["creationTimestamp"] >= ready["lastTransitionTime"]


def test_1_a_node_selector_chooses_the_nodes_and_labels_bring_pods_and_take_them(daemons: Daemons) -> None:
    daemons.deploy(template=template(nodeSelector=LOGGING))
    assert daemons.log() == []
    assert daemons.status["desiredNumberScheduled"] == 0
    daemons.node("b", metadata={"labels": LOGGING})
    assert daemons.log() == ["b created", "b ready"]
    daemons.node("b", metadata={"labels": {"logging": None}})
    assert daemons.log() == ["b deleting", "b stopped", "b gone"]


def test_1_one_of_several_affinity_terms_is_enough(daemons: Daemons) -> None:
    daemons.node("a", metadata={"labels": {"zone": "east"}})
    daemons.node("c", metadata={"labels": {"zone": "west"}})
    daemons.deploy(template=template(affinity=on_zone("east", "west")))
    assert sorted(daemons.pods()) == ["a", "c"]


def test_1_the_templates_node_name_leaves_one_node(daemons: Daemons) -> None:
    daemons.deploy(template=template(nodeName="b"))
    assert sorted(daemons.pods()) == ["b"]


def test_1_tainted_nodes_are_left_out_unless_the_template_tolerates_the_taint(daemons: Daemons) -> None:
    daemons.taint("a", "NoSchedule")
    daemons.taint("b", "NoExecute")
    daemons.deploy()
    assert sorted(daemons.pods()) == ["c"]
    daemons.change(template=template(tolerations=[{"key": "dedicated", "operator": "Exists"}]))
    daemons.settle()
    assert sorted(daemons.pods()) == ["a", "b", "c"]


def test_2_each_pod_is_meant_for_its_node_and_bound_by_the_scheduler(daemons: Daemons) -> None:
    daemons.deploy(template=template(affinity=on_zone("nowhere") | {"podAffinity": {}}))
    assert daemons.pods() == {}, "the template's own terms choose the nodes"
    daemons.node("b", metadata={"labels": {"zone": "nowhere"}})
    affinity = daemons.pods()["b"]["spec"]["affinity"]
    field = {"key": "metadata.name", "operator": "In", "values": ["b"]}
    required = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    assert affinity["nodeAffinity"] == {"requiredDuringSchedulingIgnoredDuringExecution": required}
    assert affinity["podAffinity"] == {}
    sources = [
        each["reportingComponent"] for each in daemons.api.list(kinds.EVENT) if each["reason"] == "Scheduled"
    ]
    assert sources == ["default-scheduler"]


def test_2_a_pod_tolerates_what_its_nodes_state_causes(daemons: Daemons) -> None:
    own = {"key": "mine", "operator": "Exists"}
    short = {
        "key": "node.kubernetes.io/unreachable",
        "operator": "Exists",
        "effect": "NoExecute",
        "tolerationSeconds": 5,
    }
    daemons.deploy(template=template(tolerations=[own, short]))
    found = daemons.pods()["a"]["spec"]["tolerations"]
    assert [(each["key"].removeprefix("node.kubernetes.io/"), each.get("effect")) for each in found] == [
        ("mine", None),
        ("unreachable", "NoExecute"),
        ("not-ready", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    ]
    assert not any("tolerationSeconds" in each for each in found)


def test_2_on_the_host_network_it_also_tolerates_a_missing_network(daemons: Daemons) -> None:
    daemons.deploy(template=template(hostNetwork=True))
    last = {"key": "node.kubernetes.io/network-unavailable", "operator": "Exists", "effect": "NoSchedule"}
    assert daemons.pods()["a"]["spec"]["tolerations"][-1] == last


def test_2_a_cordoned_node_keeps_its_pod_and_gets_it_again(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.node("b", spec={"unschedulable": True})
    assert daemons.log() == []
    daemons.delete_pod("b")
    assert daemons.log() == ["b deleting", "b stopped", "b created", "b gone", "b ready"]


def test_2_pods_carry_their_revision_and_the_number_of_the_template(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.roll("server:2")
    (revision,) = [
        each for each in daemons.api.list(kinds.CONTROLLER_REVISION, "default") if each["revision"] == 2
    ]
    digest = meta.labels(revision)["controller-revision-hash"]
    assert meta.name(revision) == f"agent-{digest}"
    for pod in daemons.pods().values():
        assert pod["metadata"]["generateName"] == "agent-"
        expected = {"app": "agent", "controller-revision-hash": digest, "pod-template-generation": "2"}
        assert meta.labels(pod) == expected


def test_3_a_no_execute_taint_removes_the_pod_until_it_is_taken_away(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.taint("c", "NoExecute")
    assert daemons.log() == ["c deleting", "c stopped", "c gone"]
    assert daemons.status["desiredNumberScheduled"] == 2
    daemons.taint("c")
    assert daemons.log() == ["c created", "c ready"]


def test_3_a_no_schedule_taint_leaves_the_pod_and_is_noticed_at_the_next_look(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.taint("c", "NoSchedule")
    assert daemons.changes[-1].kind is kinds.NODE, "nothing looks at the set"
    assert (daemons.status["desiredNumberScheduled"], daemons.status["numberMisscheduled"]) == (3, 0)
    daemons.change(minReadySeconds=1)
    assert (daemons.status["desiredNumberScheduled"], daemons.status["numberMisscheduled"]) == (2, 1)
    daemons.delete_pod("c")
    assert daemons.log() == ["c deleting", "c stopped", "c gone"]
    assert daemons.status["numberMisscheduled"] == 0
    daemons.taint("c")
    assert daemons.log() == ["c created", "c ready"]


def test_3_a_misscheduled_pod_is_right_again_as_soon_as_the_taint_goes(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.taint("c", "NoSchedule")
    daemons.change(minReadySeconds=1)
    daemons.taint("c")
    assert daemons.log() == []
    assert (daemons.status["desiredNumberScheduled"], daemons.status["numberMisscheduled"]) == (3, 0)


def test_3_the_pod_of_a_removed_node_goes_after_a_minute_and_only_then_the_status_changes(
    daemons: Daemons,
) -> None:
    daemons.deploy()
    daemons.mark()
    daemons.api.delete(kinds.NODE, "c")
    daemons.cluster.advance(59)
    assert daemons.status["desiredNumberScheduled"] == 3
    daemons.settle()
    assert daemons.log() == ["c stopped", "c deleting", "c gone"]
    assert daemons.status["desiredNumberScheduled"] == 2


def test_3_a_pod_that_waits_for_a_node_that_went_is_deleted(daemons: Daemons) -> None:
    daemons.deploy(template=template(schedulerName="nobody"))
    assert {pod["spec"].get("nodeName") for pod in daemons.pods().values()} == {None}
    daemons.api.delete(kinds.NODE, "c")
    daemons.change(minReadySeconds=1)
    assert daemons.log() == ["c deleting", "c gone"]


def test_4_the_replacement_is_made_when_the_old_pod_has_stopped_before_it_is_gone(daemons: Daemons) -> None:
    daemons.deploy()
    before = daemons.uids()
    daemons.delete_pod("b")
    assert daemons.log() == ["b deleting", "b stopped", "b created", "b gone", "b ready"]
    after = daemons.uids()
    assert {node for node in after if after[node] != before[node]} == {"b"}


def test_4_a_failed_pod_is_replaced_at_once_and_told_of(daemons: Daemons) -> None:
    daemons.deploy()
    name = daemons.pod("b")
    daemons.finish_pod("b", "Failed")
    daemons.settle()
    assert daemons.log()[:4] == ["b stopped", "b deleting", "b gone", "b created"]
    assert daemons.events("FailedDaemonPod") == [
        f"Found failed daemon pod default/{name} on node b, will try to kill it"
    ]


def test_4_a_succeeded_pod_is_replaced_as_well(daemons: Daemons) -> None:
    daemons.deploy()
    name = daemons.pod("b")
    daemons.finish_pod("b", "Succeeded")
    daemons.settle()
    assert daemons.log()[:4] == ["b stopped", "b deleting", "b gone", "b created"]
    assert daemons.events("SucceededDaemonPod") == [
        f"Found succeeded daemon pod default/{name} on node b, will try to delete it"
    ]


def test_4_pods_that_keep_failing_are_replaced_after_one_two_and_four_seconds(daemons: Daemons) -> None:
    daemons.deploy()
    start, made = daemons.cluster.clock.now, []
    for _ in range(4):
        daemons.finish_pod("b", "Failed")
        while "b" not in daemons.pods() or pods.is_failed(daemons.pods()["b"]):
            assert daemons.cluster.step()
        made.append(daemons.cluster.clock.now - start)
        daemons.cluster.run_due()
    assert made == pytest.approx([0, 1, 3, 7])


def test_4_one_that_fails_amid_the_pause_waits_for_a_whole_pause_from_then_on(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.finish_pod("b", "Failed")
    daemons.cluster.advance(0.6)
    daemons.finish_pod("b", "Failed")
    daemons.cluster.advance(0.95)
    assert daemons.log() == ["b stopped"]
    daemons.cluster.advance(0.1)
    assert daemons.log() == ["b stopped", "b deleting", "b gone", "b created"]


def test_4_a_new_template_begins_with_the_shortest_pause_again(daemons: Daemons) -> None:
    daemons.deploy(updateStrategy={"type": "OnDelete"})
    for _ in range(2):
        daemons.finish_pod("b", "Failed")
        daemons.settle()
    daemons.change(template=template("server:2"))
    daemons.finish_pod("b", "Failed")
    assert daemons.log() == ["b stopped", "b deleting", "b gone", "b created"]


def test_4_with_surge_a_failed_pod_is_replaced_at_once_even_if_it_has_to_wait(daemons: Daemons) -> None:
    daemons.deploy(
        updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    )
    daemons.finish_pod("b", "Failed")
    assert daemons.log() == ["b stopped", "b created", "b deleting", "b gone"]
    daemons.finish_pod("b", "Failed")
    assert daemons.log() == ["b stopped", "b created"]
    daemons.settle()
    assert sorted(daemons.log()[2:]) == ["b deleting", "b gone", "b ready"]
    assert len(daemons.api.list(kinds.POD, "default")) == 3


def test_4_a_pod_that_is_released_is_made_again(daemons: Daemons) -> None:
    daemons.deploy()
    unlabelled = {"metadata": {"labels": {"app": "other"}}}
    daemons.mark()
    daemons.api.patch(kinds.POD, daemons.pod("a"), "default", unlabelled, MERGE_PATCH)
    daemons.settle()
    assert daemons.log() == ["a created", "a ready"]
    owners = [meta.controller_of(pod) is None for pod in daemons.api.list(kinds.POD, "default")]
    assert sorted(owners) == [False, False, False, True]


def test_7_on_delete_a_pod_changes_when_somebody_deletes_it(daemons: Daemons) -> None:
    daemons.deploy(updateStrategy={"type": "OnDelete"})
    daemons.roll("server:2")
    assert daemons.log() == []
    assert "updatedNumberScheduled" not in daemons.status
    daemons.delete_pod("b")
    assert daemons.images() == {"a": "server", "b": "server:2", "c": "server"}
    assert daemons.status["updatedNumberScheduled"] == 1


def test_8_numbers_only_rise_and_an_old_template_gives_its_revision_the_next(daemons: Daemons) -> None:
    daemons.deploy()
    for image in ("server:2", "server:3", "server", "server:3"):
        daemons.roll(image)
    assert daemons.revisions() == {"server:2": 2, "server": 4, "server:3": 5}


def test_8_going_back_before_an_update_is_over_leaves_pods_alone_that_never_changed(daemons: Daemons) -> None:
    daemons.deploy()
    before = daemons.uids()
    daemons.roll("server:404")
    assert list(daemons.images().values()).count("server:404") == 1
    daemons.roll("server")
    after = daemons.uids()
    assert len({node for node in after if after[node] != before[node]}) == 1
    assert set(daemons.images().values()) == {"server"}


def test_8_as_many_old_revisions_are_kept_as_the_limit_says(daemons: Daemons) -> None:
    daemons.deploy(revisionHistoryLimit=2)
    for number in range(2, 6):
        daemons.roll(f"server:{number}")
    assert list(daemons.revisions().values()) == [3, 4, 5]


def test_8_a_revision_that_pods_still_have_is_kept(daemons: Daemons) -> None:
    daemons.deploy(revisionHistoryLimit=0, updateStrategy={"type": "OnDelete"})
    for number in range(2, 5):
        daemons.roll(f"server:{number}")
    assert daemons.revisions() == {"server": 1, "server:4": 4}


def test_8_a_revision_that_somebody_deletes_is_written_again(daemons: Daemons) -> None:
    daemons.deploy()
    (revision,) = daemons.api.list(kinds.CONTROLLER_REVISION, "default")
    daemons.mark()
    daemons.api.delete(kinds.CONTROLLER_REVISION, meta.name(revision), "default")
    daemons.settle()
    assert daemons.revisions() == {"server": 1}
    assert daemons.log() == []


def test_8_of_equal_revisions_the_last_one_stays_and_pods_are_labelled_with_it(daemons: Daemons) -> None:
    daemons.deploy()
    (revision,) = daemons.api.list(kinds.CONTROLLER_REVISION, "default")
    names = {"name": "agent-again", "labels": {"app": "agent", "controller-revision-hash": "again"}}
    owned = {**names, "ownerReferences": meta.owners(revision)}
    again = {"metadata": owned, "data": revision["data"], "revision": 7}
    daemons.api.create(kinds.CONTROLLER_REVISION, again, "default")
    daemons.change(minReadySeconds=1)
    daemons.settle()
    assert [meta.name(each) for each in daemons.api.list(kinds.CONTROLLER_REVISION, "default")] == [
        "agent-again"
    ]
    assert {meta.labels(pod)["controller-revision-hash"] for pod in daemons.pods().values()} == {"again"}
    assert daemons.log() == []


def test_8_with_equal_revisions_pods_of_an_older_template_are_taken_for_new_ones(daemons: Daemons) -> None:
    daemons.deploy(updateStrategy={"type": "OnDelete"})
    daemons.roll("server:2")
    revision = daemons.api.list(kinds.CONTROLLER_REVISION, "default")[-1]
    assert daemons.status.get("updatedNumberScheduled", 0) == 0
    again = meta.copy(revision)
    again["metadata"] = {
        "name": "agent-again",
        "labels": {"app": "agent", "controller-revision-hash": "again"},
    }
    again["revision"] = 7
    daemons.api.create(kinds.CONTROLLER_REVISION, again, "default")
    daemons.settle()
    assert daemons.images() == dict.fromkeys("abc", "server")
    assert daemons.status["updatedNumberScheduled"] == 3


def test_8_a_revision_without_a_hash_is_known_by_its_name(daemons: Daemons) -> None:
    daemons.deploy()
    (revision,) = daemons.api.list(kinds.CONTROLLER_REVISION, "default")
    bare = {"metadata": {"name": "by-hand", "labels": {"app": "agent"}}, "revision": 1}
    data = {"spec": {"template": {"metadata": {"labels": {"app": "agent"}}, "$patch": "replace"}}}
    daemons.api.create(kinds.CONTROLLER_REVISION, {**bare, "data": data}, "default")
    daemons.settle()
    found = {
        meta.name(each): (meta.labels(each)["controller-revision-hash"], each["revision"])
        for each in daemons.api.list(kinds.CONTROLLER_REVISION, "default")
    }
    own = meta.labels(revision)["controller-revision-hash"]
    assert found == {"by-hand": ("by-hand", 1), meta.name(revision): (own, 2)}


def test_9_deleting_the_set_deletes_all_its_pods_and_revisions(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.mark()
    daemons.api.delete(kinds.DAEMONSET, "agent", "default")
    daemons.settle()
    assert sorted(daemons.log()[:3]) == ["a deleting", "b deleting", "c deleting"]
    assert "created" not in " ".join(daemons.log())
    assert daemons.pods() == {}
    assert daemons.revisions() == {}
    assert daemons.events("SuccessfulDelete") == []


def test_9_in_foreground_deletion_pods_are_not_made_again(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.mark()
    daemons.api.delete(kinds.DAEMONSET, "agent", "default", options={"propagationPolicy": "Foreground"})
    daemons.settle()
    assert not [line for line in daemons.log() if line.endswith("created")]
    assert daemons.api.list(kinds.DAEMONSET) == []


def test_orphans_are_adopted_with_their_revisions_and_kept_if_the_template_is_the_same(
    daemons: Daemons,
) -> None:
    daemons.deploy()
    before = daemons.uids()
    daemons.api.delete(kinds.DAEMONSET, "agent", "default", options={"propagationPolicy": "Orphan"})
    daemons.settle()
    assert not any(meta.owners(pod) for pod in daemons.pods().values())
    daemons.mark()
    daemons.deploy()
    assert (daemons.log(), daemons.uids()) == ([], before)
    assert all(meta.is_controlled_by(pod, daemons.get()) for pod in daemons.pods().values())
    assert daemons.revisions() == {"server": 1}


def test_orphans_of_another_template_are_adopted_and_rolled(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.roll("server:2")
    daemons.api.delete(kinds.DAEMONSET, "agent", "default", options={"propagationPolicy": "Orphan"})
    daemons.settle()
    daemons.mark()
    daemons.deploy()
    assert daemons.images() == {"a": "server", "b": "server", "c": "server"}
    assert daemons.log()[0] == "a deleting"
    assert daemons.revisions() == {"server:2": 2, "server": 3}


def test_what_was_done_is_told_in_events(daemons: Daemons) -> None:
    daemons.deploy()
    assert daemons.events("SuccessfulCreate") == [f"Created pod: {daemons.pod(node)}" for node in "abc"]
    name = daemons.pod("c")
    daemons.taint("c", "NoExecute")
    assert daemons.events("SuccessfulDelete") == [f"Deleted pod: {name}"]


def test_a_creation_that_fails_is_told_and_tried_again(
    daemons: Daemons, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, times = daemons.api.create, iter(range(2))

    def refuse_twice(kind: Kind, obj: Manifest, *rest: Any, **options: Any) -> Manifest:
        if kind is kinds.POD and next(times, None) is not None:
            raise ApiError({"code": 403, "reason": "Forbidden", "message": "pods are forbidden"})
        return create(kind, obj, *rest, **options)

    monkeypatch.setattr(daemons.api, "create", refuse_twice)
    daemons.deploy()
    assert sorted(daemons.pods()) == ["a", "b", "c"]
    assert daemons.events("FailedCreate") == ["Error creating: pods are forbidden"]


def test_pods_are_made_in_growing_batches_until_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    daemons = Daemons(nodes=[f"n{number}" for number in range(9)])
    create, tried = daemons.api.create, []

    def refuse(kind: Kind, obj: Manifest, *rest: Any, **options: Any) -> Manifest:
        if kind is not kinds.POD:
            return create(kind, obj, *rest, **options)
        tried.append(str(target_node(obj)))
        if len(tried) == 3:
            raise ApiError({"code": 403, "reason": "Forbidden", "message": "pods are forbidden"})
        return create(kind, obj, *rest, **options)

    monkeypatch.setattr(daemons.api, "create", refuse)
    daemons.api.create(kinds.DAEMONSET, manifest(), "default")
    daemons.cluster.step()
    assert tried == ["n0", "n1", "n2"]
    daemons.settle()
    assert tried[3:] == ["n2", "n3", "n4", "n5", "n6", "n7", "n8"]


def test_in_a_namespace_that_ends_nothing_is_made_and_nothing_said(
    daemons: Daemons, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemons.deploy()
    create, tried = daemons.api.create, []

    def refuse(kind: Kind, obj: Manifest, *rest: Any, **options: Any) -> Manifest:
        if kind is not kinds.POD:
            return create(kind, obj, *rest, **options)
        tried.append(target_node(obj))
        causes = [{"reason": "NamespaceTerminating"}]
        raise ApiError({"code": 403, "reason": "Forbidden", "details": {"causes": causes}})

    monkeypatch.setattr(daemons.api, "create", refuse)
    daemons.delete_pod("b")
    assert (set(tried), daemons.events("FailedCreate")) == ({"b"}, [])
    assert daemons.cluster.settled
    assert daemons.status["currentNumberScheduled"] == 2


def test_the_status_does_not_count_a_pod_in_the_look_that_makes_it(daemons: Daemons) -> None:
    daemons.deploy()
    daemons.delete_pod("b")
    written = [
        tuple(
            entry.object["status"].get(field, 0)
            for field in ("currentNumberScheduled", "updatedNumberScheduled", "numberReady")
        )
        for entry in daemons.changes
        if entry.kind is kinds.DAEMONSET
    ]
    assert written == [(2, 2, 2), (3, 3, 2), (3, 3, 3)]


def test_the_status_tells_what_is_there_and_leaves_some_zeros_out(daemons: Daemons) -> None:
    daemons.api.create(kinds.DAEMONSET, manifest(), "default")
    daemons.cluster.run_due()
    started = {
        "currentNumberScheduled": 3,
        "desiredNumberScheduled": 3,
        "numberMisscheduled": 0,
        "numberReady": 0,
        "numberUnavailable": 3,
        "observedGeneration": 1,
        "updatedNumberScheduled": 3,
    }
    assert daemons.status == started
    daemons.settle()
    del started["numberUnavailable"]
    assert daemons.status == started | {"numberReady": 3, "numberAvailable": 3}


def test_what_others_wrote_into_the_status_stays(daemons: Daemons) -> None:
    daemons.deploy()
    mine = {"conditions": [{"type": "Mine", "status": "True"}]}
    daemons.api.patch(
        kinds.DAEMONSET, "agent", "default", {"status": mine}, MERGE_PATCH, subresource="status"
    )
    daemons.delete_pod("a")
    assert daemons.status["conditions"] == mine["conditions"]
    assert daemons.status["numberReady"] == 3


def test_two_sets_with_the_same_selector_do_not_take_each_others_pods(daemons: Daemons) -> None:
    daemons.deploy()
    other = manifest()
    other["metadata"]["name"] = "other"
    daemons.mark()
    daemons.api.create(kinds.DAEMONSET, other, "default")
    daemons.settle()
    assert sorted(daemons.log()) == sorted(
        f"{node} {word}" for node in "abc" for word in ("created", "ready")
    )
    assert len(daemons.api.list(kinds.POD, "default")) == 6


def test_a_lost_node_keeps_its_pod_and_is_not_wanted_until_it_is_back(daemons: Daemons) -> None:
    daemons.deploy()

    def ready(value: str) -> None:
        def change(draft: Manifest) -> None:
            for condition in draft["status"]["conditions"]:
                if condition["type"] == "Ready":
                    condition["status"] = value

        daemons.api.modify(kinds.POD, daemons.pod("c"), "default", change, subresource="status")
        daemons.api.modify(kinds.NODE, "c", "", change, subresource="status")
        daemons.cluster.run_due()

    daemons.mark()
    ready("Unknown")
    daemons.cluster.advance(600)
    found = {name: value for name, value in daemons.status.items() if name != "observedGeneration"}
    assert found == {
        "currentNumberScheduled": 2,
        "desiredNumberScheduled": 2,
        "numberMisscheduled": 1,
        "numberReady": 2,
        "numberAvailable": 2,
        "updatedNumberScheduled": 2,
    }
    ready("True")
    daemons.settle()
    assert (daemons.status["desiredNumberScheduled"], daemons.status["numberMisscheduled"]) == (3, 0)
    assert [line for line in daemons.log() if not line.endswith("ready")] == []
