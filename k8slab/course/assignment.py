"""nbgrader's metadata, derived from the tags of a cell.

Tags of a cell in `exercise.md`:

- `task-NAME` names the task that the cell belongs to; every other tag here needs it
- `given`: the cell is part of the assignment, may not be changed, and is put back before grading
- `solution`: the learner's answer; what stands between BEGIN SOLUTION and END SOLUTION is taken out
- `points-N`: the cell is graded by its last value, a number of at most N; together with `solution`,
  the cell is graded by hand
"""

from typing import Any

from k8slab.errors import K8slabError

SCHEMA_VERSION = 3


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

    tags = cell.metadata.pop("tags", [])
    points = [float(tag.removeprefix("points-")) for tag in tags if tag.startswith("points-")]
    tasks = [tag.removeprefix("task-") for tag in tags if tag.startswith("task-")]
    solution, given = "solution" in tags, "given" in tags
    if not (points or solution or given):
        return
    if len(tasks) != 1 or len(points) > 1:
        raise K8slabError(f"{assignment}: expected one task-NAME and at most one points-N, found tags {tags}")
    role = "answer" if solution else "check" if points else "given"
    grade: dict[str, Any] = {"points": points[0]} if points else {}
    cell.metadata["nbgrader"] = from_dict(
        grade
        | {
            "grade": bool(points),
            "grade_id": f"{assignment}-{tasks[0]}-{role}",
            "locked": not solution,
            "schema_version": SCHEMA_VERSION,
            "solution": solution,
            "task": False,
        }
    )
