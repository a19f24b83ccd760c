"""Unmodified kubectl, as the tests run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MANIFESTS = Path(__file__).parents[2] / "lessons" / "05-zookeeper" / "manifests"
LONGEST_COMMAND = 60.0


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def rows(self) -> list[list[str]]:
        """The words of each line below the heads."""
        return [line.split() for line in self.lines[1:]]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Kubectl:
    """An unmodified kubectl, and the cluster that it is pointed at."""

    binary: str
    kubeconfig: Path
    folder: Path = MANIFESTS

    def try_to(self, *arguments: str, stdin: str = "") -> Outcome:
        """Run it, however it ends."""
        ran = subprocess.run(
            [self.binary, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            cwd=self.folder,
            env={**os.environ, "KUBECONFIG": str(self.kubeconfig), "HOME": str(self.kubeconfig.parent)},
            check=False,
        )
        return Outcome(ran.returncode, ran.stdout, ran.stderr)

    def __call__(self, *arguments: str, stdin: str = "") -> Outcome:
        """Run it; it must succeed and have nothing to complain about."""
        outcome = self.try_to(*arguments, stdin=stdin)
        assert (outcome.code, outcome.err) == (0, ""), (arguments, outcome)
        return outcome

    def names(self, *arguments: str) -> list[str]:
        return self("get", *arguments, "-o", "name").lines


def find_kubectl(name: str) -> str:
    """The binary's path. Without it the test is skipped, except in CI, where it must be there."""
    found = shutil.which(name) or beside_kubectl(name)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def beside_kubectl(name: str) -> str | None:
    """Other versions lie in the folder of the kubectl that is on the path."""
    kubectl = shutil.which("kubectl")
    file = Path(kubectl).resolve().parent / name if kubectl else None
    return str(file) if file and file.exists() else None


def apply_all(kubectl: Kubectl, files: Sequence[str]) -> None:
    for file in files:
        kubectl("apply", "-f", file)
