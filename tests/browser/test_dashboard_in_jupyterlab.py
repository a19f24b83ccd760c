"""The dashboard in a real browser: opened, looked at, pressed, by mouse and by keyboard, light and dark."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.jupyterlab import (
    DARK,
    ERRORS,
    LIGHT,
    choose,
    choose_theme,
    notebook_of,
    open_notebook,
    run_all,
    serious_violations,
    wait_until_ran,
)

CELLS = (
    "from k8slab import Lab\nlab = Lab()\nlab.kubectl('create ns zookeeper')\n"
    "for name in ('pv-demo.yaml', 'zookeeper-svc.yml', 'zookeeper.yml'): lab.apply(f'manifests/{name}')\n"
    "lab.settle()",
    "lab.dashboard()",
)
DASHBOARD = ".k8slab-dashboard"
NAME = "dashboard.ipynb"
MOST_TABS = 120
MOST_STEPS = 40
WAIT_SECONDS = 10
NAMED = """element => element.getAttribute('aria-label')
    || element.labels?.[0]?.textContent || element.textContent.trim()"""


@pytest.fixture(scope="module")
def notebook(browser: Any, address: str, home: Path) -> Iterator[Any]:
    """The page with the notebook, for all tests of this module."""
    (home / "course" / NAME).write_text(json.dumps(notebook_of(CELLS)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 2800})
    open_notebook(page, address, NAME)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    yield page
    page.close()


@pytest.fixture
def page(notebook: Any) -> Any:
    """A new cluster with a new dashboard."""
    choose(notebook, "Edit", "editmenu:clear-all")
    wait_until_ran(notebook, 0)
    run_all(notebook, len(CELLS))
    assert notebook.locator(ERRORS).count() == 0
    notebook.set_default_timeout(WAIT_SECONDS * 1000)
    notebook.wait_for_selector(f"{DASHBOARD} [data-panel=timeline] svg")
    words(notebook, re.compile("settled at"))
    return notebook


def words(page: Any, wanted: re.Pattern[str]) -> str:
    """Wait until the dashboard says so."""
    found = page.locator(f"{DASHBOARD} .k8slab-words", has_text=wanted)
    found.wait_for()
    return str(found.text_content())


def button(page: Any, name: str) -> Any:
    return page.locator(DASHBOARD).get_by_role("button", name=name)


def told(page: Any, panel: str) -> Callable[[str], Any]:
    """Wait for a text in a panel's text equivalent."""
    where = page.locator(f"{DASHBOARD} [data-panel={panel}] pre")
    return lambda text: where.filter(has_text=text).wait_for(state="attached")


def test_the_slider_looks_back_and_rewind_goes_back(page: Any) -> None:
    slider = page.locator(DASHBOARD).get_by_role("slider", name="Time shown")
    slider.fill("8")
    assert re.match(r"looking at 8s of 16\.6s", words(page, re.compile("looking at 8s")))
    told(page, "timeline")("0s to 8s")
    button(page, "Rewind to here").click()
    words(page, re.compile("busy, time stands still at 8s"))
    button(page, "Run until settled").click()
    words(page, re.compile(r"settled at 16\.6s"))


def test_a_pod_is_killed_by_its_button_and_comes_back_while_playing(page: Any) -> None:
    page.locator(DASHBOARD).get_by_label("Pod", exact=True).select_option("zookeeper/zk-1")
    kill = button(page, "Kill pod")
    assert "kubectl delete pod zk-1 -n zookeeper --wait=false" in kill.text_content()
    kill.click()
    log = page.locator(f"{DASHBOARD} [role=log]")
    log.get_by_text('pod "zk-1" deleted from zookeeper namespace').wait_for()
    assert "$ kubectl delete pod zk-1 -n zookeeper --wait=false" in log.text_content()
    told(page, "timeline")("Terminating")
    page.locator(DASHBOARD).get_by_label("Virtual seconds per second").select_option("60")
    button(page, "Play").click()
    words(page, re.compile("settled at"))
    told(page, "timeline")("zk-1  #2")


def test_the_scale_slider_shows_its_command_before_it_is_run(page: Any) -> None:
    page.locator(DASHBOARD).get_by_role("slider", name="Replicas").fill("5")
    scale = button(page, "Scale")
    assert "kubectl scale sts/zk --replicas=5 -n zookeeper" in scale.text_content()
    scale.click()
    page.locator(f"{DASHBOARD} [role=log]").get_by_text("statefulset.apps/zk scaled").wait_for()
    told(page, "timeline")("zk-3")


def test_what_another_cell_does_is_followed(page: Any) -> None:
    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    cell.locator(".cm-content").fill("lab.kubectl('scale -n zookeeper sts/zk --replicas=4')\nlab.settle()")
    cell.locator(".cm-content").press("Control+Enter")
    told(page, "timeline")("zk-3")
    cell.locator(".cm-content").fill(CELLS[0])


def test_everything_is_reached_and_worked_by_keyboard(page: Any) -> None:
    reach(page, "Play")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    visited = reach(page, "Time shown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    words(page, re.compile(r"looking at 16\.\ds of"))
    reach(page, "Back to now")
    page.keyboard.press("Enter")
    words(page, re.compile("settled at"))
    reach(page, "Replicas")
    page.keyboard.press("ArrowRight")
    reach(page, re.compile("^Scale"))
    page.keyboard.press("Space")
    page.locator(f"{DASHBOARD} [role=log]").get_by_text("statefulset.apps/zk scaled").wait_for()
    visited = leave(page)
    assert "Zoom in" in visited
    assert "Timeline as text" not in visited


def test_the_items_of_a_picture_are_walked_by_arrows_and_told_by_a_tooltip(page: Any) -> None:
    item = page.locator(f"{DASHBOARD} [data-panel=timeline] .k8slab-item[data-pod]")
    item.first.focus()
    tooltip = page.locator(f"{DASHBOARD} [role=tooltip]")
    assert tooltip.text_content() == item.first.get_attribute("data-text")
    page.keyboard.press("ArrowRight")
    assert tooltip.text_content() == item.nth(1).get_attribute("data-text")
    page.keyboard.press("Escape")
    tooltip.wait_for(state="hidden")
    item.last.focus()
    page.keyboard.press("Enter")
    assert page.locator(DASHBOARD).get_by_label("Pod", exact=True).input_value() == "zookeeper/zk-2"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_axe_finds_nothing_serious(page: Any, theme: str) -> None:
    choose_theme(page, theme)
    update_halfway(page)
    assert serious_violations(page, DASHBOARD) == []
    if folder := os.environ.get("K8SLAB_SCREENSHOTS"):
        page.locator(DASHBOARD).screenshot(path=str(Path(folder) / f"{theme}.png"))
    page.locator(DASHBOARD).get_by_role("slider", name="Time shown").fill("8")
    words(page, re.compile("looking at 8s"))
    assert serious_violations(page, DASHBOARD) == []
    choose_theme(page, LIGHT)


def update_halfway(page: Any) -> None:
    """Another image by its button, and steps until the second pod goes."""
    page.locator(DASHBOARD).get_by_label("Image").fill("kubebiz/zookeeper:3.5.8")
    button(page, "Set image").click()
    terminating = page.locator(
        f"{DASHBOARD} [data-panel=rollout] pre", has_text=re.compile("zk-1.*Terminating")
    )
    for _ in range(MOST_STEPS):
        button(page, "Step").click()
        page.wait_for_selector(f"{DASHBOARD}[aria-busy=false]")
        if terminating.count():
            return
    raise AssertionError("zk-1 was not updated")


def reach(page: Any, name: str | re.Pattern[str]) -> list[str]:
    """Tab until what has that name has the focus; the names that were passed."""
    start(page)
    visited: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        visited.append(focused(page))
        if re.fullmatch(name, visited[-1]) if isinstance(name, str) else name.search(visited[-1]):
            return visited
    raise AssertionError(f"expected to reach {name!r} by Tab, found {visited}")


def leave(page: Any) -> list[str]:
    """Tab until the focus is outside again."""
    start(page)
    visited: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if not page.evaluate(f"document.activeElement.closest('{DASHBOARD}') !== null"):
            return visited
        visited.append(focused(page))
    raise AssertionError(f"expected Tab to lead out, found {visited}")


def start(page: Any) -> None:
    """Just before the dashboard: as if Tab had come from the cell above."""
    page.evaluate(
        f"""() => {{ const before = document.createElement('span'); before.tabIndex = -1;
            document.querySelector('{DASHBOARD}').before(before); before.focus(); before.remove(); }}"""
    )


def focused(page: Any) -> str:
    return str(page.evaluate(f"({NAMED})(document.activeElement)"))
