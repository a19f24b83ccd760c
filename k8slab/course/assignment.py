"""nbgrader's metadata, derived from the tags of a cell.

Tags of a cell in `exercise.md`:

- `task-NAME` names the task that the cell belongs to; every other tag here needs it
- `given`: the cell is part of the assignment, may not be changed, and is put back before grading
- `solution`: the learner's answer; what stands between BEGIN SOLUTION and END SOLUTION is taken out
- `points-N`: the cell is graded by its last value, a number of at most N; together with `solution`,
  the cell is graded by hand, be it code or text
- `task, points-N`: text that describes something to be done in cells of the learner's own, graded by hand
"""

from dataclasses import dataclass
from typing import Any

from k8slab.errors import K8slabError

SCHEMA_VERSION = 3


@dataclass(frozen=True)
class Marks:
    """What the tags of a cell say."""

    tags: tuple[str, ...]
    is_text: bool

    @property
    def points(self) -> list[float]:
        return [float(tag.removeprefix("points-")) for tag in self.tags if tag.startswith("points-")]

    @property
    def tasks(self) -> list[str]:
        return [tag.removeprefix("task-") for tag in self.tags if tag.startswith("task-")]

    @property
    def are_nbgraders(self) -> bool:
        return bool(self.points or {"solution", "given", "task"} & set(self.tags))

    @property
    def role(self) -> str:
        roles = {"task": "task", "solution": "answer"}
        named = next((roles[tag] for tag in roles if tag in self.tags), "")
        return named or ("check" if self.points else "given")

    def problem(self) -> str:
        """Why nbgrader could not grade such a cell; empty if it can."""
        if len(self.tasks) != 1 or len(self.points) > 1:
            return "one task-NAME and at most one points-N"
        if self.role == "task" and not (self.is_text and self.points):
            return "a task to be text with points-N"
        if self.is_text and self.role == "check":
            return "a check to be code"
        if self.is_text and self.role == "answer" and not self.points:
            return "an answer in words to have points-N"
        return ""


def mark_cells(notebook: Any, assignment: str) -> None:
    """Replace the tags of an exercise's cells by what nbgrader reads; ids are `ASSIGNMENT-TASK-ROLE`."""
    seen: set[str] = set()
    for cell in notebook.cells:
        mark_cell(cell, assignment)
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in seen:
            raise K8slabError(f"{assignment}: expected one cell of each task and role, found more {grade_id}")
        seen |= {grade_id} - {None}


def mark_cell(cell: Any, assignment: str) -> None:
    """Set one cell's nbgrader metadata if its tags ask for it."""
    from nbformat import from_dict

    marks = Marks(tuple(cell.metadata.pop("tags", [])), is_text=cell.cell_type == "markdown")
    if not marks.are_nbgraders:
        return
    if problem := marks.problem():
        raise K8slabError(f"{assignment}: expected {problem}, found tags {list(marks.tags)}")
    cell.metadata["nbgrader"] = from_dict(_metadata(marks, assignment))


def _metadata(marks: Marks, assignment: str) -> dict[str, Any]:
    grade: dict[str, Any] = {"points": marks.points[0]} if marks.points else {}
    return grade | {
        "grade": bool(marks.points) and marks.role != "task",
        "grade_id": f"{assignment}-{marks.tasks[0]}-{marks.role}",
        "locked": marks.role != "answer",
        "schema_version": SCHEMA_VERSION,
        "solution": marks.role == "answer",
        "task": marks.role == "task",
    }
