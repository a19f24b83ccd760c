"""Tags become nbgrader's metadata."""

import nbformat
import pytest

from k8slab.course.assignment import mark_cells
from k8slab.errors import K8slabError


def marked(*tags: str, text: bool = False) -> nbformat.NotebookNode:
    """The nbgrader metadata of a cell with these tags in the assignment `zk`."""
    new = nbformat.v4.new_markdown_cell if text else nbformat.v4.new_code_cell
    cell = new("", metadata={"tags": list(tags)})
    mark_cells(nbformat.v4.new_notebook(cells=[cell]), "zk")
    return cell.metadata


def facts(metadata: nbformat.NotebookNode) -> tuple[str, bool, bool, bool]:
    found = metadata.nbgrader
    return found.grade_id, found.grade, found.solution, found.locked


def test_an_answer_is_open_and_not_graded() -> None:
    assert facts(marked("solution", "task-deploy")) == ("zk-deploy-answer", False, True, False)


def test_a_check_is_locked_and_graded_with_its_points() -> None:
    metadata = marked("points-2.5", "task-deploy")
    assert facts(metadata) == ("zk-deploy-check", True, False, True)
    assert metadata.nbgrader.points == 2.5


def test_a_given_cell_is_locked() -> None:
    assert facts(marked("given", "task-setup")) == ("zk-setup-given", False, False, True)


def test_an_answer_with_points_is_graded_by_hand() -> None:
    assert facts(marked("solution", "points-1", "task-why")) == ("zk-why-answer", True, True, False)


def test_an_answer_in_words_is_graded_by_hand() -> None:
    metadata = marked("solution", "points-5", "task-why", text=True)
    assert facts(metadata) == ("zk-why-answer", True, True, False)
    assert metadata.nbgrader.points == 5


def test_a_task_is_text_that_is_locked_and_graded_by_hand() -> None:
    metadata = marked("task", "points-5", "task-draw", text=True)
    assert facts(metadata) == ("zk-draw-task", False, False, True)
    assert (metadata.nbgrader.task, metadata.nbgrader.points) == (True, 5)
    assert not marked("given", "task-draw", text=True).nbgrader.task


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        (["task", "points-5", "task-a"], False, "a task to be text with points-N"),
        (["task", "task-a"], True, "a task to be text with points-N"),
        (["points-5", "task-a"], True, "a check to be code"),
        (["solution", "task-a"], True, "an answer in words to have points-N"),
    ],
)
def test_cells_that_nbgrader_could_not_grade_are_refused(tags: list[str], text: bool, expected: str) -> None:
    with pytest.raises(K8slabError, match=f"expected {expected}, found tags"):
        marked(*tags, text=text)


def test_a_cell_without_such_tags_has_no_metadata() -> None:
    assert marked() == {}


@pytest.mark.parametrize("tags", [["solution"], ["points-1"], ["points-1", "points-2", "task-a"]])
def test_tags_that_do_not_say_which_task_are_refused(tags: list[str]) -> None:
    with pytest.raises(K8slabError, match="expected one task-NAME and at most one points-N"):
        marked(*tags)


def test_two_cells_of_one_task_and_role_are_refused() -> None:
    cells = [nbformat.v4.new_code_cell("", metadata={"tags": ["given", "task-a"]}) for _ in range(2)]
    with pytest.raises(K8slabError, match="found more zk-a-given"):
        mark_cells(nbformat.v4.new_notebook(cells=cells), "zk")
