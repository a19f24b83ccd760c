"""The course in a real browser: JupyterLab started as a learner starts it, the lesson opened and run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.jupyterlab import CODE_CELLS, ERRORS, choose, open_notebook, run_all, wait_until_ran

ROOT = Path(__file__).parents[2]
PICTURES = f"{CODE_CELLS} .jp-OutputArea-output img"
WIDE = "VOLUMEATTRIBUTESCLASS"
TABLES = f'{CODE_CELLS} pre.k8slab-table:has-text("{WIDE}")'
BROKEN = f'{CODE_CELLS} .jp-OutputArea-output pre:not(.k8slab-table):has-text("NOMINATED NODE")'
"""Tables of pods whose rows wrap, also those with other lines above them."""


def lessons() -> list[str]:
    return sorted(path.name for path in (ROOT / "course").glob("*.ipynb"))


@pytest.mark.parametrize("lesson", lessons())
def test_every_cell_of_the_lesson_runs(page: Any, address: str, lesson: str) -> None:
    open_notebook(page, address, lesson)
    wait_until_ran(page, code_cells(lesson))
    choose(page, "Edit", "editmenu:clear-all")
    wait_until_ran(page, 0)
    run_all(page, code_cells(lesson))
    assert page.locator(ERRORS).count() == 0
    assert page.locator(PICTURES).count() > 0
    assert page.locator(BROKEN).count() == 0
    if has_wide_table(lesson):
        assert page.locator(TABLES).first.evaluate("table => getComputedStyle(table).whiteSpace") == "pre"
    if folder := os.environ.get("K8SLAB_SCREENSHOTS"):
        page.locator(PICTURES).first.scroll_into_view_if_needed()
        page.screenshot(path=str(Path(folder) / f"{lesson}.png"))


def test_a_lesson_has_a_table_that_a_page_would_wrap() -> None:
    assert any(map(has_wide_table, lessons()))


def has_wide_table(lesson: str) -> bool:
    """Does a cell print a table of claims or volumes, which is wider than a page?"""
    return any(WIDE in json.dumps(cell["outputs"]) for cell in cells(lesson))


def code_cells(lesson: str) -> int:
    return len(cells(lesson))


def cells(lesson: str) -> list[dict[str, Any]]:
    """The lesson's code cells, with their outputs."""
    notebook = json.loads((ROOT / "course" / lesson).read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
