"""Amounts that are numbers or shares."""

from __future__ import annotations

import pytest

from k8slab.objects.portion import portion


@pytest.mark.parametrize(
    ("value", "whole", "up", "down"),
    [(2, 3, 2, 2), ("25%", 3, 1, 0), ("25%", 4, 1, 1), ("0%", 7, 0, 0), ("100%", 7, 7, 7), ("50%", 0, 0, 0)],
)
def test_a_share_of_a_whole_is_rounded_up_or_down(value: int | str, whole: int, up: int, down: int) -> None:
    assert portion(value, whole, up=True) == up
    assert portion(value, whole, up=False) == down
