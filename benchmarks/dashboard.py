"""How long the dashboard of 100 nodes and 500 pods takes, in JupyterLab in headless Chromium.

`python -m benchmarks.dashboard` from the root; it needs the Debian package chromium. It prints and asserts
nothing: how long it takes until a change is painted, from its message's arrival in the page, from the end of
a command in another process, and from a move of the slider.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from k8slab.backends.transport import HttpTransport
from k8slab.command_line import execute, words
from tests.browser.jupyterlab import notebook_of, open_notebook, printed_address, run_all, write_settings

NODES, RUNS = 100, 7
NAME = "large.ipynb"
CELLS = (
    f"""from k8slab import Lab
lab = Lab(nodes={NODES})
def workload(kind, name, more):
    return f'''
apiVersion: apps/v1
kind: {{kind}}
metadata: {{{{name: {{name}}}}}}
spec:
  selector: {{{{matchLabels: {{{{app: {{name}}}}}}}}}}
  template:
    metadata: {{{{labels: {{{{app: {{name}}}}}}}}}}
    spec: {{{{containers: [{{{{name: main, image: nginx}}}}]}}}}
  {{more}}
'''
lab.apply(workload("DaemonSet", "agent", ""))
lab.apply(workload("Deployment", "web", "replicas: 200"))
more = "replicas: 200\\n  serviceName: db\\n  podManagementPolicy: Parallel"
lab.apply(workload("StatefulSet", "db", more))
lab.settle()
print("kubeconfig:", lab.kubeconfig)""",
    "lab.dashboard('sts/db')",
)
LARGE = 20_000
"""Bytes of a message that can hold pictures."""
WATCHED = """() => {
    const now = () => performance.timeOrigin + performance.now();
    const Plain = window.WebSocket;
    window.arrived = 0;
    window.painted = [];
    window.WebSocket = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener('message', ({data}) => {
                if ((data.byteLength ?? data.length) > LARGE) window.arrived = now();
            });
        }
    };
    const paint = arrived => requestAnimationFrame(() => setTimeout(() => {
        window.painted.push({arrived, now: now()});
    }));
    const isPicture = ({target}) => target.classList?.contains('k8slab-figure');
    new MutationObserver(found => found.some(isPicture) && paint(window.arrived))
        .observe(document, {childList: true, subtree: true});
}""".replace("LARGE", str(LARGE))


@contextmanager
def jupyterlab() -> Iterator[str]:
    """JupyterLab on a folder with the notebook; its address."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for part in ("course", "exercises"):
            (home / part).mkdir()
        write_settings(home)
        (home / "course" / NAME).write_text(json.dumps(notebook_of(CELLS)), encoding="utf-8")
        command = [sys.executable, "-m", "k8slab", "lab", "--no-browser", str(home / "course")]
        environment = {**os.environ, "HOME": folder}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as lab:
            try:
                yield printed_address(lab)
            finally:
                lab.terminate()


def measure() -> dict[str, list[float]]:
    """Milliseconds, of each run."""
    with jupyterlab() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1300})
        page.add_init_script(f"({WATCHED})()")
        run_notebook(page, address)
        found = {"arrived to painted": [], "kubectl to painted": [], "slider to painted": []}
        for number in range(RUNS):
            by_kubectl(page, number, found)
            by_slider(page, number, found)
        browser.close()
    return found


def run_notebook(page: Any, address: str) -> None:
    open_notebook(page, address, NAME)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    run_all(page, len(CELLS))
    page.locator(".k8slab-dashboard .k8slab-controls").scroll_into_view_if_needed()
    page.wait_for_selector(".k8slab-dashboard [data-panel=nodes] svg")


def by_kubectl(page: Any, number: int, found: dict[str, list[float]]) -> None:
    """A pod is deleted from outside, as a terminal does it."""
    printed = page.locator(".jp-OutputArea-output").first.text_content()
    kubeconfig = Path(re.search(r"kubeconfig: (\S+)", printed)[1])
    transport = HttpTransport.from_kubeconfig(kubeconfig, user_agent="kubectl/benchmark")

    def delete() -> float:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            line = f"delete pod db-{number} --wait=false"
            execute(words(line), transport, kubeconfig=kubeconfig, to=nowhere)
        return time.time() * 1000

    _record(page, delete, "kubectl to painted", found)
    transport.close()


def by_slider(page: Any, number: int, found: dict[str, list[float]]) -> None:
    """The learner looks back, and at the present again."""
    slider = page.locator(".k8slab-dashboard").get_by_role("slider", name="Time shown")

    def look() -> float:
        begun = time.time() * 1000
        slider.fill("1.6" if number % 2 else "1.2")
        return begun

    _record(page, look, "slider to painted", found)
    page.locator(".k8slab-dashboard").get_by_role("button", name="Back to now").click()
    page.wait_for_timeout(1500)


def _record(page: Any, act: Callable[[], float], what: str, found: dict[str, list[float]]) -> None:
    page.evaluate("() => { window.painted = []; }")
    begun = act()
    page.wait_for_function("() => window.painted.length")
    page.wait_for_timeout(300)
    last = page.evaluate("() => window.painted.at(-1)")
    found[what].append(last["now"] - begun)
    found["arrived to painted"].append(last["now"] - last["arrived"])


if __name__ == "__main__":
    for what, times in measure().items():
        print(f"{what}: median {statistics.median(times):.0f} ms, at most {max(times):.0f} ms")
