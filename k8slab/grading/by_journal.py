"""The journal as evidence: replayed on a fresh simulator, judged by our own referee; no learner's code runs.

A journal proves that a cluster did all that. It does not prove that the notebook did it; where the two
differ, `contradictions` says where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8slab.backends.child import NODES
from k8slab.backends.simulator import journal_file
from k8slab.backends.simulator.rehearing import Hearing, hear
from k8slab.checks.referee import Referee
from k8slab.errors import K8slabError
from k8slab.grading.heard import Heard, NoEvidenceError
from k8slab.grading.job import Job

NONE = "no journal was handed in"


def judge(job: Job, referee: Referee, asked: Iterable[str]) -> Heard:
    """What the referee says about the journal; each of the checks ``asked`` has a verdict.

    One that the learner has never asked for is judged at the journal's end. Raises NoEvidenceError where
    there is no journal, or it is broken, of another kind of cluster, or of somebody else.
    """
    if job.journal is None:
        raise NoEvidenceError(NONE)
    try:
        journal = journal_file.of_bytes(job.journal.encode())
        _require_ours(journal.topology)
        hearing = hear(journal, referee)
    except K8slabError as error:
        raise NoEvidenceError(str(error)) from error
    _require_own(hearing, job)
    notes = list(_unasked(hearing, referee, asked))
    hints = len(referee.ledger()["hints"])
    return Heard(hearing.verdicts, dict(hearing.attempts), hints, job.journal, notes)


def _require_ours(topology: Mapping[str, Any] | None) -> None:
    """The cluster that `Lab()` makes. Others are allowed in a notebook, which then has to be run."""
    plain = {"seed": 0, "nodes": list(NODES)}
    for name, expected in plain.items():
        if topology and (found := topology.get(name)) != expected:
            raise NoEvidenceError(f"the journal is of a cluster with {name} {found!r}, expected {expected!r}")


def _require_own(hearing: Hearing, job: Job) -> None:
    """By its own words; whoever changes these gets another learner's tasks wrong, as their values differ."""
    others = {student for name, student in hearing.assignments if student and student != job.student}
    if others:
        raise NoEvidenceError(f"the journal is of {', '.join(sorted(others))}")
    if job.assignment not in {name for name, _ in hearing.assignments}:
        raise NoEvidenceError(f"the journal is not of {job.assignment}")


def _unasked(hearing: Hearing, referee: Referee, asked: Iterable[str]) -> Iterator[str]:
    for check in asked:
        if check not in hearing.verdicts:
            hearing.verdicts[check] = referee.check(check, hearing.story)
            yield f"the journal does not ask for {check}"
