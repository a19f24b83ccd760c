"""Jobs on processes of this machine: one that hangs, dies or grows too large harms no other.

A worker does one job after another. Each job has a time limit; a worker that passes it, or that dies, is
replaced, and its job has a result that says so.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from k8slab.grading.job import Job
from k8slab.grading.result import Result

Grade = Callable[[Job], Result]
JOBS_OF_A_WORKER = 200
"""Then another process takes its place: whatever a submission left in memory is gone with it."""


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    job: Job | None = None
    until: float = 0
    done: int = field(default=0)


def run(jobs: Iterable[Job], grade: Grade, *, workers: int, seconds: float) -> Iterator[Result]:
    """The results, each as soon as it is there; ``grade`` is a function of a module.

    A job may take so many ``seconds``.
    """
    waiting = deque(jobs)
    staff = [_start(grade) for _ in range(max(1, min(workers, len(waiting))))]
    try:
        while waiting or any(worker.job for worker in staff):
            for worker in staff:
                if worker.job is None and waiting:
                    _give(worker, waiting.popleft(), seconds)
            yield from _collect(staff, grade, seconds)
    finally:
        for worker in staff:
            _end(worker)


def _start(grade: Grade) -> _Worker:
    context = multiprocessing.get_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, grade), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _work(pipe: Connection, grade: Grade) -> None:
    """A worker's life: until the coordinator is gone."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            pipe.send(grade(pipe.recv()))


def _give(worker: _Worker, job: Job, seconds: float) -> None:
    worker.job, worker.until = job, time.monotonic() + seconds
    worker.pipe.send(job)


def _collect(staff: list[_Worker], grade: Grade, seconds: float) -> Iterator[Result]:
    """What has come in by now, or the next that comes; workers that failed are replaced."""
    busy = [worker for worker in staff if worker.job]
    left = max(0.0, min(worker.until for worker in busy) - time.monotonic())
    ready = set(wait([worker.pipe for worker in busy], timeout=left))
    for worker in busy:
        job = worker.job
        assert job is not None
        if worker.pipe in ready:
            try:
                result = worker.pipe.recv()
            except (EOFError, OSError):
                result = failed(job, "the process that graded it died")
                _replace(worker, grade)
        elif time.monotonic() >= worker.until:
            result = failed(job, f"it could not be graded in {seconds:g} s")
            _replace(worker, grade)
        else:
            continue
        worker.job, worker.done = None, worker.done + 1
        if worker.done >= JOBS_OF_A_WORKER:
            _replace(worker, grade)
        yield result


def _replace(worker: _Worker, grade: Grade) -> None:
    _end(worker)
    fresh = _start(grade)
    worker.process, worker.pipe, worker.job, worker.done = fresh.process, fresh.pipe, None, 0


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def failed(job: Job, why: str) -> Result:
    """The result of a submission that nobody could grade: it earns nothing until somebody has looked."""
    return Result(job.assignment, job.student, job.digest, reasons=(why,), flags=(why,))
