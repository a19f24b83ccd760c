"""The journal: whole lines follow from one another, broken ones are found."""

from __future__ import annotations

import io

import pytest

from k8slab.sim.journal import BrokenJournalError, Journal, load, whole_lines


def a_journal() -> Journal:
    journal = Journal({"seed": 7})
    for number in range(3):
        journal.append({"number": number, "text": "ü"})
    return journal


def test_a_journal_that_is_read_back_is_the_same() -> None:
    lines = list(a_journal().lines())
    assert load(lines).entries == a_journal().entries
    assert list(load(lines).lines()) == lines


def test_each_line_is_in_the_file_when_append_returns() -> None:
    file = io.BytesIO()
    journal = Journal()
    journal.write_to(file)
    journal.append({"number": 0})
    assert file.getvalue() == b"".join(journal.lines())


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda lines: [lines[0], lines[1].replace(b'"number":0', b'"number":7'), lines[2]], 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [*lines[:2], lines[2][:10]], 3),
        (lambda lines: [b"[]\n", *lines], 1),
    ],
    ids=["edited", "line removed", "cut off", "not a journal"],
)
def test_the_line_that_broke_the_chain_is_named(damage: object, line: int) -> None:
    lines = damage(list(a_journal().lines()))  # type: ignore[operator]
    with pytest.raises(BrokenJournalError, match=f"journal line {line}:") as caught:
        load(lines)
    assert caught.value.line == line


def test_the_first_line_says_of_which_cluster_it_is() -> None:
    assert load(a_journal().lines()).topology == {"seed": 7}
    assert load(Journal().lines()).topology is None


def test_a_line_that_was_cut_off_in_writing_is_left_out() -> None:
    content = b"".join(a_journal().lines())
    assert whole_lines(content) == list(a_journal().lines())
    assert load(whole_lines(content[:-5])).entries == a_journal().entries[:-1]


def test_only_lines_that_are_there_are_called_whole() -> None:
    lines = list(a_journal().lines())
    with pytest.raises(BrokenJournalError, match=r"Is it a journal of k8slab\?"):
        load([b"a letter\n"])
    with pytest.raises(BrokenJournalError, match="The lines before it are whole"):
        load([lines[0], b"a letter\n"])
