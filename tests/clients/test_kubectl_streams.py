"""exec, attach, cp, logs -f and port-forward with real kubectls: over SPDY, over WebSocket, over both."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from k8slab.backends.simulator import Served
from tests.clients.session import Kubectl, beside_kubectl, find_kubectl

WAYS = {
    "spdy-1.27": ("kubectl.1.27", {}),
    "spdy-1.30": ("kubectl.1.30", {}),
    "websocket-1.31": ("kubectl.1.31", {}),
    "websocket-1.33": ("kubectl.1.33", {}),
    "spdy-1.33": (
        "kubectl.1.33",
        {"KUBECTL_REMOTE_COMMAND_WEBSOCKETS": "false", "KUBECTL_PORT_FORWARD_WEBSOCKETS": "false"},
    ),
}
PODS = """
apiVersion: v1
kind: Pod
metadata: {name: one}
spec:
  containers:
    - {name: a, image: busybox, command: [sh, -c, "echo one; sleep 30; echo two; sleep infinity"]}
    - {name: b, image: busybox, command: [sh], stdin: true}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: nginx, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
"""


@pytest.fixture(params=WAYS, scope="module")
def streaming(request: pytest.FixtureRequest) -> Iterator[Kubectl]:
    """One cluster for each way: the tests do not disturb one another."""
    find_kubectl("kubectl")
    name, settings = WAYS[request.param]
    binary = beside_kubectl(name)
    if binary is None:
        pytest.skip(f"{name} is not installed")
    with Served() as served, pytest.MonkeyPatch.context() as environment:
        for variable, value in settings.items():
            environment.setenv(variable, value)
        kubectl = Kubectl(binary, served.kubeconfig)
        kubectl("apply", "-f", "-", stdin=PODS)
        kubectl("wait", "--for=condition=Ready", "pod/one", "pod/web")
        yield kubectl


def test_commands_their_input_and_their_exit_codes(streaming: Kubectl) -> None:
    said = streaming.try_to("exec", "one", "-c", "a", "--", "sh", "-c", "echo o; echo e >&2; exit 3")
    assert (said.code, said.out, said.err) == (3, "o\n", "e\ncommand terminated with exit code 3\n")
    assert streaming("exec", "-i", "one", "-c", "a", "--", "cat", stdin="hi\nyou\n").out == "hi\nyou\n"
    said = streaming.try_to("exec", "-i", "one", "-c", "a", "--", "sh", stdin="cd /tmp\npwd\nexit 4\n")
    assert (said.code, said.out) == (4, "/tmp\n")
    said = streaming.try_to("exec", "one", "-c", "x", "--", "ls")
    assert said.err == "Error from server (BadRequest): container x is not valid for pod one\n"


def test_files_are_copied_both_ways(streaming: Kubectl, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(bytes(range(256)) * 1000)
    here = replace(streaming, folder=tmp_path)
    here("cp", "there", "one:/tmp/there", "-c", "a")
    here.try_to("cp", "one:/tmp/there", "back", "-c", "a")
    assert (tmp_path / "back").read_bytes() == (tmp_path / "there").read_bytes()


def test_a_followed_log_and_an_attached_container_show_what_comes(streaming: Kubectl) -> None:
    assert streaming("logs", "-f", "one", "-c", "a").lines == ["one", "two"]
    attached = streaming.try_to("attach", "one", "-c", "a")
    assert (attached.code, attached.out) == (0, "")
    shell = streaming.try_to("attach", "-i", "one", "-c", "b", stdin="echo $HOSTNAME\nexit 3\n")
    assert (shell.code, shell.out) == (0, "one\n")
    last = "jsonpath={.status.containerStatuses[1].lastState.terminated.exitCode}"
    streaming("get", "pod", "one", "-w")
    assert streaming("get", "pod", "one", "-o", last).out == "3"


@contextmanager
def forwarded(kubectl: Kubectl, target: str, port: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The URL that leads to the port."""
    process = subprocess.Popen(
        [kubectl.binary, "port-forward", "--address=127.0.0.1", target, f":{port}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "KUBECONFIG": str(kubectl.kubeconfig)},
    )
    with process:
        assert process.stdout is not None
        local = process.stdout.readline().split(":")[1].split()[0]
        yield f"http://127.0.0.1:{local}", process
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.mark.parametrize(("target", "port"), [("pod/web", 80), ("svc/web", 8080)])
def test_a_forwarded_port_leads_to_the_web_server(streaming: Kubectl, target: str, port: int) -> None:
    page = "/usr/share/nginx/html/index.html"
    streaming("exec", "web", "--", "sh", "-c", f"echo hello > {page}")
    with forwarded(streaming, target, port) as (url, _):
        for _ in range(2):
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert answer.read() == b"hello\n"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url}/none", timeout=30)
    assert '"GET / HTTP/1.1" 200 6' in streaming("logs", "web").out


def test_a_port_that_nobody_listens_on_is_told(streaming: Kubectl) -> None:
    with forwarded(streaming, "pod/web", 81) as (url, process):
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            urllib.request.urlopen(url, timeout=30)
        _, err = process.communicate(timeout=30)
    assert "error forwarding port 81 to pod" in err
    assert "dial tcp4 127.0.0.1:81: connect: connection refused" in err
    assert err.endswith("error: lost connection to pod\n")
