"""What is built is what the sources say: every notebook is run again, to the same bytes."""

import re
from pathlib import Path

import nbformat
import pytest

from k8slab.course.build import build_course
from k8slab.course.lesson import files_under, find_lessons
from k8slab.course.tree import differences

ROOT = Path(__file__).parents[2]
RUN = ("course", "solutions")
NOTEBOOKS = [path for folder in RUN for path in files_under(ROOT / folder) if path.suffix == ".ipynb"]


def test_building_the_course_again_changes_nothing() -> None:
    with build_course(ROOT, find_lessons(ROOT, [])) as built:
        assert [str(found) for found in differences(built, ROOT, whole=True)] == []


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
