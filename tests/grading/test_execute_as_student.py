"""Submissions run with the name of whoever handed them in."""

import os
from typing import Any

import nbformat
import pytest

from k8slab.grading.execute_as_student import STUDENT, ExecuteAsStudent


def said(student: str, source: str) -> str:
    """What a submission's cell prints."""
    cell = nbformat.v4.new_code_cell(source)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    resources: dict[str, Any] = {"nbgrader": {"student": student}, "metadata": {"path": "."}}
    ran, _ = ExecuteAsStudent(kernel_name="python3").preprocess(notebook, resources)
    return str(ran.cells[0].outputs[0].text).strip()


@pytest.mark.parametrize("before", [None, "instructor"])
def test_a_kernel_knows_whose_submission_it_runs_and_the_grader_is_who_they_were(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STUDENT, raising=False)
    if before:
        monkeypatch.setenv(STUDENT, before)
    assert said("ada", f"import os; print(os.environ['{STUDENT}'])") == "ada"
    assert os.environ.get(STUDENT) == before
