"""JupyterLab in a real browser, as a learner uses it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import playwright.sync_api as playwright

START_SECONDS = 60
RUN_SECONDS = 120
CODE_CELLS = ".jp-Notebook .jp-CodeCell"
ERRORS = f'{CODE_CELLS} [data-mime-type="application/vnd.jupyter.error"]'
CELLS_THAT_RAN = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]
    .filter(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim())).length"""
DARK, LIGHT = "JupyterLab Dark", "JupyterLab Light"
SERIOUS = ("serious", "critical")
BEGUN = """() => document.querySelector('.jp-Notebook .jp-CodeCell .jp-InputPrompt').textContent.trim()
    !== '[ ]:'"""
BEGIN_SECONDS, MOST_TRIES = 5, 6
ALL_IN_THE_PAGE = {"windowingMode": "none"}
"""JupyterLab otherwise keeps only the cells in sight in the page."""


def write_settings(home: Path) -> None:
    """JupyterLab's settings of a home directory."""
    settings = home / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(ALL_IN_THE_PAGE))


def printed_address(lab: subprocess.Popen[str]) -> str:
    assert lab.stdout is not None
    for line in lab.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\S+", line):
            return found[0]
    raise AssertionError("JupyterLab ended without printing its address")


def open_notebook(page: Any, address: str, name: str) -> None:
    """Go there as soon as somebody answers.

    What JupyterLab asks or tells, whenever it comes, gets the answer that it proposes.
    """
    page.add_locator_handler(
        page.locator(".jp-Dialog .jp-mod-accept").first, lambda proposed: proposed.click()
    )
    path, token = address.split("?token=")
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            page.goto(f"{path}/{name}?reset&token={token}")
            return
        except playwright.Error:
            assert time.monotonic() < end, "JupyterLab does not answer"
            page.wait_for_timeout(200)


def wait_until_ran(page: Any, count: int) -> None:
    """Until so many cells show the number of their run."""
    page.wait_for_function(f"() => ({CELLS_THAT_RAN})() === {count}", timeout=RUN_SECONDS * 1000)


def choose(page: Any, menu: str, command: str) -> None:
    page.click(f'.lm-MenuBar-itemLabel:text-is("{menu}")')
    page.click(f'[data-command="{command}"]')


def notebook_of(sources: Sequence[str]) -> dict[str, Any]:
    """A notebook with these code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for n, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def choose_theme(page: Any, theme: str) -> None:
    """As the menu of settings does it."""
    page.click('.lm-MenuBar-itemLabel:text-is("Settings")')
    page.hover('.lm-Menu-itemLabel:text-is("Theme")')
    page.click(f'.lm-Menu-itemLabel:text-is("{theme}")')
    light = "true" if theme == LIGHT else "false"
    page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")


def serious_violations(page: Any, selector: str) -> list[str]:
    """What axe-core finds wrong with the part of the page, from "serious" on."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run('{selector}')")["violations"]
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


def run_all(page: Any, count: int) -> None:
    """Run all cells, that many, which have no outputs yet.

    A notebook whose kernel has just come forgets what it is told to run, without a word: say it again then.
    """
    for _ in range(MOST_TRIES):
        choose(page, "Run", "runmenu:run-all")
        try:
            page.wait_for_function(BEGUN, timeout=BEGIN_SECONDS * 1000)
        except playwright.TimeoutError:
            continue
        wait_until_ran(page, count)
        return
    raise AssertionError("JupyterLab does not run the notebook")
