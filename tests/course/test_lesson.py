"""A lesson is a folder."""

from pathlib import Path

import pytest

from k8slab.course.lesson import find_lessons
from k8slab.errors import K8slabError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("02-second", "01-first"):
        (tmp_path / "lessons" / name / "manifests").mkdir(parents=True)
        (tmp_path / "lessons" / name / "lesson.md").write_text("# A lesson\n")
    (tmp_path / "lessons/01-first/manifests/a.yaml").write_text("a: 1\n")
    (tmp_path / "lessons/notes").mkdir()
    return tmp_path


def test_lessons_come_in_the_order_of_their_names(root: Path) -> None:
    assert [lesson.name for lesson in find_lessons(root, [])] == ["01-first", "02-second"]


def test_some_lessons_can_be_picked(root: Path) -> None:
    assert [lesson.name for lesson in find_lessons(root, ["02-second"])] == ["02-second"]


def test_a_lesson_that_is_not_there_is_named_with_those_that_are(root: Path) -> None:
    with pytest.raises(K8slabError, match="found '03-third'; lessons here: 01-first, 02-second"):
        find_lessons(root, ["03-third"])


def test_a_lesson_knows_its_manifests_and_that_it_has_no_exercise(root: Path) -> None:
    first = find_lessons(root, [])[0]
    assert [path.name for path in first.manifests()] == ["a.yaml"]
    assert first.exercise is None
