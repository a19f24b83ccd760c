"""Ours and the real kubectl, command by command, on two equal clusters: the same bytes and exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from k8slab.backends.simulator import Served
from k8slab.backends.transport import HttpTransport
from k8slab.kubectl import run
from tests.clients.session import find_kubectl
from tests.kubectl.recorded import recording

SESSIONS = Path(__file__).parent / "sessions"
LONGEST_COMMAND = 60.0


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Change = tuple[str, str]
NEWER_WORDING: tuple[Change, ...] = (
    (r'(?m)^(\S+ "\S+" (?:force )?deleted)( \(.*\))? from \S+ namespace$', r"\1\2"),
    (r"(\d+/(?:TCP|UDP)) \([a-z0-9-]+\)", r"\1"),
    (r"(?m)^    Optional: +false$", "    ConfigMapOptional:       <nil>"),
    (r"spec\.containers\{[^}]*\}: ", ""),
    (r"(?m)^Warning: resource \S+ was previously managed with 'kubectl apply'. Rolling back .*\n", ""),
    (
        r"(?m)^error: (unknown flag|unknown shorthand|unknown command|flag needs|invalid argument)",
        r"Error: \1",
    ),
    (r"(?m)^Namespace: .*\n(?=Selector: .*\nNode-Selector:)", ""),
    (r"jsonpath-file,kyaml,name", "jsonpath-file,name"),
    (r"(?m)^Client Version: .*\nKustomize Version: .*$", "VERSIONS"),
)
"""What kubectl 1.36 words differently from 1.32: ours is turned into the older wording."""

OLDER_WORDING: tuple[Change, ...] = (
    (r"(?m)^  Kube-Proxy Version: +\n", ""),
    (r"(?m)^  creationTimestamp: null\n", ""),
    (r"(?m)^error: no objects passed to scale (.*)$", r"Error from server (NotFound): \1"),
    (r"(?m)^Client Version: .*\nKustomize Version: .*$", "VERSIONS"),
)
"""What only 1.32 says."""

DIFF: tuple[Change, ...] = (
    (r"\S*/(LIVE|MERGED)-\d+/", r"\1/"),
    (r"(?m)^((?:---|\+\+\+) (?:LIVE|MERGED)/\S+)\t.*$", r"\1"),
)
"""Where and when the real kubectl made its temporary files."""

AGE = r"(?<![\w.-])(?:\d+[dhms]){1,2}(?![\w.-])"
DESCRIPTION: tuple[Change, ...] = ((AGE, "AGE"), (r"(?m)-{3,}", "---"), (r"(?<=\S) {2,}", "  "))
"""The real kubectl counts ages in descriptions by the wall clock, so columns are as wide as they like."""


def changed(text: str, changes: tuple[Change, ...]) -> str:
    for pattern, replacement in changes:
        text = re.sub(pattern, replacement, text)
    return text


def worded(found: Outcome, changes: tuple[Change, ...], line: str) -> Outcome:
    layout = DESCRIPTION if line.startswith("describe") else DIFF if line.startswith("diff") else ()
    return Outcome(found.code, changed(found.out, changes + layout), changed(found.err, changes))


@pytest.fixture(scope="module")
def kubectl() -> str:
    """A kubectl whose wording is known."""
    binary = find_kubectl("kubectl")
    told = subprocess.run([binary, "version", "--client", "-o", "json"], capture_output=True, check=True)
    minor = json.loads(told.stdout)["clientVersion"]["minor"].rstrip("+")
    if minor != "32":
        pytest.skip(f"the wording of kubectl 1.{minor} is not in the table of this test")
    return binary


@pytest.fixture
def transport(clusters: tuple[Served, Served]) -> Iterator[HttpTransport]:
    """The connection of our kubectl to its cluster."""
    with closing(HttpTransport.from_kubeconfig(clusters[1].kubeconfig)) as opened:
        yield opened


@pytest.fixture
def clusters() -> Iterator[tuple[Served, Served]]:
    with Served() as one, Served() as other:
        yield one, other


def real(binary: str, cluster: Served, folder: Path) -> Callable[[list[str], str], Outcome]:
    def execute(arguments: list[str], stdin: str) -> Outcome:
        environment = {
            **os.environ, "TZ": "UTC", "KUBECONFIG": str(cluster.kubeconfig),
            "HOME": str(cluster.kubeconfig.parent),
        }  # fmt: skip
        ran = subprocess.run(
            [binary, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            cwd=folder,
            env=environment,
            check=False,
        )
        return Outcome(ran.returncode, ran.stdout, ran.stderr)

    return execute


def ours(transport: HttpTransport, folder: Path) -> Callable[[list[str], str], Outcome]:
    def execute(arguments: list[str], stdin: str) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        code = run(arguments, transport, stdin=stdin, out=out, err=err, cwd=folder)
        return Outcome(code, out.getvalue(), err.getvalue())

    return execute


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    """The lesson's files, as they were recorded, and those of the server-side apply."""
    files = {**recording("d_ssa").files, **recording("s_article").files}
    for path, content in files.items():
        if path.startswith("manifests/"):
            (tmp_path / Path(path).name).write_bytes(content)
    for file in (SESSIONS / "manifests").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize("session", sorted(path.stem for path in SESSIONS.glob("*.txt")))
def test_every_command_of_a_session_ends_as_with_the_real_kubectl(
    session: str,
    kubectl: str,
    clusters: tuple[Served, Served],
    transport: HttpTransport,
    manifests: Path,
) -> None:
    theirs, mine = real(kubectl, clusters[0], manifests), ours(transport, manifests)
    differing = []
    for line in (SESSIONS / f"{session}.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        command, _, stdin = line.partition(" <<< ")
        text = stdin.encode().decode("unicode_escape")
        expected = worded(theirs(shlex.split(command), text), OLDER_WORDING, line)
        found = worded(mine(shlex.split(command), text), NEWER_WORDING, line)
        if expected != found:
            differing.append((line, expected, found))
    assert not differing, "\n\n".join(f"{line}\nreal: {a}\nours: {b}" for line, a, b in differing)
