"""The text of a patch."""

from __future__ import annotations

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api import patches


def refusal(text: bytes, patch_type: str, strict: str = "Warn") -> str:
    with pytest.raises(ApiError) as refused:
        patches.read(text, patch_type, strict)
    assert (refused.value.code, refused.value.reason) == (400, "BadRequest")
    return refused.value.message


def test_a_name_given_twice_is_found_with_its_path() -> None:
    text = b'{"spec": {"replicas": 1, "replicas": 2, "volumes": [{"name": "a", "name": "b"}]}}'
    patch = patches.read(text, patches.MERGE_PATCH, "Warn")
    assert patch.content == {"spec": {"replicas": 2, "volumes": [{"name": "b"}]}}
    assert patch.findings == ['duplicate field "spec.replicas"', 'duplicate field "spec.volumes[0].name"']
    assert patches.read(text, patches.MERGE_PATCH, "Ignore").findings == []


def test_fields_that_no_operation_has_are_found() -> None:
    text = b'[{"op": "test", "path": "/kind", "value": "x", "bogus": 1, "op": "add"}]'
    patch = patches.read(text, patches.JSON_PATCH, "Strict")
    assert patch.findings == [
        'json patch unknown field "[0].bogus"',
        'json patch duplicate field "[0].op"',
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"{", "unexpected end of JSON input"),
        (
            b"{}",
            "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
        ),
        (
            b'["a"]',
            "json: cannot unmarshal string into Go value of type handlers.jsonPatchOp",
        ),
        (
            b'[{"op": 1}]',
            "json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string",
        ),
    ],
)
def test_what_is_no_json_patch_is_refused(text: bytes, words: str) -> None:
    assert refusal(text, patches.JSON_PATCH) == f"error decoding patch: {words}"


def test_a_strategic_merge_patch_that_is_no_json_is_refused_without_ado() -> None:
    words = "invalid character 'x' looking for beginning of value"
    assert refusal(b"x", patches.STRATEGIC_MERGE_PATCH) == words
    assert refusal(b"x", patches.MERGE_PATCH) == f"error decoding patch: {words}"


def test_text_that_is_no_unicode_is_read_as_well_as_can_be() -> None:
    assert patches.read(b'{"a": "\\ud800"}', patches.MERGE_PATCH, "Warn").content == {"a": "\ud800"}
