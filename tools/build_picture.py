"""Draw docs/timeline.svg, the picture in the README: ZooKeeper deployed and updated step by step."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from k8slab import kubectl
from k8slab.backends.simulator import InProcess
from k8slab.pictures import Timeline
from k8slab.pictures.mark import COMMAND, Mark
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.control import story
from k8slab.sim.http.gateway import Gateway
from k8slab.story import Story

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "timeline.svg"
COMMANDS = (
    "create ns zookeeper",
    "apply -f pv-demo.yaml -f zookeeper-svc.yml -f zookeeper.yml",
    "scale -n zookeeper sts/zk --replicas=4",
    "scale -n zookeeper sts/zk --replicas=3",
    'patch -n zookeeper sts/zk -p {"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}',
    "set image -n zookeeper sts/zk kubernetes-zookeeper=kubebiz/zookeeper:3.5.8",
)
PAUSE = 10.0
"""Virtual seconds between two commands, once the cluster has settled."""


def draw() -> str:
    """Play the commands on a fresh cluster and draw its pods."""
    cluster = Cluster()
    transport = InProcess(Gateway(cluster))
    folder = ROOT / "lessons" / "05-zookeeper" / "manifests"
    marks = []
    for command in COMMANDS:
        marks.append(Mark(cluster.clock.now, COMMAND, f"kubectl {command}"))
        errors = io.StringIO()
        code = kubectl.run(command.split(), transport, out=io.StringIO(), err=errors, cwd=folder)
        if code:
            raise SystemExit(f"{command}: {errors.getvalue()}")
        cluster.settle()
        cluster.advance(PAUSE)
    told = Story.from_dicts(story(cluster))
    return Timeline.of(told, namespace="zookeeper", until=cluster.clock.now, marks=marks).svg


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE}\n")
