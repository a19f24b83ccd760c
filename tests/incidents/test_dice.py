"""Draws by a seed."""

from __future__ import annotations

from k8slab.incidents.dice import Dice


def test_a_draw_is_a_function_of_seed_and_purpose() -> None:
    assert Dice(1).number(1000, "a") == Dice(1).number(1000, "a")
    assert len({Dice(seed).number(10**9, "a") for seed in range(50)}) == 50
    assert Dice(1).number(10**9, "a") != Dice(1).number(10**9, "b")


def test_these_draws_are_the_same_on_every_python() -> None:
    assert [Dice(7).number(100, each) for each in "abc"] == [28, 36, 39]
    assert Dice(7).order("abcdef", "x") == list("edbcfa")


def test_an_order_has_every_option_once() -> None:
    orders = {tuple(Dice(seed).order("abc", "x")) for seed in range(60)}
    assert len(orders) == 6
    assert all(sorted(each) == ["a", "b", "c"] for each in orders)


def test_every_choice_comes_up() -> None:
    assert {Dice(seed).choice("abcd", "x") for seed in range(60)} == set("abcd")
