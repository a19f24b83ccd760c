"""port-forward and attach of the kubectl in Python, on a served cluster."""

from __future__ import annotations

import io
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from k8slab.backends.simulator import InProcess, Served, Settings, new_cluster
from k8slab.backends.transport import HttpTransport
from k8slab.errors import K8slabError
from k8slab.kubectl import run
from k8slab.kubectl.forwarding import Listener
from k8slab.kubectl.session import Session
from k8slab.sim.http.gateway import Gateway

PODS = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: a, image: nginx, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: shell}
spec: {restartPolicy: Never, containers: [{name: a, image: busybox, command: [sh], stdin: true}]}
"""


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    with Served() as cluster, closing(HttpTransport.from_kubeconfig(cluster.kubeconfig)) as opened:
        assert said(opened, "apply", "-f", "-", stdin=PODS)[0] == 0
        assert said(opened, "wait", "--for=condition=Ready", "pod/web", "pod/shell")[0] == 0
        yield opened


def said(transport: Any, *words: str, stdin: str = "") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(list(words), transport, stdin=stdin, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_a_port_leads_to_the_web_server_until_it_is_closed(transport: HttpTransport) -> None:
    session = Session(transport, out=io.StringIO(), err=io.StringIO())
    listener = Listener(session, "web", 0, 80)
    for _ in range(2):
        with urllib.request.urlopen(f"http://127.0.0.1:{listener.port}/", timeout=30) as answer:
            assert b"Welcome to nginx!" in answer.read()
    with pytest.raises(K8slabError, match="unable to listen on any of the requested ports"):
        Listener(session, "web", listener.port, 80)
    listener.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{listener.port}/", timeout=30)
    assert isinstance(session.out, io.StringIO)
    assert session.out.getvalue() == f"Handling connection for {listener.port}\n" * 2


def test_a_port_that_nobody_listens_on_is_told(transport: HttpTransport) -> None:
    told = threading.Event()

    class Errors(io.StringIO):
        def write(self, text: str) -> int:
            told.set()
            return super().write(text)

    session = Session(transport, out=io.StringIO(), err=Errors())
    with closing(Listener(session, "web", 0, 81)) as listener:
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            urllib.request.urlopen(f"http://127.0.0.1:{listener.port}/", timeout=30)
        assert told.wait(30)
    assert isinstance(session.err, io.StringIO)
    assert "connect: connection refused" in session.err.getvalue()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["web", "99:x"], "error: Pod 'web' does not have a named port 'x'\n"),
        (["web", "1:2:3"], "error: invalid port format '1:2:3'\n"),
        (["web", "0"], "error: remote port must be > 0\n"),
        (["--address=0.0.0.0", "web", "80"], "error: this kubectl listens on 127.0.0.1 only\n"),
    ],
)
def test_what_cannot_be_forwarded_is_refused(
    transport: HttpTransport, words: list[str], message: str
) -> None:
    assert said(transport, "port-forward", *words) == (1, "", message)


def test_who_attaches_to_a_shell_talks_to_it(transport: HttpTransport) -> None:
    said_so = "If you don't see a command prompt, try pressing enter.\n"
    assert said(transport, "attach", "-i", "shell", stdin="cd /tmp\npwd\nexit 3\n") == (0, "/tmp\n", said_so)
    code = "jsonpath={.status.containerStatuses[0].state.terminated.exitCode}"
    assert said(transport, "get", "pod", "shell", "-o", code)[1] == "3"
    completed = "error: cannot attach a container in a completed pod; current phase is Failed\n"
    assert said(transport, "attach", "shell") == (1, "", completed)


def test_in_one_process_attach_shows_what_comes() -> None:
    transport = InProcess(Gateway(new_cluster(Settings())))
    assert said(transport, "apply", "-f", "-", stdin=PODS)[0] == 0
    assert said(transport, "wait", "--for=condition=Ready", "pod/shell")[0] == 0
    assert said(transport, "attach", "-q", "shell") == (0, "", "")
    assert "can only be reached in its own process" in said(transport, "attach", "-i", "shell")[2]
