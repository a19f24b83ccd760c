"""A cluster in a child process: it answers when it is there, and goes with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from k8slab.backends import registry
from k8slab.backends.simulator import Served, Settings
from k8slab.backends.transport import HttpTransport
from k8slab.errors import K8slabError

LONGEST = 20.0
PARENT = """
import sys
from k8slab.backends.simulator import Served
cluster = Served()
print(cluster.pid, cluster.kubeconfig, flush=True)
sys.stdin.read()
"""


def answers(kubeconfig: str | Path) -> bool:
    try:
        return HttpTransport.from_kubeconfig(kubeconfig).request("GET", "/version").status == 200
    except K8slabError:
        return False


def wait_until_gone(pid: int) -> None:
    """Its parent is not ours to wait for: look until the process is no more."""
    deadline = time.monotonic() + LONGEST
    while runs(pid):
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_it_answers_as_soon_as_it_is_made() -> None:
    with Served(Settings(nodes=("a", "b"), seed=5)) as cluster:
        transport = HttpTransport.from_kubeconfig(cluster.kubeconfig)
        told = transport.request("GET", "/k8slab/v1/cluster").json()
        assert (told["nodes"], told["seed"], told["clock"]) == (["a", "b"], 5, "instant")
        assert (transport.access.server, transport.access.token) == (cluster.url, cluster.token)
        assert cluster.is_running


def test_stopped_it_leaves_nothing_behind() -> None:
    cluster = Served()
    kubeconfig = cluster.kubeconfig
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running
    assert not kubeconfig.parent.exists()
    assert not answers_at(cluster.url)


def answers_at(url: str) -> bool:
    import socket

    host, _, port = url.removeprefix("https://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_it_goes_with_its_parent_however_that_ends(number: int) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid, kubeconfig = parent.stdout.readline().split()
    assert answers(kubeconfig)
    os.kill(parent.pid, number)
    parent.wait()
    wait_until_gone(int(pid))
    assert not Path(kubeconfig).parent.exists(), "nor does its folder stay"
    parent.stdin.close()
    parent.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups like these")
def test_an_interrupted_cell_does_not_reach_it() -> None:
    with Served() as cluster:
        assert os.getpgid(cluster.pid) != os.getpgid(0)


def test_it_says_why_it_did_not_start() -> None:
    with pytest.raises(K8slabError, match="the cluster did not start"):
        Served(Settings(clock="sundial"))


def test_it_is_listed_while_it_runs() -> None:
    with Served() as cluster:
        assert cluster.endpoint.name in [entry.name for entry in registry.running()]
    assert cluster.endpoint.name not in [entry.name for entry in registry.running()]
