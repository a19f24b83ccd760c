"""Results in nbgrader's own gradebook: formgrader, generate_feedback and export go on from there.

Only the coordinator writes it, many submissions in one transaction. Scores that a person gave stay, and are
marked for another look when the automatic ones changed, as `nbgrader autograde` does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from k8slab.errors import K8slabError
from k8slab.grading import cells
from k8slab.grading.result import Result

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

NO_RESPONSE = "No response."


def open_gradebook(db_url: str, course_id: str) -> Gradebook:
    """Makes the database if it is not there yet."""
    from nbgrader.api import Gradebook

    return Gradebook(db_url, course_id or "default_course")


def require_assignment(gradebook: Gradebook, assignment: str) -> None:
    """Raises K8slabError if nbgrader does not know the assignment."""
    from nbgrader.api import MissingEntry

    try:
        known = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        known = []
    if not known:
        raise K8slabError(
            f"expected the assignment {assignment} in the gradebook, found none. "
            f"Next: nbgrader generate_assignment {assignment}"
        )


def enter(gradebook: Gradebook, results: Iterable[Result], timestamps: Mapping[str, str]) -> None:
    """Write these results, all or none."""
    try:
        for result in results:
            _enter(gradebook, result, timestamps.get(result.student, ""))
        gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise


def _enter(gradebook: Gradebook, result: Result, timestamp: str) -> None:
    submission = _submission(gradebook, result, timestamp)
    graded = _cells(result)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            _grade(grade, result, graded.get(grade.cell.name))
        for comment in notebook.comments:
            cell = graded.get(comment.cell.name)
            is_empty = cell is None or (not cells.about(cell).get("task") and _is_untouched(cell))
            comment.auto_comment = NO_RESPONSE if is_empty else None


def _cells(result: Result) -> dict[str, dict[str, Any]]:
    """Those of the graded notebook, by name; none if there is no notebook."""
    if not result.notebook:
        return {}
    told = cells.read(result.notebook, "the graded notebook")["cells"]
    return {cells.name_of(cell): cell for cell in told}


def _submission(gradebook: Gradebook, result: Result, timestamp: str) -> Any:
    """The student's submission, made if it is not there; nothing is committed yet."""
    from nbgrader.api import MissingEntry
    from nbgrader.utils import parse_utc

    try:
        submission = gradebook.find_submission(result.assignment, result.student)
    except MissingEntry:
        with gradebook.db.no_autoflush:
            submission = _new_submission(gradebook, result)
        gradebook.db.flush()
        gradebook.db.refresh(submission)
    if timestamp:
        submission.timestamp = parse_utc(timestamp)
    return submission


def _new_submission(gradebook: Gradebook, result: Result) -> Any:
    """With a place for the score and the comment of each cell, as nbgrader makes it."""
    from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook

    assignment = gradebook.find_assignment(result.assignment)
    places = [
        (each, [*each.grade_cells, *each.task_cells], [*each.solution_cells, *each.task_cells])
        for each in assignment.notebooks
    ]
    submission = SubmittedAssignment(assignment=assignment, student=_student(gradebook, result.student))
    gradebook.db.add(submission)
    for notebook, scored, commented in places:
        submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
        gradebook.db.add(submitted)
        gradebook.db.add_all(Grade(cell_id=cell.id, notebook=submitted) for cell in scored)
        gradebook.db.add_all(Comment(cell_id=cell.id, notebook=submitted) for cell in commented)
    return submission


def _student(gradebook: Gradebook, name: str) -> Any:
    from nbgrader.api import MissingEntry, Student

    try:
        return gradebook.find_student(name)
    except MissingEntry:
        student = Student(id=name)
        gradebook.db.add(student)
        return student


def _grade(grade: Any, result: Result, cell: dict[str, Any] | None) -> None:
    """A cell's automatic score: the referee's; none where a person has to read, 0 for no answer."""
    task = result.tasks.get(grade.cell.name)
    if task is not None:
        grade.auto_score = task.earned
    elif cell is None or (not cells.about(cell).get("task") and _is_untouched(cell)):
        grade.auto_score = 0
    else:
        grade.auto_score = None
    grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None


def _is_untouched(cell: dict[str, Any]) -> bool:
    """Is the answer as it was released? nbgrader's checksum of the released cell says so."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    return bool(cells.about(cell).get("checksum") == compute_checksum(from_dict(cell)))
