"""The replay tool notices what is not as recorded."""

from __future__ import annotations

import pytest

from tests.golden.comparison import compare
from tests.golden.recording import Recording


@pytest.mark.parametrize(
    ("area", "recorded", "altered"),
    [
        ("steps", b"statefulset.apps/web image updated", b"statefulset.apps/web images updated"),
        ("objects", b'"terminationGracePeriodSeconds":2', b'"terminationGracePeriodSeconds":3'),
        ("milestones", b'"phase":"Succeeded"', b'"phase":"Failed"'),
        ("events", b"Create Pod web-1 in", b"Make Pod web-1 in"),
    ],
)
def test_an_altered_recording_differs(area: str, recorded: bytes, altered: bytes) -> None:
    original = Recording.packed("c_ondelete")
    files = {
        name: content if name.startswith("manifests/") else _spaced(content).replace(recorded, altered)
        for name, content in original.files.items()
    }
    assert {"steps.json", "trace.jsonl"} <= {*files}
    assert files != original.files
    assert compare(Recording("altered", files)).tallies[area].differences


def _spaced(content: bytes) -> bytes:
    """The same JSON, however it is spaced."""
    return content.replace(b'": ', b'":')
