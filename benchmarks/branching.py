"""What going back and to the side costs on a served cluster of 100 pods: see `FIGURES` of run.py."""

from __future__ import annotations

import io
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from k8slab.backends.child import Served, Settings
from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.kubectl import run

PODS = 100
SNAPSHOTS = 1000
SET = f"""
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: web}}
spec:
  replicas: {PODS}
  podManagementPolicy: Parallel
  serviceName: web
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers: [{{name: web, image: nginx}}]
"""


@contextmanager
def a_hundred_pods() -> Iterator[tuple[Served, Control]]:
    """A settled cluster."""
    with Served(Settings(nodes=("n1", "n2", "n3"))) as served:
        transport = HttpTransport.from_kubeconfig(served.kubeconfig)
        run(["apply", "-f", "-"], transport, stdin=SET, out=io.StringIO())
        control = Control(HttpTransport.from_kubeconfig(served.kubeconfig, passive=True))
        control.settle()
        yield served, control


def fork_milliseconds() -> float:
    """Until another cluster answers."""
    with a_hundred_pods() as (served, _):
        start = time.perf_counter()
        other = served.fork()
        Control(HttpTransport.from_kubeconfig(other.kubeconfig, passive=True)).cluster()
        taken = time.perf_counter() - start
        other.stop()
    return taken * 1000


def rewind_milliseconds() -> float:
    """To just before the end: all of the history is done again."""
    with a_hundred_pods() as (_, control):
        control.snapshot("full")
        return _milliseconds(lambda: control.rewind(snapshot="full"))


def reset_milliseconds() -> float:
    with a_hundred_pods() as (_, control):
        return _milliseconds(control.reset)


def snapshots_megabytes() -> float:
    """What a thousand snapshots add to the server's memory, each after a change of time."""
    with a_hundred_pods() as (served, control):
        before = resident_megabytes(served.pid)
        for _ in range(SNAPSHOTS):
            control.advance(1)
            control.snapshot()
        return resident_megabytes(served.pid) - before


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process, as `ps` tells it."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000
