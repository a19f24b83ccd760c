"""One JupyterLab for all tests in a browser, and a page for each."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from tests.browser.jupyterlab import printed_address, write_settings  # noqa: E402

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home directory with a copy of the course and its exercises."""
    home = tmp_path_factory.mktemp("home")
    for part in ("course", "exercises"):
        shutil.copytree(ROOT / part, home / part)
    write_settings(home)
    return home


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """The address that `k8slab lab` prints, with the course's folder open.

    Two workers that began at once would find the same port free, so each takes one that the system chooses.
    """
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = str(any_port.getsockname()[1])
    command = [sys.executable, "-m", "k8slab", "lab", "--no-browser", "--port", port, str(home / "course")]
    environment = {**os.environ, "HOME": str(home)}
    with subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.PIPE, text=True) as lab:
        try:
            yield printed_address(lab)
        finally:
            lab.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        message = "no chromium: run tools/install-debian-packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    yield page
    page.close()
