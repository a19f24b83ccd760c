"""Penalties for late submissions: nbgrader's own, by the plugin that the course's settings name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from k8slab.grading.course_folder import CourseFolder
from k8slab.grading.result import Result

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def assign_penalties(course: CourseFolder, gradebook: Gradebook, results: Iterable[Result]) -> None:
    """As `nbgrader autograde` does it after the scores are there."""
    from nbgrader.preprocessors import AssignLatePenalties

    rule = AssignLatePenalties(config=course.settings)
    rule.init_plugin()
    for result in results:
        submission = gradebook.find_submission(result.assignment, result.student)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            late = submission.total_seconds_late
            if (
                late > 0
                and (
                    penalty := rule.plugin_inst.late_submission_penalty(result.student, notebook.score, late)
                )
                is not None
            ):
                notebook.late_submission_penalty = rule._check_late_penalty(notebook, penalty)
    gradebook.db.commit()
