"""What a write changes, and what a manifest speaks of."""

from __future__ import annotations

from typing import Any

from k8slab.sim.api.managed_fields import paths, shape
from k8slab.sim.api.managed_fields.compare import compare, fields_of

POD = shape.of_kind("", "v1", "Pod")
SERVICE = shape.of_kind("", "v1", "Service")
CONTAINER = {"name": "a", "image": "a:1"}


def spec(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": "p"}, "spec": {"containers": list(containers), **more}}


def shown(found: Any) -> Any:
    return paths.fields_v1(found)


def test_a_manifest_speaks_of_its_values_and_of_its_elements_but_not_of_the_structs_around_them() -> None:
    assert shown(fields_of(POD, spec(CONTAINER))) == {
        "f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:image": {}, "f:name": {}}}}
    }


def test_an_element_that_is_new_is_added_with_all_that_it_has() -> None:
    change = compare(POD, spec(), spec(CONTAINER)).without(())
    assert shown(change.added)["f:spec"]["f:containers"]['k:{"name":"a"}'] == {
        ".": {}, "f:image": {}, "f:name": {}
    }  # fmt: skip


def test_only_the_field_that_differs_is_modified() -> None:
    change = compare(POD, spec(CONTAINER), spec({**CONTAINER, "image": "a:2"}))
    assert (shown(change.modified), change.added, change.removed) == (
        {"f:spec": {"f:containers": {'k:{"name":"a"}': {"f:image": {}}}}}, set(), set(),
    )  # fmt: skip


def test_an_element_that_is_gone_is_removed_with_all_that_it_had() -> None:
    change = compare(POD, spec(CONTAINER, {"name": "b"}), spec(CONTAINER))
    assert shown(change.removed)["f:spec"]["f:containers"] == {'k:{"name":"b"}': {".": {}, "f:name": {}}}


def test_lists_without_keys_and_selectors_are_whole() -> None:
    args = compare(POD, spec({**CONTAINER, "args": ["x"]}), spec({**CONTAINER, "args": ["x", "y"]}))
    assert shown(args.modified)["f:spec"]["f:containers"] == {'k:{"name":"a"}': {"f:args": {}}}
    selector = fields_of(SERVICE, {"spec": {"selector": {"app": "x"}}})
    assert shown(selector) == {"f:spec": {"f:selector": {}}}


def test_what_says_which_object_it_is_has_no_managers() -> None:
    named = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "n", "uid": "u"}}
    assert fields_of(POD, named) == frozenset()
