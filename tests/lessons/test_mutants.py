"""The table of known mistakes says what each earns, and where that is not what was meant."""

import pytest

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


def test_the_known_mistakes_of_every_exercise_are_found() -> None:
    assert "ensemble" in [assignment for assignment, _, _ in mutants.exercises()]
