"""Deletion: grace for pods that run, finalizers, preconditions, propagation."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.kinds.kind import Kind


def changes(api: Api, kind: Kind) -> list[str]:
    return [change.type for change in api.store.log if change.kind is kind]


def make_pod(api: Api, **spec: Any) -> dict[str, Any]:
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "main", "image": "nginx"}], **spec}}
    return api.create(kinds.POD, pod, "default")


def test_a_pod_without_a_node_is_gone_at_once(api: Api) -> None:
    make_pod(api)
    api.delete(kinds.POD, "web", "default")
    assert api.find(kinds.POD, "web", "default") is None


def test_a_pod_on_a_node_gets_its_grace_period(api: Api) -> None:
    make_pod(api)
    api.bind("web", "default", "k8s-m1", kinds.POD)
    metadata = api.delete(kinds.POD, "web", "default")["metadata"]
    assert metadata["deletionTimestamp"] == "2026-01-01T00:00:30Z"
    assert metadata["deletionGracePeriodSeconds"] == 30
    assert metadata["generation"] == 2


def test_a_second_deletion_can_only_shorten_the_grace(api: Api) -> None:
    make_pod(api, terminationGracePeriodSeconds=10)
    api.bind("web", "default", "k8s-m1", kinds.POD)
    first = api.delete(kinds.POD, "web", "default")
    assert api.delete(kinds.POD, "web", "default", options={"gracePeriodSeconds": 60}) is first
    shorter = api.delete(kinds.POD, "web", "default", options={"gracePeriodSeconds": 3})
    assert shorter["metadata"]["deletionGracePeriodSeconds"] == 3
    assert shorter["metadata"]["generation"] == 2


def test_forced_deletion_shows_the_mark_and_then_the_end(api: Api) -> None:
    make_pod(api)
    api.bind("web", "default", "k8s-m1", kinds.POD)
    answer = api.delete(kinds.POD, "web", "default", options={"gracePeriodSeconds": 0})
    assert answer["kind"] == "Status" or answer["metadata"]["deletionGracePeriodSeconds"] == 0
    assert changes(api, kinds.POD) == ["ADDED", "MODIFIED", "MODIFIED", "DELETED"]


def test_a_finalizer_holds_a_terminating_object_until_it_is_taken_off(api: Api) -> None:
    metadata = {"name": "kept", "finalizers": ["example.com/hold"]}
    api.create(kinds.CONFIG_MAP, {"metadata": metadata}, "default")
    held = api.delete(kinds.CONFIG_MAP, "kept", "default")
    assert meta.is_terminating(held)
    api.modify(kinds.CONFIG_MAP, "kept", "default", lambda draft: draft["metadata"].pop("finalizers"))
    assert api.find(kinds.CONFIG_MAP, "kept", "default") is None


def test_a_precondition_that_does_not_hold_is_a_conflict(api: Api) -> None:
    pod = make_pod(api)
    wrong = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(ApiError) as caught:
        api.delete(kinds.POD, "web", "default", options={"preconditions": {"uid": wrong}})
    assert caught.value.message == (
        f'Operation cannot be fulfilled on Pod "web": the UID in the precondition ({wrong}) does not match '
        f"the UID in record ({meta.uid(pod)}). The object might have been deleted and then recreated"
    )


@pytest.mark.parametrize(
    ("policy", "finalizers"), [("Orphan", ["orphan"]), ("Foreground", ["foregroundDeletion"])]
)
def test_orphaning_and_foreground_deletion_wait_for_the_garbage_collector(
    api: Api, policy: str, finalizers: list[str]
) -> None:
    api.create(kinds.CONFIG_MAP, {"metadata": {"name": "owner"}}, "default")
    held = api.delete(kinds.CONFIG_MAP, "owner", "default", options={"propagationPolicy": policy})
    assert held["metadata"]["finalizers"] == finalizers


def test_a_dry_run_deletes_nothing(api: Api) -> None:
    make_pod(api)
    before = len(api.store.log)
    assert api.delete(kinds.POD, "web", "default", dry_run=True)["status"] == "Success"
    assert len(api.store.log) == before
