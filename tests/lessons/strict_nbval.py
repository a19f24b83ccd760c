"""Notebooks as an instructor's CI runs them, through strict nbval, each with its wall time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from k8slab.course.lesson import files_under

ROOT = Path(__file__).parents[2]
FOLDERS = ("course", "solutions")
STRICT = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-p", "no:cacheprovider", "-q"]


@dataclass(frozen=True)
class Run:
    """What nbval said, and how long each notebook took, in seconds with its kernel's start and end."""

    passed: bool
    told: str
    seconds: dict[str, float]


def run(notebooks: Sequence[Path], folder: Path) -> Run:
    """Run notebooks one after the other; the folder takes nbval's settings and its report."""
    settings, report = folder / "pytest.ini", folder / "report.xml"
    settings.write_text("[pytest]\njunit_family = xunit1\n")
    command = [sys.executable, "-m", "pytest", "-c", str(settings), "--rootdir", str(ROOT), *STRICT]
    command += [f"--junitxml={report}", *map(str, notebooks)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=plain())
    times = seconds(report.read_text("utf-8")) if report.exists() else {}
    return Run(done.returncode == 0, f"{done.stdout[-8000:]}{done.stderr[-2000:]}", times)


def notebooks_in(folder: str) -> list[Path]:
    return [path for path in files_under(ROOT / folder) if path.suffix == ".ipynb"]


def seconds(report: str) -> dict[str, float]:
    """The wall time of each notebook, from the times of its cells."""
    found: dict[str, float] = defaultdict(float)
    for case in ElementTree.fromstring(report).iter("testcase"):
        found[case.attrib["file"]] += float(case.attrib["time"])
    return dict(found)


def table(times: Iterable[tuple[str, float]]) -> str:
    """A line for each notebook, and the sum of each folder."""
    rows, sums = sorted(times), defaultdict(float)
    for name, time in rows:
        sums[name.partition("/")[0]] += time
    told = [*rows, *((f"all of {folder}", time) for folder, time in sums.items())]
    return "\n".join(f"{name:<50}{time:>7.1f} s" for name, time in told)


def plain() -> dict[str, str]:
    """The environment without what pytest adds and without a cluster or a name of the author's."""
    return {
        key: value
        for key, value in os.environ.items()
        if not re.match("PYTEST|KUBECONFIG|K8SLAB_|JUPYTERHUB_", key)
    }
