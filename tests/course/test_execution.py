"""Notebooks run in a kernel of their own."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

from k8slab.course.execution import environment, execute
from k8slab.errors import K8slabError


def notebook(*sources: str) -> Any:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def test_cells_run_in_order_in_the_folder_given(tmp_path: Path) -> None:
    ran = notebook("import pathlib", "pathlib.Path.cwd().name")
    execute(ran, tmp_path, tmp_path / "lessons", "a lesson")
    assert ran.cells[1].outputs[0].data["text/plain"] == repr(tmp_path.name)
    assert "execution" not in ran.cells[0].metadata


def test_a_cell_that_fails_is_told_with_its_lesson_and_error(tmp_path: Path) -> None:
    with pytest.raises(
        K8slabError, match=r"(?s)01-a/lesson.md: a cell failed, expected all to run.*NameError"
    ):
        execute(notebook("missing"), tmp_path, tmp_path, "01-a/lesson.md")


def test_a_kernel_sees_the_lessons_but_no_cluster_profile_or_name_of_the_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", "/home/author/config")
    names = ("K8SLAB_STUDENT", "JUPYTERHUB_USER", "K8SLAB_GRADING")
    for name in names:
        monkeypatch.setenv(name, "author")
    found = environment(tmp_path / "lessons", tmp_path)
    assert found.keys().isdisjoint({"KUBECONFIG", *names})
    assert found["IPYTHONDIR"] == str(tmp_path)
    assert (found["K8SLAB_LESSONS"], found["TZ"]) == (str(tmp_path / "lessons"), "UTC")


def test_a_widget_is_kept_as_what_stands_still_of_it(tmp_path: Path) -> None:
    ran = notebook(
        "class Shown:\n"
        "    def _repr_mimebundle_(self, **kwargs):\n"
        "        view = {'version_major': 2, 'version_minor': 0, 'model_id': 'another each time'}\n"
        "        html = '<img alt=\"still\">'\n"
        "        return {'text/html': html, 'application/vnd.jupyter.widget-view+json': view}\n"
        "Shown()"
    )
    execute(ran, tmp_path, tmp_path, "a lesson")
    assert set(ran.cells[0].outputs[0].data) == {"text/html", "text/plain"}
