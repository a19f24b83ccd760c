"""Lines as the real explain breaks them."""

from __future__ import annotations

from k8slab.kubectl.printers.wrap import wrap


def test_lines_break_at_spaces() -> None:
    assert wrap("one two three", 7) == "one two\nthree"


def test_spaces_within_a_line_stay() -> None:
    assert wrap("one:   two", 20) == "one:   two"


def test_what_is_broken_already_stays_broken() -> None:
    assert wrap("one\ntwo", 20) == "one\ntwo"


def test_a_word_that_is_too_long_stands_on_a_line_of_its_own() -> None:
    assert wrap("see https://example.com/a/b", 10) == "see\nhttps://example.com/a/b"
