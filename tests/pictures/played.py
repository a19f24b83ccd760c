"""Stories for pictures: kubectl lines played on a fresh cluster in this process."""

from __future__ import annotations

import io
import shlex
from typing import NamedTuple

from k8slab import kubectl
from k8slab.backends.simulator import InProcess
from k8slab.pictures.mark import COMMAND, Mark
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.control import story
from k8slab.sim.http.gateway import Gateway
from k8slab.story import Story

POD_TEMPLATE = """
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 5
      containers: [{name: web, image: "nginx:1.27"}]
"""


class Played(NamedTuple):
    """What happened, the commands that were given, and the last second."""

    story: Story
    marks: tuple[Mark, ...]
    end: float


def play(*commands: str | float, manifest: str = "", nodes: int = 3) -> Played:
    """Apply the manifest, then run each command and let the cluster settle; a number lets seconds pass.

    What a command starts is not waited for if the next step is a number.
    """
    cluster = Cluster(nodes=tuple(f"k8s-m{number}" for number in range(1, nodes + 1)))
    transport = InProcess(Gateway(cluster))
    marks: list[Mark] = []
    steps = (*(["apply -f -"] if manifest else []), *commands)
    for at, step in enumerate(steps):
        if isinstance(step, float | int):
            cluster.advance(step)
            continue
        marks.append(Mark(cluster.clock.now, COMMAND, f"kubectl {step}"))
        errors = io.StringIO()
        code = kubectl.run(shlex.split(step), transport, stdin=manifest, out=io.StringIO(), err=errors)
        assert code == 0, f"{step}: {errors.getvalue()}"
        if at + 1 == len(steps) or isinstance(steps[at + 1], str):
            cluster.settle()
            cluster.advance(10)
    return Played(Story.from_dicts(story(cluster)), tuple(marks), cluster.clock.now)


def statefulset(replicas: int = 3, policy: str = "OrderedReady", more: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n"
        f"  serviceName: web\n  replicas: {replicas}\n  podManagementPolicy: {policy}{more}{POD_TEMPLATE}"
    )


def daemonset(rolling: str = "maxUnavailable: 1") -> str:
    return (
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n"
        f"  updateStrategy: {{rollingUpdate: {{{rolling}}}}}{POD_TEMPLATE}"
    )


def deployment(replicas: int = 3) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
        f"  replicas: {replicas}{POD_TEMPLATE}"
    )
