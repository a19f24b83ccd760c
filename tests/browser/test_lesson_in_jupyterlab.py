"""The course in a real browser: JupyterLab started as a learner starts it, the lesson opened and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
START_SECONDS = 60
RUN_SECONDS = 120
CODE_CELLS = ".jp-Notebook .jp-CodeCell"
ERRORS = f'{CODE_CELLS} [data-mime-type="application/vnd.jupyter.error"]'
PICTURES = f"{CODE_CELLS} .jp-OutputArea-output img"
TABLES = f'{CODE_CELLS} pre.k8slab-table:has-text("VOLUMEATTRIBUTESCLASS")'
CELLS_THAT_RAN = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]
    .filter(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim())).length"""
ALL_IN_THE_PAGE = {"windowingMode": "none"}
"""JupyterLab otherwise keeps only the cells in sight in the page."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that `k8slab lab` prints, of a copy of the course and its exercises."""
    home = tmp_path_factory.mktemp("home")
    for part in ("course", "exercises"):
        shutil.copytree(ROOT / part, home / part)
    settings = home / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(ALL_IN_THE_PAGE))
    command = [sys.executable, "-m", "k8slab", "lab", "--no-browser", str(home / "course")]
    environment = {**os.environ, "HOME": str(home)}
    with subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.PIPE, text=True) as lab:
        try:
            yield _printed_address(lab)
        finally:
            lab.terminate()


def _printed_address(lab: subprocess.Popen[str]) -> str:
    assert lab.stdout is not None
    for line in lab.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\S+", line):
            return found[0]
    raise AssertionError("JupyterLab ended without printing its address")


def _open(page: Any, address: str) -> None:
    """Go there as soon as somebody answers."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            page.goto(address)
            return
        except playwright.Error:
            assert time.monotonic() < end, "JupyterLab does not answer"
            page.wait_for_timeout(200)


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    if CHROMIUM is None:
        message = "no chromium: run tools/install-debian-packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 1280, "height": 1000})
        browser.close()


def lessons() -> list[str]:
    return sorted(path.name for path in (ROOT / "course").glob("*.ipynb"))


@pytest.mark.parametrize("lesson", lessons())
def test_every_cell_of_the_lesson_runs(page: Any, address: str, lesson: str) -> None:
    path, token = address.split("?token=")
    _open(page, f"{path}/{lesson}?reset&token={token}")
    wait_until_ran(page, code_cells(lesson))
    choose(page, "Edit", "editmenu:clear-all")
    wait_until_ran(page, 0)
    choose(page, "Run", "runmenu:run-all")
    wait_until_ran(page, code_cells(lesson))
    assert page.locator(ERRORS).count() == 0
    assert page.locator(PICTURES).count() > 0
    assert page.locator(TABLES).first.evaluate("table => getComputedStyle(table).whiteSpace") == "pre"
    if folder := os.environ.get("K8SLAB_SCREENSHOTS"):
        page.locator(PICTURES).first.scroll_into_view_if_needed()
        page.screenshot(path=str(Path(folder) / f"{lesson}.png"))


def wait_until_ran(page: Any, count: int) -> None:
    """Until so many cells show the number of their run."""
    page.wait_for_function(f"() => ({CELLS_THAT_RAN})() === {count}", timeout=RUN_SECONDS * 1000)


def choose(page: Any, menu: str, command: str) -> None:
    page.click(f'.lm-MenuBar-itemLabel:text-is("{menu}")')
    page.click(f'[data-command="{command}"]')


def code_cells(lesson: str) -> int:
    notebook = json.loads((ROOT / "course" / lesson).read_text(encoding="utf-8"))
    return sum(cell["cell_type"] == "code" for cell in notebook["cells"])
