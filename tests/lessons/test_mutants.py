"""The table of known mistakes says what each earns, and where that is not what was meant."""

import re

import pytest

from tests.lessons.assignments import ROOT
from tests.lessons.submission import Exercise, nothing
from tools import mutants


def test_a_mistake_that_earns_something_else_than_it_should_is_pointed_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left_out = {"volumes": nothing}
    mistakes = {"left out": (left_out, {"volumes": 0}), "thought right": (left_out, {})}
    monkeypatch.setattr(
        mutants, "exercises", lambda: [("zoo", Exercise("quorum", {"volumes": 15}), mistakes)]
    )
    assert mutants.main() == 1
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["zoo", "volumes"],
        ["(all", "points)", "15"],
        ["left", "out", "0"],
        ["thought", "right", "0", "NOT", "AS", "EXPECTED"],
    ]


def test_no_assignment_in_lessons_is_left_out_of_the_table() -> None:
    texts = [file.read_text() for file in sorted((ROOT / "lessons").glob("*/exercise.md"))]
    named = [re.findall(r"^assignment: (\S+)$", text, re.MULTILINE)[0] for text in texts]
    assert [assignment for assignment, _, _ in mutants.exercises()] == named
