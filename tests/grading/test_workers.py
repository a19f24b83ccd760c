import os
import time

import pytest

from k8slab.grading import workers
from k8slab.grading.job import Job
from k8slab.grading.result import Result


def jobs(*students):
    return [Job("zoo", student, "{}") for student in students]


def grade(job):
    """What a job's student is called decides what it does to its worker."""
    if job.student == "dies":
        os._exit(7)
    if job.student == "hangs":
        time.sleep(600)
    return Result(job.assignment, job.student, job.digest, evidence=f"process {os.getpid()}")


def run(*students, count=2, seconds=60.0):
    found = list(workers.run(jobs(*students), grade, workers=count, seconds=seconds))
    return {result.student: result for result in found}


def test_every_job_has_one_result_and_not_in_this_process():
    found = run("ada", "bob", "cyd", "dan", "eve")
    assert sorted(found) == ["ada", "bob", "cyd", "dan", "eve"]
    assert f"process {os.getpid()}" not in {result.evidence for result in found.values()}


def test_without_jobs_there_are_no_results():
    assert run() == {}


def test_a_job_that_kills_its_worker_harms_no_other():
    found = run("ada", "dies", "bob", "cyd", count=1)
    assert found["dies"].reasons == found["dies"].flags == ("the process that graded it died",)
    assert [found[name].flags for name in ("ada", "bob", "cyd")] == [(), (), ()]


def test_a_job_that_hangs_is_given_up_and_harms_no_other():
    found = run("hangs", "ada", "bob", count=1, seconds=1.5)
    assert found["hangs"].flags == ("it could not be graded in 1.5 s",)
    assert found["ada"].evidence != found["hangs"].evidence
    assert found["bob"].flags == ()


def test_a_worker_that_did_many_jobs_is_replaced(monkeypatch):
    monkeypatch.setattr(workers, "JOBS_OF_A_WORKER", 2)
    found = run("ada", "bob", "cyd", "dan", count=1)
    assert len({result.evidence for result in found.values()}) == 2


@pytest.mark.parametrize("count", [1, 4])
def test_who_stops_listening_leaves_no_process_behind(count):
    stream = workers.run(jobs("ada", "hangs"), grade, workers=count, seconds=60)
    next(stream)
    stream.close()
    assert not [child for child in workers.multiprocessing.active_children() if child.is_alive()]
