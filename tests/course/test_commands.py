"""`python -m k8slab.course build`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from k8slab.course import app


MISSING = "missing: course/01-words.ipynb\nmissing: lessons/COVERAGE.md\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of one lesson without cells."""
    (tmp_path / "lessons" / "01-words").mkdir(parents=True)
    (tmp_path / "lessons" / "01-words" / "lesson.md").write_text("# Words\n")
    return tmp_path


def build(root: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["build", "--root", str(root), *options])


def test_building_tells_what_it_changed_and_a_second_time_nothing(root: Path) -> None:
    assert build(root).output == MISSING
    assert build(root).output == "nothing changed\n"


def test_checking_changes_nothing_and_fails_if_something_differs(root: Path) -> None:
    result = build(root, "--check")
    assert (result.exit_code, result.output) == (1, MISSING)
    assert not (root / "course").exists()


def test_a_lesson_that_is_not_there_is_refused(root: Path) -> None:
    result = build(root, "--only", "09")
    assert result.exit_code == 1
    assert "expected the name of a lesson, found '09'; lessons here: 01-words" in result.output


def test_coverage_is_written_without_running_anything(root: Path) -> None:
    result = CliRunner().invoke(app, ["coverage", "--root", str(root)])
    assert (result.exit_code, result.output) == (0, "wrote lessons/COVERAGE.md\n")
    assert (root / "lessons/COVERAGE.md").read_text().startswith("# Coverage\n")
    assert not (root / "course").exists()
