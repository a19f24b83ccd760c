"""Measure what a user waits for, print it beside its target, and keep it in latest.json.

Each figure is taken in processes of its own; times are the median of several runs.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import branching
import notebooks
from rich.console import Console
from rich.table import Table
from session import commands, play

from k8slab.backends.child import Served
from k8slab.backends.transport import HttpTransport

HERE = Path(__file__).parent
RUNS = 5


@dataclass(frozen=True)
class Figure:
    """One measured number; ``target`` is the most that it may be."""

    title: str
    unit: str
    target: float
    measure: Callable[[], float]


def import_seconds() -> float:
    return _median(lambda: _seconds([sys.executable, "-c", "import k8slab"]))


def first_answer_seconds() -> float:
    return _median(_first_answer)


def lesson_seconds() -> float:
    command = [sys.executable, str(HERE / "in_process.py")]
    return _median(lambda: float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def server_megabytes() -> float:
    """Resident memory of the server once the lesson was played on it."""
    with Served() as served:
        play(HttpTransport.from_kubeconfig(served.kubeconfig))
        return branching.resident_megabytes(served.pid)


FIGURES = {
    "import": Figure("import k8slab", "s", 0.15, import_seconds),
    "first_answer": Figure("k8slab serve to the first answer of kubectl", "s", 0.7, first_answer_seconds),
    "lesson": Figure("the lesson's session, in-process", "s", 0.5, lesson_seconds),
    "course": Figure("the whole course through strict nbval", "s", 90.0, notebooks.course_seconds),
    "server_memory": Figure("memory of the server after the lesson", "MB", 120.0, server_megabytes),
    "reset": Figure("lab.reset(), 100 pods", "ms", 50.0, lambda: _median(branching.reset_milliseconds)),
    "fork": Figure("lab.fork(), 100 pods", "ms", 50.0, lambda: _median(branching.fork_milliseconds)),
    "rewind": Figure(
        "lab.rewind() over the whole history, 100 pods",
        "ms",
        500.0,
        lambda: _median(branching.rewind_milliseconds),
    ),
    "snapshots": Figure("memory of 1,000 snapshots of 100 pods", "MB", 50.0, branching.snapshots_megabytes),
}


def main() -> None:
    """Exit 0 whatever the figures are: they depend on the machine."""
    results = {}
    table = Table(title=f"{machine()}; the lesson has {len(list(commands()))} commands", title_justify="left")
    for column in ("", "value", "target", ""):
        table.add_column(column, justify="left" if not column else "right")
    for name, figure in FIGURES.items():
        value = round(figure.measure(), 3)
        ok = value <= figure.target
        results[name] = {"value": value, "unit": figure.unit, "target": figure.target, "ok": ok}
        verdict = "ok" if ok else "too much"
        table.add_row(figure.title, f"{value:g} {figure.unit}", f"≤ {figure.target:g} {figure.unit}", verdict)
    Console().print(table)
    (HERE / "latest.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def machine() -> str:
    """What the figures were taken on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    )


def _first_answer() -> float:
    """Until kubectl (ours, where the real one is not installed) has printed the nodes."""
    ours = [sys.executable, "-m", "k8slab", "kubectl"]
    kubectl = [found] if (found := shutil.which("kubectl")) else ours
    start = time.perf_counter()
    with _served() as kubeconfig:
        subprocess.run(
            [*kubectl, f"--kubeconfig={kubeconfig}", "get", "nodes"], capture_output=True, check=True
        )
        return time.perf_counter() - start


@contextmanager
def _served() -> Iterator[Path]:
    """A server as the command line starts it; gives its kubeconfig once it says that it answers."""
    with tempfile.TemporaryDirectory() as folder:
        kubeconfig = Path(folder) / "kubeconfig"
        command = [sys.executable, "-m", "k8slab", "serve", "--kubeconfig", str(kubeconfig)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield kubeconfig
        finally:
            process.terminate()
            process.communicate()


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


if __name__ == "__main__":
    main()
