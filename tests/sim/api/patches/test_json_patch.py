from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api.patches import json_patch
from k8slab.sim.kinds.kind import Kind

STATEFULSET = Kind("apps", "v1", "StatefulSet", "statefulsets", "statefulset")
ZK: dict[str, Any] = {"metadata": {"name": "zk"}, "spec": {"replicas": 3}}


def refusal(patch: Any) -> ApiError:
    with pytest.raises(ApiError) as refused:
        json_patch.apply(STATEFULSET, ZK, patch)
    assert ZK == {"metadata": {"name": "zk"}, "spec": {"replicas": 3}}
    return refused.value


def test_operations_apply_in_order_to_a_copy() -> None:
    patch = [
        {"op": "test", "path": "/spec/replicas", "value": 3},
        {"op": "replace", "path": "/spec/replicas", "value": 4},
        {"op": "add", "path": "/metadata/labels", "value": {"app": "zk"}},
    ]
    patched = json_patch.apply(STATEFULSET, ZK, patch)
    assert patched == {"metadata": {"name": "zk", "labels": {"app": "zk"}}, "spec": {"replicas": 4}}
    assert ZK["spec"] == {"replicas": 3}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/spec/replicas", "value": 4},
        {"op": "replace", "path": "/spec/nosuch/deeper", "value": 4},
        {"op": "remove", "path": "/spec/nosuch"},
        {"op": "bogus", "path": "/spec/replicas"},
        {"op": "add", "path": "spec", "value": 1},
        {"op": "add", "value": 1},
        {"op": "replace", "path": "", "value": 1},
    ],
)
def test_a_patch_that_does_not_apply_is_rejected_without_a_reason(operation: dict[str, Any]) -> None:
    error = refusal([operation])
    assert error.status == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": "the server rejected our request due to an error in our request",
        "reason": "Invalid",
        "details": {},
        "code": 422,
    }


def test_what_is_no_list_of_operations_is_a_bad_request() -> None:
    words = "json: cannot unmarshal object into Go value of type jsonpatch.Patch"
    assert (refusal({"op": "add"}).code, refusal({"op": "add"}).message) == (400, words)
    assert (
        refusal(["add"]).message == "json: cannot unmarshal string into Go value of type jsonpatch.Operation"
    )


def test_a_test_for_null_holds_where_there_is_nothing() -> None:
    patch = [
        {"op": "test", "path": "/metadata/labels", "value": None},
        {"op": "add", "path": "/metadata/labels", "value": {}},
        {"op": "test", "path": "/metadata/labels/app"},
    ]
    assert json_patch.apply(STATEFULSET, ZK, patch)["metadata"]["labels"] == {}
    assert refusal([{"op": "test", "path": "/spec/replicas", "value": None}]).code == 422
    assert refusal([{"op": "test", "path": "/spec/nosuch/deeper", "value": None}]).code == 422


def test_no_operations_at_all_change_nothing() -> None:
    assert json_patch.apply(STATEFULSET, ZK, None) == ZK


def test_there_is_a_limit_to_the_number_of_operations() -> None:
    operation = {"op": "test", "path": "/spec/replicas", "value": 3}
    error = refusal([operation] * 10_001)
    assert (error.code, error.reason) == (413, "RequestEntityTooLarge")
