"""Strategic merge patches, as apply and set image make them."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.strategic import three_way, two_way


def pod(*containers: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"containers": list(containers)}}


A, B = {"name": "a", "image": "a:1"}, {"name": "b", "image": "b:1"}


def test_equal_objects_need_no_patch() -> None:
    assert two_way("Pod", pod(A, B), pod(A, B)) == {}


def test_a_changed_container_is_found_by_its_name() -> None:
    assert two_way("Pod", pod(A, B), pod(A, {**B, "image": "b:2"})) == {
        "spec": {
            "$setElementOrder/containers": [{"name": "a"}, {"name": "b"}],
            "containers": [{"name": "b", "image": "b:2"}],
        }
    }


def test_a_container_that_is_gone_is_deleted_by_its_name() -> None:
    assert two_way("Pod", pod(A, B), pod(A)) == {
        "spec": {
            "$setElementOrder/containers": [{"name": "a"}],
            "containers": [{"$patch": "delete", "name": "b"}],
        }
    }


def test_a_new_order_is_a_change() -> None:
    assert two_way("Pod", pod(A, B), pod(B, A)) == {
        "spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]}
    }


def test_finalizers_are_merged_one_by_one() -> None:
    old, new = {"metadata": {"finalizers": ["a", "b"]}}, {"metadata": {"finalizers": ["b", "c"]}}
    assert two_way("Pod", old, new) == {
        "metadata": {
            "finalizers": ["c"],
            "$deleteFromPrimitiveList/finalizers": ["a"],
            "$setElementOrder/finalizers": ["b", "c"],
        }
    }


def test_lists_without_a_key_are_replaced() -> None:
    assert two_way("Pod", {"spec": {"tolerations": [1]}}, {"spec": {"tolerations": [2]}}) == {
        "spec": {"tolerations": [2]}
    }


def test_another_volume_source_takes_the_place_of_the_old_one() -> None:
    old = {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}
    new = {"spec": {"volumes": [{"name": "v", "hostPath": {"path": "/x"}}]}}
    (volume,) = two_way("Pod", old, new)["spec"]["volumes"]
    assert volume == {
        "name": "v", "emptyDir": None, "hostPath": {"path": "/x"}, "$retainKeys": ["hostPath", "name"],
    }  # fmt: skip


def test_what_others_added_to_the_live_object_stays() -> None:
    applied = {"metadata": {"labels": {"a": "1"}}, "spec": {"replicas": 3}}
    live = {"metadata": {"labels": {"a": "1", "theirs": "x"}}, "spec": {"replicas": 3, "defaulted": True}}
    assert three_way("StatefulSet", applied, applied, live) == {}


def test_what_was_applied_before_and_is_no_longer_is_deleted() -> None:
    before = {"metadata": {"labels": {"a": "1", "b": "2"}}}
    live = {"metadata": {"labels": {"a": "1", "b": "2", "theirs": "x"}}}
    assert three_way("Pod", before, {"metadata": {"labels": {"a": "1"}}}, live) == {
        "metadata": {"labels": {"b": None}}
    }


def test_changes_and_deletions_in_one_container_come_together() -> None:
    before = pod({**A, "command": ["x"]})
    patch = three_way("Pod", before, pod({**A, "image": "a:2"}), before)
    assert patch["spec"]["containers"] == [{"name": "a", "image": "a:2", "command": None}]


def test_the_selector_of_a_disruption_budget_is_always_sent() -> None:
    """So `apply` says "configured" each time."""
    budget = {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "zk"}}}}
    assert three_way("PodDisruptionBudget", budget, budget, budget) == {
        "spec": {"selector": {"matchLabels": {"app": "zk"}}}
    }
