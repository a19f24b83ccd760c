from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api.patches import merge_patch
from k8slab.sim.kinds.kind import Kind

STATEFULSET = Kind("apps", "v1", "StatefulSet", "statefulsets", "statefulset")


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_rfc_7386(target: Any, patch: Any, merged: Any) -> None:
    assert merge_patch.merge(target, patch) == merged


def test_the_object_stays_as_it_was() -> None:
    obj = {"metadata": {"labels": {"a": "b"}}}
    assert merge_patch.apply(STATEFULSET, obj, {"metadata": {"labels": {"a": None}}}) == {
        "metadata": {"labels": {}}
    }
    assert obj == {"metadata": {"labels": {"a": "b"}}}


def test_a_patch_must_be_an_object() -> None:
    with pytest.raises(ApiError, match="error decoding patch: json: cannot unmarshal array"):
        merge_patch.apply(STATEFULSET, {}, [])
