"""Recordings of a real Kubernetes 1.36 control plane, replayed on the simulator and compared."""

from __future__ import annotations

import pytest

from tests.golden.comparison import compare
from tests.golden.recording import DATA, Recording

NAMES = sorted(file.name.removesuffix(".tar.xz") for file in DATA.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_the_simulator_does_what_was_recorded(name: str) -> None:
    told = [str(each) for each in compare(Recording.packed(name)).differences]
    assert not told, "\n".join(told)


def test_the_article_and_all_other_recordings_are_there() -> None:
    assert "s_article" in NAMES
    assert len(NAMES) == 24


def test_recordings_take_little_room() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 5_000_000
