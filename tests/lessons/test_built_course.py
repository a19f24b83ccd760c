"""What is built is what the sources say, and runs the same again and again."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from k8slab.course.build import build_course
from k8slab.course.lesson import files_under, find_lessons
from k8slab.course.tree import differences

ROOT = Path(__file__).parents[2]
RUN = ("course", "solutions")
STRICT = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-p", "no:cacheprovider", "-q"]
NOTEBOOKS = [path for folder in RUN for path in files_under(ROOT / folder) if path.suffix == ".ipynb"]


def test_building_the_course_again_changes_nothing() -> None:
    with build_course(ROOT, find_lessons(ROOT, [])) as built:
        assert [str(found) for found in differences(built, ROOT, whole=True)] == []


@pytest.mark.parametrize("time", ["once", "twice"])
def test_every_output_of_every_notebook_comes_out_the_same(time: str, tmp_path: Path) -> None:
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-c", str(settings), "--rootdir", str(ROOT), *STRICT]
    run = subprocess.run(
        [*command, *map(str, NOTEBOOKS)], cwd=ROOT, capture_output=True, text=True, check=False, env=plain()
    )
    assert run.returncode == 0, f"{time}:\n{run.stdout[-8000:]}{run.stderr[-2000:]}"


def plain() -> dict[str, str]:
    """The environment without what pytest adds and without a cluster or a name of the author's."""
    return {
        key: value
        for key, value in os.environ.items()
        if not re.match("PYTEST|KUBECONFIG|K8SLAB_|JUPYTERHUB_", key)
    }


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_in_an_output_has_a_text_equivalent(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = {kind for kind in data if kind.startswith("image/")} | {"img"} & set(
                re.findall(r"<(img|svg)\b", data.get("text/html", ""))
            )
            if shown:
                assert len(data["text/plain"].splitlines()) > 1, cell.source
            assert not re.search(r"<img(?![^>]*\balt=)", data.get("text/html", "")), cell.source
