"""A cluster with faults, which a replay must give again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sim.faults.ward import Ward, history


@pytest.fixture
def ward() -> Iterator[Ward]:
    """After the test all faults can be lifted, and a replay of its journal gives the same history."""
    ward = Ward()
    yield ward
    ward.lift()
    ward.settle()
    assert ward.faults() == []
    again = ward.replayed()
    assert history(again) == ward.history()
    assert [each.as_dict() for each in again.faults.past] == [
        each.as_dict() for each in ward.cluster.faults.past
    ]
