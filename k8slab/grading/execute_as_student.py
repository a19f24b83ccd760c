"""Submissions run with the name of whoever handed them in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.preprocessors import Execute

STUDENT = "K8SLAB_STUDENT"


class ExecuteAsStudent(Execute):  # type: ignore[misc]
    """Runs a submission's kernel with $K8SLAB_STUDENT set: the folder in submitted/ says who it is.

    So the referee asks for that student's variant, whoever grades.
    """

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        with named(resources["nbgrader"]["student"]):
            result: tuple[Any, Any] = super().preprocess(nb, resources, km)
        return result


@contextmanager
def named(student: str) -> Iterator[None]:
    """Processes that start meanwhile belong to this student."""
    before = os.environ.get(STUDENT)
    os.environ[STUDENT] = student
    try:
        yield
    finally:
        if before is None:
            del os.environ[STUDENT]
        else:
            os.environ[STUDENT] = before
