"""The course in a real browser: JupyterLab started as a learner starts it, the lesson opened and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
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


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that `k8slab lab` prints, of a copy of the course."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "course", home / "course")
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
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", line):
            return found[0]
    raise AssertionError("JupyterLab ended without printing its address")


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
    base, token = address.split("/lab", 1)[0], address.rsplit("token=", 1)[1]
    page.goto(f"{base}/lab/tree/{lesson}?reset&token={token}")
    page.wait_for_selector(CODE_CELLS, timeout=START_SECONDS * 1000)
    page.click("text=Run >> nth=0")
    page.click('[data-command="runmenu:run-all"]')
    page.wait_for_function(
        "count => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]"
        ".every(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent))",
        arg=0,
        timeout=RUN_SECONDS * 1000,
    )
    assert page.locator(ERRORS).count() == 0
    assert page.locator(f"{CODE_CELLS} svg[role=img]").count() > 0
