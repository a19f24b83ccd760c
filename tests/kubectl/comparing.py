"""A command line, run by the real kubectl on one cluster and by ours on an equal one."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

import pytest

from k8slab.backends.control import Control
from k8slab.backends.kubeconfig import read_access
from k8slab.backends.simulator import Served
from k8slab.backends.transport import HttpTransport
from k8slab.kubectl import run
from tests.clients.session import find_kubectl
from tests.kubectl.recorded import recording
from tests.kubectl.wordings import (
    LAST_WITH_OTHER_ORDER,
    MINORS,
    NEWEST,
    OLDEST,
    OURS,
    THEIRS,
    Wording,
    is_known,
    laid_out,
    reworded,
)

SESSIONS = Path(__file__).parent / "sessions"
LONGEST_COMMAND = 60.0


WATCH_NOISE = re.compile(r"^.*client-go/tools/watch/informerwatcher\.go.*\n", re.MULTILINE)
"""What client-go logs about a watch that ended sooner or later than it likes: that is the machine's speed."""


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Line(NamedTuple):
    """A line of a session: a command, and what it is given on standard input."""

    command: str
    stdin: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.command)

    @property
    def verb(self) -> str:
        """The first word that is no flag."""
        return next((word for word in self.words if not word.startswith("-")), "")


Execute = Callable[[Line], Outcome]


def lines_of(session: str) -> list[Line]:
    """Comments and empty lines are none."""
    return [
        Line(command, stdin.encode().decode("unicode_escape"))
        for text in (SESSIONS / f"{session}.txt").read_text().splitlines()
        if text and not text.startswith("#")
        for command, _, stdin in (text.partition(" <<< "),)
    ]


def sessions() -> list[str]:
    return sorted(path.stem for path in SESSIONS.glob("*.txt"))


def shares() -> list[tuple[int, str]]:
    """Which minor version runs which session: the oldest and the newest run all.

    Those between run a quarter each, since every line costs a tenth of a second of each.
    """
    group = quarters()
    return [
        (minor, session)
        for minor in MINORS
        for session in sessions()
        if minor in (OLDEST, NEWEST) or minor % 4 == group[session]
    ]


def quarters() -> dict[str, int]:
    """The sessions in four groups with about as many lines: the longest first, each to the smallest."""
    lines = [0, 0, 0, 0]
    group = {}
    for session in sorted(sessions(), key=lambda name: -len(lines_of(name))):
        group[session] = smallest = lines.index(min(lines))
        lines[smallest] += len(lines_of(session))
    return group


def kubectl_of(minor: int, folder: Path) -> str:
    """That version under its usual name, which it puts into its messages; without it the test is skipped."""
    name = folder / "kubectl"
    name.symlink_to(find_kubectl(f"kubectl.1.{minor}"))
    return str(name)


def real(binary: str, cluster: Served, folder: Path) -> Execute:
    """The real kubectl."""
    environment = {
        **os.environ, "TZ": "UTC", "KUBECONFIG": str(cluster.kubeconfig),
        "HOME": str(cluster.kubeconfig.parent),
    }  # fmt: skip

    def execute(line: Line) -> Outcome:
        ran = subprocess.run(
            [binary, *line.words],
            input=line.stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            cwd=folder,
            env=environment,
            check=False,
        )
        return Outcome(ran.returncode, ran.stdout, WATCH_NOISE.sub("", ran.stderr))

    return execute


def ours(transport: HttpTransport, cluster: Served, folder: Path) -> Execute:
    """k8slab's own kubectl."""

    def execute(line: Line) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KUBECONFIG", str(cluster.kubeconfig))
            namespace = read_access().namespace
            code = run(
                line.words, transport, stdin=line.stdin, namespace=namespace, out=out, err=err, cwd=folder
            )
        return Outcome(code, out.getvalue(), err.getvalue())

    return execute


def worded(found: Outcome, wordings: tuple[Wording, ...], minor: int, line: Line) -> Outcome:
    """What is left to compare."""
    texts = [laid_out(reworded(text, wordings, minor), line.verb) for text in (found.out, found.err)]
    if "--sort-by" in line.command and minor <= LAST_WITH_OTHER_ORDER:
        texts[0] = "".join(sorted(texts[0].splitlines(keepends=True)))
    return Outcome(found.code, *texts)


def compared(
    lines: Iterable[Line], minor: int, theirs: Execute, mine: Execute
) -> Iterator[tuple[Line, Outcome, Outcome]]:
    """Each line with what the real kubectl did and what ours did; without those that it does not know yet."""
    for line in lines:
        if not is_known(line.command, minor):
            continue
        expected = worded(theirs(line), THEIRS, minor, line)
        yield line, expected, worded(mine(line), OURS, minor, line)


def meet(clusters: tuple[Served, Served]) -> None:
    """Let time pass in the cluster that is behind.

    Ours stops waiting at the very change that it waited for, or at its time-out; of what a real kubectl waits
    for the simulator hears nothing, and lets time pass to the end of the story.
    """
    with ExitStack() as stack:
        opened = [HttpTransport.from_kubeconfig(each.kubeconfig, passive=True) for each in clusters]
        controls = [Control(stack.enter_context(closing(each))) for each in opened]
        latest = max(control.cluster()["time"] for control in controls)
        for control in controls:
            control.advance(max(latest - control.cluster()["time"], 0.0))


def write_manifests(folder: Path) -> None:
    """The lesson's files, as they were recorded, those of the server-side apply, and the sessions' own."""
    folder.mkdir(exist_ok=True)
    files = {**recording("d_ssa").files, **recording("s_article").files}
    for path, content in files.items():
        if path.startswith("manifests/"):
            (folder / Path(path).name).write_bytes(content)
    for file in (SESSIONS / "manifests").rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(SESSIONS / "manifests")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
