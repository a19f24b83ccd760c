"""An answer of lab.why in a real browser: shown, readable light and dark, operable by keyboard."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.jupyterlab import (
    DARK,
    ERRORS,
    LIGHT,
    choose_theme,
    notebook_of,
    open_notebook,
    run_all,
    serious_violations,
)

CELLS = (
    "from k8slab import Lab\nlab = Lab()\nlab.kubectl('create ns zookeeper')\n"
    "for name in ('zookeeper-svc.yml', 'zookeeper.yml'): lab.apply(f'manifests/{name}')\n"
    "lab.settle()",
    "lab.why('sts/zk', namespace='zookeeper')",
)
ANSWER = '.jp-OutputArea-output section[aria-label^="Why statefulset/zk"]'
NAME = "why.ipynb"


@pytest.fixture(scope="module")
def page(browser: Any, address: str, home: Path) -> Iterator[Any]:
    """The page with the answer."""
    (home / "course" / NAME).write_text(json.dumps(notebook_of(CELLS)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 1300})
    open_notebook(page, address, NAME)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    run_all(page, len(CELLS))
    assert page.locator(ERRORS).count() == 0
    yield page
    page.close()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_chain_is_shown_and_axe_finds_nothing_serious(page: Any, theme: str) -> None:
    choose_theme(page, theme)
    answer = page.locator(ANSWER)
    answer.wait_for()
    assert "[root cause]" in answer.text_content()
    assert serious_violations(page, ANSWER) == []
    if folder := os.environ.get("K8SLAB_SCREENSHOTS"):
        answer.screenshot(path=str(Path(folder) / f"why {theme}.png"))
    choose_theme(page, LIGHT)


def test_evidence_is_unfolded_by_keyboard(page: Any) -> None:
    summary = page.locator(f"{ANSWER} details:not([open]) summary").first.element_handle()
    summary.focus()
    page.keyboard.press("Enter")
    assert summary.evaluate("summary => summary.parentElement.open") is True
