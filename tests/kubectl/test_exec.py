"""exec, logs and cp of the kubectl in Python, on a simulated cluster: in process, and over WebSocket."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from k8slab.backends.simulator import InProcess, Served, Settings, new_cluster
from k8slab.backends.transport import HttpTransport
from k8slab.kubectl import run
from k8slab.kubectl.execution import execute
from k8slab.kubectl.session import Session
from k8slab.sim.http.gateway import Gateway

POD = """
apiVersion: v1
kind: Pod
metadata: {name: one}
spec:
  containers:
    - {name: a, image: busybox, command: [sh, -c, "echo one; echo two; sleep infinity"]}
    - {name: b, image: busybox, command: [sleep, infinity]}
"""


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Lab:
    def __init__(self, folder: Path) -> None:
        self.gateway = Gateway(new_cluster(Settings()))
        self.folder = folder
        self("apply", "-f", "-", stdin=POD)
        self("wait", "--for=condition=Ready", "pod/one")

    def __call__(self, *words: str, stdin: str = "") -> Said:
        out, err = io.StringIO(), io.StringIO()
        code = run(list(words), InProcess(self.gateway), stdin=stdin, out=out, err=err, cwd=self.folder)
        return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_command_runs_in_a_container(lab: Lab) -> None:
    assert lab("exec", "one", "-c", "a", "--", "sh", "-c", "echo x; echo y >&2; exit 3") == (
        3,
        "x\n",
        "y\ncommand terminated with exit code 3\n",
    )
    assert lab("exec", "-i", "pod/one", "-c", "b", "--", "cat", stdin="hi\n").out == "hi\n"
    assert lab("exec", "one", "--", "hostname") == (0, "one\n", 'Defaulted container "a" out of: a, b\n')


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["exec"], "error: pod, type/name or --filename must be specified\n"),
        (["exec", "one"], "error: you must specify at least one command for the container\n"),
        (["exec", "none", "--", "ls"], 'Error from server (NotFound): pods "none" not found\n'),
        (["exec", "one", "-c", "x", "--", "ls"], "error: container x is not valid for pod one\n"),
        (["cp", "a", "b"], "error: one of src or dest must be a remote file specification\n"),
        (["cp", "none", "one:/tmp"], "error: none doesn't exist in local filesystem\n"),
    ],
)
def test_what_cannot_be_done_is_said_in_kubectls_words(lab: Lab, words: list[str], message: str) -> None:
    assert lab(*words) == (1, "", message)


def test_a_program_that_is_missing_is_an_error_and_no_exit_code(lab: Lab) -> None:
    code, out, err = lab("exec", "one", "-c", "a", "--", "nope")
    head, _, tail = err.partition("failed to start exec ")
    failed = "error executing command in container: failed to exec in container: "
    assert (code, out, head) == (1, "", f"error: Internal error occurred: {failed}")
    why = 'exec failed: unable to start container process: exec: "nope": executable file not found in $PATH'
    assert tail.endswith(f"{why}: unknown\n")


def test_files_and_folders_go_there_and_back(lab: Lab) -> None:
    (lab.folder / "d").mkdir()
    (lab.folder / "d" / "f").write_bytes(b"\x00\xff")
    assert lab("cp", "d", "one:/tmp", "-c", "a") == (0, "", "")
    assert lab("exec", "one", "-c", "a", "--", "find", "/tmp").out == "/tmp\n/tmp/d\n/tmp/d/f\n"
    assert lab("cp", "default/one:/tmp/d", "back", "-c", "a") == (0, "", "")
    assert (lab.folder / "back" / "f").read_bytes() == b"\x00\xff"
    assert lab("cp", "one:/none", "back", "-c", "a").code == 1


def test_logs_are_printed_as_asked_for(lab: Lab) -> None:
    assert lab("logs", "one", "-c", "a", "--tail=1").out == "two\n"
    assert lab("logs", "one", "--all-containers", "--prefix").out == "[pod/one/a] one\n[pod/one/a] two\n"
    lab.gateway.cluster.advance(60)
    assert lab("logs", "one", "-c", "a", "--since=5s").out == ""


def test_other_clusters_are_asked_over_a_websocket() -> None:
    with Served() as cluster:
        transport = HttpTransport.from_kubeconfig(cluster.kubeconfig)
        nothing: dict[str, Any] = {"out": io.StringIO(), "err": io.StringIO()}
        assert run(["apply", "-f", "-"], transport, stdin=POD, **nothing) == 0
        assert run(["wait", "--for=condition=Ready", "pod/one"], transport, **nothing) == 0
        session = Session(transport)
        finished = execute(session, "one", "a", ["sh", "-c", "cat; echo e >&2; exit 2"], b"hi\n")
        assert finished == (b"hi\n", b"e\n", 2)
        transport.close()
