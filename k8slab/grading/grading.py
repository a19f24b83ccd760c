"""Grading a class: `grade` is what `k8slab grade` does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from k8slab.backends import private_file
from k8slab.checks.catalogue import lessons_folder
from k8slab.checks.grading import Grading
from k8slab.errors import K8slabError
from k8slab.grading import gradebook, workers
from k8slab.grading.course_folder import CourseFolder
from k8slab.grading.execution import execute
from k8slab.grading.job import Job
from k8slab.grading.judging import grade as grade_job
from k8slab.grading.late import assign_penalties
from k8slab.grading.result import Result
from k8slab.grading.result_files import ResultFiles
from k8slab.grading.submission import Submission

JOB_SECONDS = 300.0
BATCH = 50
"""So many results are entered into the gradebook in one transaction."""

Engine = Callable[[Sequence[Job]], Iterable[Result]]
Progress = Callable[[int, int, Result], None]
"""Called with how many are done, of how many, and the newest result."""


@dataclass(frozen=True)
class Plan:
    """What is to be graded, and how. ``students`` are all who handed something in, if none are named."""

    assignment: str
    course: Path = Path()
    students: Sequence[str] = ()
    evidence: str = "auto"
    resume: bool = False


def grade(plan: Plan, *, engine: Engine | None = None, progress: Progress | None = None) -> list[Result]:
    """Grade, write results, graded notebooks and the gradebook; the results, by student.

    With ``resume``, a submission whose result is there already, of the very same input, is not graded again.
    Raises K8slabError for a course, an assignment or a student that there is not.
    """
    course = CourseFolder(plan.course)
    store = ResultFiles(course.root, plan.assignment)
    book = gradebook.open_gradebook(course.db_url, course.course_id)
    with book:
        gradebook.require_assignment(book, plan.assignment)
        submissions = {student: _read(course, plan, student) for student in _students(course, plan)}
        jobs = list(_jobs(course, plan, submissions.values()))
        kept = ((job.student, store.find(job)) for job in jobs if plan.resume)
        known = {student: result for student, result in kept if result is not None}
        open_jobs = [job for job in jobs if job.student not in known]
        done = list(known.values())
        for result in (engine or local())(open_jobs) if open_jobs else ():
            store.keep(result)
            done.append(result)
            if progress is not None:
                progress(len(done), len(jobs), result)
        done.sort(key=lambda result: result.student)
        for start in range(0, len(done), BATCH):
            batch = done[start : start + BATCH]
            for result in batch:
                _write_graded(course, result)
            gradebook.enter(book, batch, {each.student: each.timestamp for each in submissions.values()})
        assign_penalties(course, book, done)
    return done


def local(processes: int | None = None, seconds: float = JOB_SECONDS) -> Engine:
    """Jobs on processes of this machine, by default as many as it has CPUs."""
    return lambda jobs: workers.run(
        jobs, grade_here, workers=processes or os.cpu_count() or 1, seconds=seconds
    )


def grade_here(job: Job) -> Result:
    """One job, in this process."""
    return grade_job(job, execute)


def _students(course: CourseFolder, plan: Plan) -> list[str]:
    there = course.students(plan.assignment)
    missing = [student for student in plan.students if student not in there]
    if missing or not there:
        raise K8slabError(
            f"expected a submission of {', '.join(missing) or 'somebody'} for {plan.assignment}, "
            f"found those of {', '.join(there) or 'nobody'} in {course.submitted(plan.assignment, '*')}"
        )
    return [student for student in there if not plan.students or student in plan.students]


def _read(course: CourseFolder, plan: Plan, student: str) -> Submission:
    return Submission.read(course.submitted(plan.assignment, student), plan.assignment, student)


def _jobs(course: CourseFolder, plan: Plan, submissions: Iterable[Submission]) -> Iterator[Job]:
    release, files = course.released(plan.assignment), course.files(plan.assignment)
    settings = asdict(Grading.load(lessons_folder()))
    for submission in submissions:
        yield Job(
            assignment=plan.assignment,
            student=submission.student,
            release=release,
            notebook=submission.notebook,
            journal=submission.journal,
            troubles=submission.troubles,
            files=files,
            evidence=plan.evidence,
            grading=settings,
        )


def _write_graded(course: CourseFolder, result: Result) -> None:
    """autograded/STUDENT/ASSIGNMENT, where formgrader and generate_feedback look."""
    if result.notebook:
        folder = course.autograded(result.assignment, result.student)
        private_file.write(folder / f"{result.assignment}.ipynb", result.notebook)
