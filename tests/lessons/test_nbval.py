"""Every notebook through strict nbval, which compares all outputs; its time is told at the end of the run.

Building the course again (test_built_course.py) runs them a second time.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lessons.strict_nbval import FOLDERS, ROOT, notebooks_in, run, seconds, table

CELL = "<testcase file='{file}' name='Cell {cell}' time='{time}'/>"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_output_of_every_notebook_comes_out_the_same(
    folder: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = run(notebooks_in(folder), tmp_path)
    for notebook, time in found.seconds.items():
        record_property(f"seconds of {notebook}", time)
    assert found.passed, found.told
    assert set(found.seconds) == {path.relative_to(ROOT).as_posix() for path in notebooks_in(folder)}


def test_a_changed_output_is_found_and_the_time_is_told_all_the_same(tmp_path: Path) -> None:
    cells = '{"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "source": "print(2)", '
    shown = '"outputs": [{"output_type": "stream", "name": "stdout", "text": "3\\n"}]}'
    kernel = '{"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}'
    notebook = tmp_path / "wrong.ipynb"
    notebook.write_text(
        f'{{"cells": [{cells}{shown}], "metadata": {kernel}, "nbformat": 4, "nbformat_minor": 5}}'
    )
    found = run([notebook], tmp_path)
    assert not found.passed
    assert "cell execution failed" in found.told
    assert [(Path(name).name, time > 0) for name, time in found.seconds.items()] == [("wrong.ipynb", True)]


def test_a_notebook_takes_as_long_as_its_cells_together() -> None:
    cells = [("course/a.ipynb", 1.5), ("course/b.ipynb", 1), ("course/a.ipynb", 2)]
    told = "".join(CELL.format(file=file, cell=cell, time=time) for cell, (file, time) in enumerate(cells))
    assert seconds(f"<suite>{told}</suite>") == {"course/a.ipynb": 3.5, "course/b.ipynb": 1.0}


def test_the_table_ends_with_the_sum_of_each_folder() -> None:
    rows = table([("solutions/c.ipynb", 4), ("course/b.ipynb", 1.25), ("course/a.ipynb", 2)]).splitlines()
    assert [tuple(row.rsplit(maxsplit=2)) for row in rows] == [
        ("course/a.ipynb", "2.0", "s"),
        ("course/b.ipynb", "1.2", "s"),
        ("solutions/c.ipynb", "4.0", "s"),
        ("all of course", "3.2", "s"),
        ("all of solutions", "4.0", "s"),
    ]
