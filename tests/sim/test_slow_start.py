"""Things are made in growing batches until one fails."""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.sim.slow_start import slow_start


def attempt(count: int, failing: set[int]) -> tuple[list[int], str]:
    """Which of the things were tried, and what went wrong first."""
    tried: list[int] = []

    def make(number: int) -> ApiError | None:
        tried.append(number)
        return ApiError({"message": f"no {number}"}) if number in failing else None

    error = slow_start(range(count), make)
    return tried, error.message if error else ""


def test_everything_is_made_if_nothing_fails() -> None:
    assert attempt(0, set()) == ([], "")
    assert attempt(9, set()) == ([*range(9)], "")


def test_the_batch_in_which_one_fails_is_tried_to_its_end_and_is_the_last() -> None:
    assert attempt(9, {0}) == ([0], "no 0")
    assert attempt(9, {1}) == ([0, 1, 2], "no 1")
    assert attempt(9, {4, 5}) == ([*range(7)], "no 4")
