"""From a job to its result: which evidence counts, and what it earns."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.checks.grading import Grading
from k8slab.checks.referee import Referee
from k8slab.errors import K8slabError
from k8slab.grading import by_journal, cells
from k8slab.grading.contradictions import contradictions
from k8slab.grading.heard import Heard, NoEvidenceError
from k8slab.grading.job import Job
from k8slab.grading.result import Result, Task
from k8slab.verdict import Verdict

Execute = Callable[[Job, dict[str, Any], Referee], Heard]
"""Runs the notebook (as it was put back) against a cluster of that referee. Raises NoEvidenceError."""


@dataclass(frozen=True)
class Case:
    """A job, looked at: ``submitted`` is the notebook as it was handed in, None if it is none.

    ``notebook`` is it with all put back that was released, ``asked`` the checks by the names of their cells.
    """

    job: Job
    release: dict[str, Any]
    asked: Mapping[str, str]
    submitted: dict[str, Any] | None
    notebook: dict[str, Any]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, job: Job) -> Case:
        """Raises K8slabError only for a released notebook that is none."""
        release = cells.read(job.release, "the released notebook")
        submitted, trouble = None, list(job.troubles)
        if job.notebook is not None:
            try:
                submitted = cells.read(job.notebook, "the notebook")
            except K8slabError as error:
                trouble.append(str(error))
        notebook, notes = cells.put_back(submitted or {"cells": []}, release)
        noted = notes if submitted else []
        return cls(job, release, cells.checks(release), submitted, notebook, (*trouble, *noted))

    @property
    def referee(self) -> Referee:
        """One who has heard nothing yet, with the instructor's settings, for that student."""
        return Referee(student=self.job.student, grading=Grading(**self.job.grading))


def grade(job: Job, execute: Execute) -> Result:
    """Never raises for what a learner handed in: what cannot be judged earns nothing, and says why."""
    begun = time.monotonic()
    case = Case.of(job)
    heard, evidence, reasons = _hear(case, execute)
    _show(case, heard.verdicts)
    return Result(
        assignment=job.assignment,
        student=job.student,
        digest=job.digest,
        evidence=evidence,
        reasons=tuple(reasons),
        flags=(*case.notes, *_suspicions(reasons)),
        tasks={name: _task(case, name, heard) for name in case.asked},
        hints=heard.hints,
        notebook=json.dumps(case.notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        journal=heard.journal,
        seconds=time.monotonic() - begun,
    )


def _hear(case: Case, execute: Execute) -> tuple[Heard, str, list[str]]:
    """(what was heard, by which evidence, why that one); nothing by "" where there is none."""
    job, reasons = case.job, list[str]()
    if job.evidence != "execute":
        try:
            heard = by_journal.judge(job, case.referee, case.asked.values())
            told = case.submitted or {"cells": []}
            reasons += contradictions(heard, told, case.release, dict(case.asked))
            if not reasons or job.evidence == "journal":
                return heard, "journal", reasons
        except NoEvidenceError as error:
            reasons.append(str(error))
    if job.evidence != "journal" and case.submitted is not None:
        try:
            return execute(job, case.notebook, case.referee), "execute", reasons
        except NoEvidenceError as error:
            reasons.append(str(error))
    return Heard({}), "", reasons


def _suspicions(reasons: list[str]) -> list[str]:
    """A journal that is not there is nothing to look at; one that tells another story is."""
    return [reason for reason in reasons if reason != by_journal.NONE]


def _task(case: Case, name: str, heard: Heard) -> Task:
    cell = next(cell for cell in case.release["cells"] if cells.name_of(cell) == name)
    check, points = case.asked[name], float(cells.about(cell)["points"])
    verdict = heard.verdicts.get(check)
    earned = min(points, float(verdict["earned"])) if verdict else 0.0
    return Task(check, points, earned, heard.attempts.get(check, 0), verdict)


def _show(case: Case, verdicts: Mapping[str, dict[str, Any]]) -> None:
    """Each judged cell shows the referee's verdict and, as its value, the points: what nbgrader reads."""
    for number, cell in enumerate(case.notebook["cells"], start=1):
        check = case.asked.get(cells.name_of(cell))
        if check is not None:
            cell["execution_count"] = number
            cell["outputs"] = _outputs(check, verdicts.get(check), number)


def _outputs(check: str, verdict: dict[str, Any] | None, number: int) -> list[dict[str, Any]]:
    told = repr(Verdict.from_dict(verdict)) if verdict else f"✗ no verdict about {check}"
    earned = float(verdict["earned"]) if verdict else 0.0
    shown = {"data": {"text/plain": f"{earned:g}"}, "metadata": {}}
    return [
        {"output_type": "stream", "name": "stdout", "text": told + "\n"},
        {"output_type": "execute_result", "execution_count": number, **shown},
    ]
