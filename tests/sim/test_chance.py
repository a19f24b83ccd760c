"""Chance: draws depend on the seed, the revision and the purpose, and on nothing else."""

from __future__ import annotations

import re

from k8slab.sim.chance import Chance


def test_equal_seeds_revisions_and_purposes_draw_the_same() -> None:
    assert Chance(7, lambda: 3).uid("pods", "zk-0") == Chance(7, lambda: 3).uid("pods", "zk-0")


def test_another_seed_revision_or_purpose_draws_another_number() -> None:
    drawn = {
        Chance(7, lambda: 3).number("a"),
        Chance(8, lambda: 3).number("a"),
        Chance(7, lambda: 4).number("a"),
        Chance(7, lambda: 3).number("b"),
    }
    assert len(drawn) == 4


def test_a_suffix_has_five_characters_without_vowels() -> None:
    for number in range(100):
        assert re.fullmatch("[bcdfghjklmnpqrstvwxz2456789]{5}", Chance(number, lambda: 0).suffix("x"))


def test_a_uid_is_a_random_uuid() -> None:
    pattern = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(pattern, Chance(1, lambda: 1).uid("x"))
