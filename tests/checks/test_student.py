"""Whose work is judged."""

import os
import subprocess
import sys

import pytest

from k8slab.checks.student import started_with, student_of

HUB, NAMED = {"JUPYTERHUB_USER": "hub"}, {"K8SLAB_STUDENT": "ada"}


def test_the_course_names_a_student_before_the_hub_does():
    assert student_of(HUB | NAMED) == "ada"
    assert student_of(HUB) == "hub"
    assert student_of({}) == student_of({"K8SLAB_STUDENT": ""}) == ""


def test_what_a_process_was_started_with_comes_before_what_it_says_now():
    assert student_of(HUB, NAMED) == "hub"
    assert student_of({}, NAMED) == "ada"


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="only Linux tells it")
def test_a_process_cannot_change_what_it_was_started_with():
    code = (
        "import os; os.environ['K8SLAB_STUDENT'] = 'ben'; from k8slab.checks.student import *;"
        "print(student_of(started_with(os.getpid()), os.environ))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **NAMED}, capture_output=True, text=True, check=True
    )
    assert run.stdout == "ada\n"


def test_of_a_process_that_is_not_there_nothing_is_known():
    assert started_with(2**30) == {}
