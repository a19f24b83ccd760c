"""The API's verbs: what they store, what they refuse, and that a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.api import Api

MERGE_PATCH = "application/merge-patch+json"


def a_pod(name: str = "web", **metadata: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": name, **metadata},
        "spec": {"containers": [{"name": "main", "image": "nginx"}]},
    }


def a_set(name: str = "web") -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": name}}, "spec": a_pod()["spec"]}
    return {
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": name}}, "serviceName": name, "template": template},
    }


def test_a_new_object_gets_identity_time_version_and_generation(api: Api) -> None:
    made = api.create(kinds.STATEFULSET, a_set(), "default")
    metadata = made["metadata"]
    assert metadata["creationTimestamp"] == "2026-01-01T00:00:00Z"
    assert metadata["generation"] == 1
    assert metadata["resourceVersion"] == str(api.store.revision)
    assert len(metadata["uid"]) == 36


def test_what_the_caller_gave_is_neither_kept_nor_changed(api: Api) -> None:
    given = a_set()
    before = meta.copy(given)
    made = api.create(kinds.STATEFULSET, given, "default")
    assert given == before
    given["spec"]["replicas"] = 99
    assert made["spec"]["replicas"] == 1


def test_a_generated_name_ends_in_five_characters(api: Api) -> None:
    pod = a_pod()
    pod["metadata"] = {"generateName": "web-"}
    first, second = (meta.name(api.create(kinds.POD, pod, "default")) for _ in range(2))
    assert first != second
    assert all(len(name) == len("web-") + 5 for name in (first, second))


@pytest.mark.parametrize(
    ("obj", "namespace", "message"),
    [
        (a_set(), "nowhere", 'namespaces "nowhere" not found'),
        (a_set("there"), "default", 'statefulsets.apps "there" already exists'),
        (
            {**a_set(), "metadata": {}},
            "default",
            "metadata.name: Required value: name or generateName is required",
        ),
        (
            {**a_set(), "metadata": {"name": "web", "resourceVersion": "1"}},
            "default",
            "resourceVersion should not be set on objects to be created",
        ),
        (
            {**a_set(), "metadata": {"name": "web", "namespace": "other"}},
            "default",
            "the namespace of the provided object does not match the namespace sent on the request",
        ),
    ],
    ids=["no namespace", "name taken", "no name", "with a version", "two namespaces"],
)
def test_a_refused_creation_changes_nothing(
    api: Api, obj: dict[str, Any], namespace: str, message: str
) -> None:
    api.create(kinds.STATEFULSET, a_set("there"), "default")
    before = len(api.store.log)
    with pytest.raises(ApiError) as caught:
        api.create(kinds.STATEFULSET, obj, namespace)
    assert caught.value.message.endswith(message)
    assert len(api.store.log) == before


def test_a_refused_or_dry_request_does_not_change_what_is_drawn_later(api: Api) -> None:
    expected = api.create(kinds.STATEFULSET, a_set(), "default", dry_run=True)["metadata"]["uid"]
    with pytest.raises(ApiError):
        api.create(kinds.STATEFULSET, {**a_set(), "metadata": {}}, "default")
    assert meta.uid(api.create(kinds.STATEFULSET, a_set(), "default")) == expected


def test_only_a_changed_spec_raises_the_generation(api: Api) -> None:
    api.create(kinds.STATEFULSET, a_set(), "default")
    labelled = api.patch(
        kinds.STATEFULSET, "web", "default", {"metadata": {"labels": {"a": "b"}}}, MERGE_PATCH
    )
    scaled = api.patch(kinds.STATEFULSET, "web", "default", {"spec": {"replicas": 3}}, MERGE_PATCH)
    assert (labelled["metadata"]["generation"], scaled["metadata"]["generation"]) == (1, 2)


def test_writing_an_unchanged_object_is_no_change(api: Api) -> None:
    made = api.create(kinds.STATEFULSET, a_set(), "default")
    before = len(api.store.log)
    assert api.update(kinds.STATEFULSET, made) is made
    assert len(api.store.log) == before


def test_an_update_from_an_old_version_is_a_conflict(api: Api) -> None:
    stale = api.create(kinds.STATEFULSET, a_set(), "default")
    api.patch(kinds.STATEFULSET, "web", "default", {"spec": {"replicas": 3}}, MERGE_PATCH)
    with pytest.raises(ApiError, match="the object has been modified; please apply your changes") as caught:
        api.update(kinds.STATEFULSET, stale)
    assert caught.value.code == 409


def test_a_spec_write_keeps_the_status_and_a_status_write_the_spec(api: Api) -> None:
    made = meta.copy(api.create(kinds.STATEFULSET, a_set(), "default"))
    made["spec"]["replicas"], made["status"] = 5, {"replicas": 7}
    updated = api.update(kinds.STATEFULSET, made)
    assert (updated["spec"]["replicas"], updated["status"]["replicas"]) == (5, 0)
    changed = meta.copy(updated)
    changed["spec"]["replicas"], changed["status"]["replicas"] = 9, 7
    status = api.update(kinds.STATEFULSET, changed, subresource="status")
    assert (status["spec"]["replicas"], status["status"]["replicas"]) == (5, 7)
    assert status["metadata"]["generation"] == updated["metadata"]["generation"]


def test_binding_puts_a_pod_on_its_node_once(api: Api) -> None:
    api.create(kinds.POD, a_pod(), "default")
    bound = api.bind("web", "default", "k8s-m1", kinds.POD)
    assert bound["spec"]["nodeName"] == "k8s-m1"
    assert bound["metadata"]["generation"] == 1
    assert [item["type"] for item in bound["status"]["conditions"]] == ["PodScheduled"]
    with pytest.raises(ApiError, match='pod web is already assigned to node "k8s-m1"'):
        api.bind("web", "default", "k8s-m2", kinds.POD)
