"""Notebooks are the same bytes on every machine."""

from pathlib import Path

import nbformat
import pytest

from k8slab.course.notebook import normalised, read, to_bytes

LESSON = """\
---
title: A trial
minutes: 5
---
# Title

```{code-cell} ipython3
1 + 1
```

Between.

```{code-cell} ipython3
1 + 1
```
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "lesson.md"
    path.write_text(LESSON)
    return path


def ids(path: Path, owner: str = "01-trial") -> list[str]:
    return [cell.id for cell in read(path, owner)[0].cells]


def test_reading_twice_gives_the_same_bytes(lesson: Path) -> None:
    assert to_bytes(read(lesson, "a")[0]) == to_bytes(read(lesson, "a")[0])


def test_cell_ids_are_derived_from_owner_and_content_and_differ_for_equal_cells(lesson: Path) -> None:
    assert ids(lesson) == ids(lesson)
    assert len(set(ids(lesson))) == 4
    assert not set(ids(lesson)) & set(ids(lesson, "02-other"))


def test_an_edit_changes_only_the_ids_of_edited_cells(lesson: Path) -> None:
    before = ids(lesson)
    lesson.write_text(LESSON.replace("Between.", "After.\n\n```{code-cell} ipython3\n2 + 2\n```\n"))
    after = ids(lesson)
    assert [cell_id for cell_id in after if cell_id in before] == [before[0], before[1], before[3]]


def test_front_matter_is_read_and_stays_out_of_the_notebook(lesson: Path) -> None:
    notebook, front_matter = read(lesson, "a")
    assert front_matter == {"title": "A trial", "minutes": 5}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_normalising_drops_version_times_and_how_streams_were_cut() -> None:
    cell = nbformat.v4.new_code_cell("print()", metadata={"execution": {"iopub.execute_input": "now"}})
    cell.outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in STREAMS]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata = nbformat.from_dict({"language_info": {"name": "python", "version": "3.11.7"}})
    normalised(notebook)
    assert notebook.metadata.language_info == {"name": "python"}
    assert cell.metadata == {}
    assert [(output.name, output.text) for output in cell.outputs] == [("stdout", "ab"), ("stderr", "c")]


STREAMS = [("stdout", "a"), ("stdout", "b"), ("stderr", "c")]
