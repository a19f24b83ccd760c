from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api import patches
from k8slab.sim.kinds.kind import Kind

STATEFULSET = Kind("apps", "v1", "StatefulSet", "statefulsets", "statefulset")
ZK: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "zk"},
    "spec": {"replicas": 3},
}


def outcome(patch: Any, patch_type: str, strict: str = "Warn") -> tuple[dict[str, Any], list[str]]:
    patched = patches.apply(STATEFULSET, ZK, patch, patch_type)
    return patches.check(STATEFULSET, patched, patches.Patch(patch, []), patch_type, strict)


def refusal(patch: Any, patch_type: str, strict: str = "Warn") -> ApiError:
    with pytest.raises(ApiError) as refused:
        outcome(patch, patch_type, strict)
    assert (refused.value.code, refused.value.reason) == (422, "Invalid")
    return refused.value


def test_unknown_fields_are_dropped_with_a_warning() -> None:
    obj, warnings = outcome({"spec": {"bogus": 1}}, patches.STRATEGIC_MERGE_PATCH)
    assert (obj, warnings) == (ZK, ['unknown field "spec.bogus"'])


def test_strict_refuses_unknown_fields_and_shows_the_patch() -> None:
    error = refusal({"spec": {"bogus": 1}}, patches.STRATEGIC_MERGE_PATCH, "Strict")
    assert error.message == (
        ' "" is invalid: patch: Invalid value: "map[spec:map[bogus:1]]": '
        'strict decoding error: unknown field "spec.bogus"'
    )


def test_a_wrong_type_in_a_strategic_merge_patch_shows_the_patch() -> None:
    error = refusal({"spec": {"replicas": "three"}}, patches.STRATEGIC_MERGE_PATCH)
    said = 'Invalid value: "map[spec:map[replicas:three]]": unrecognized type: int32'
    assert error.message == f' "" is invalid: patch: {said}'
    assert error.status["details"] == {
        "causes": [{"reason": "FieldValueInvalid", "message": said, "field": "patch"}]
    }


def test_a_wrong_type_in_another_patch_shows_the_outcome() -> None:
    error = refusal({"spec": {"replicas": "three"}}, patches.MERGE_PATCH)
    assert error.message.startswith(' "" is invalid: patch: Invalid value: "{\\"apiVersion\\":\\"apps/v1\\",')
    assert error.message.endswith(
        "json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32"
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "Deployment"}, "converting (v1.Deployment) to (apps.StatefulSet): unknown conversion"),
        ({"kind": "Bogus"}, 'no kind "Bogus" is registered for version "apps/v1" in scheme '),
        ({"apiVersion": "apps/v3"}, 'no kind "StatefulSet" is registered for version "apps/v3" in scheme '),
        ({"kind": 1}, "cannot unmarshal number into Go struct field .kind of type string"),
    ],
)
def test_a_patch_of_the_text_must_leave_the_kind_as_it_is(changed: dict[str, Any], words: str) -> None:
    assert words in refusal(changed, patches.MERGE_PATCH).message


def test_a_strategic_merge_patch_says_nothing_about_the_kind() -> None:
    obj, warnings = outcome({"apiVersion": "v1", "kind": "Pod"}, patches.STRATEGIC_MERGE_PATCH)
    assert (obj, warnings) == (ZK, [])


def test_other_media_types_are_not_supported() -> None:
    with pytest.raises(ApiError, match="415: Unsupported Media Type"):
        patches.apply(STATEFULSET, ZK, {}, "text/plain")
