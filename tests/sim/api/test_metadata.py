"""What may stand in the metadata of an object."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.api.metadata import metadata_errors

OWNER = {"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "u"}


def said(old: dict[str, Any] | None = None, **metadata: Any) -> list[str]:
    obj = {"metadata": {"name": "x", **metadata}}
    return [str(error) for error in metadata_errors(kinds.CONFIG_MAP, obj, old)]


def test_a_base_for_names_may_end_in_a_dash_and_must_begin_like_a_name() -> None:
    assert said(generateName="x-") == []
    (wrong,) = said(generateName="-x")
    assert wrong.startswith('metadata.generateName: Invalid value: "-x": a lowercase RFC 1123 subdomain')


def test_annotations_are_limited_in_all() -> None:
    half = "v" * 128 * 1024
    assert said(annotations={"a": half, "b": half}) == [
        "metadata.annotations: Too long: may not be more than 262144 bytes"
    ]


def test_an_owner_is_named_in_full() -> None:
    assert said(ownerReferences=[{}]) == [
        'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
        'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
        'metadata.ownerReferences.name: Invalid value: "": must not be empty',
        'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ]


def test_an_event_owns_nothing() -> None:
    (words,) = said(ownerReferences=[{**OWNER, "kind": "Event"}])
    assert words.endswith("/v1, Kind=Event is disallowed from being an owner")


def test_only_one_owner_is_the_controller() -> None:
    owners = [{**OWNER, "controller": True}, {**OWNER, "name": "q", "controller": True}]
    (words,) = said(ownerReferences=owners)
    assert words.endswith(
        'Only one reference can have Controller set to true. Found "true" in references for Pod/p and Pod/q'
    )


@pytest.mark.parametrize("finalizer", ["kubernetes", "orphan", "foregroundDeletion", "example.com/mine"])
def test_a_finalizer_is_one_of_kubernetes_own_or_has_a_domain(finalizer: str) -> None:
    assert said(finalizers=[finalizer]) == []
    assert said(finalizers=["mine"]) == [
        'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it '
        "fully qualified"
    ]


def test_dependents_are_not_both_orphaned_and_waited_for() -> None:
    assert said(finalizers=["orphan", "foregroundDeletion"]) == [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and '
        "foregroundDeletion cannot be both set"
    ]


def test_nothing_more_is_put_in_the_way_of_an_object_that_is_being_deleted() -> None:
    held = {"name": "x", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["example.com/a"]}
    old = {"metadata": held}
    assert said(old, finalizers=["example.com/a"]) == []
    assert said(old, finalizers=["example.com/a", "example.com/b"]) == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
        'found new finalizers []string{"example.com/b"}'
    ]
