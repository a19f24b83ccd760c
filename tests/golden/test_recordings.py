"""Recordings of a real Kubernetes 1.36 control plane, replayed on the simulator and compared."""

from __future__ import annotations

import pytest

from tests.golden.comparison import compare
from tests.golden.recording import DATA, Recording
from tests.golden.scenarios import NOT_YET, SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_simulator_does_what_was_recorded(name: str) -> None:
    compared = compare(Recording.packed(name))
    awaited = SCENARIOS[name]
    told = [str(each) for each in compared.differences]
    different = [text for text in told if not any(word in text for word in awaited)]
    assert not different, "\n".join(different)


def test_every_recording_is_compared_or_waits_for_its_controllers() -> None:
    assert {file.name.removesuffix(".tar.xz") for file in DATA.iterdir()} == {*SCENARIOS, *NOT_YET}


def test_recordings_take_little_room() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 5_000_000
