"""The course's ZooKeeper ensemble, and other workloads, on a cluster in this process."""

from __future__ import annotations

import io
import shlex
from pathlib import Path
from typing import Any

from k8slab import kubectl
from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.sim.http.control import story
from k8slab.sim.http.gateway import Gateway
from k8slab.story import Story

MANIFESTS = Path(__file__).parents[2] / "course" / "manifests"
AGENT = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
      - name: agent
        image: nginx:1.27
        resources: {requests: {cpu: 100m, memory: 200Mi}}
        volumeMounts: [{name: logs, mountPath: /var/log}]
      volumes: [{name: logs, hostPath: {path: /var/log}}]
"""
WEB = """
apiVersion: apps/v1
kind: %s
metadata: {name: %s}
spec:
  replicas: %d
  %s
  selector: {matchLabels: {app: %s}}
  template:
    metadata: {labels: {app: %s}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
READER = """
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  nodeSelector: %s
  containers: [{name: reader, image: "nginx:1.27"}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
"""


class Ensemble:
    """``kubectl`` takes no time but the instant; ``advance`` and ``settle`` let it pass."""

    def __init__(self, nodes: int = 3, **settings: Any) -> None:
        names = tuple(f"k8s-m{number}" for number in range(1, nodes + 1))
        self.cluster = new_cluster(Settings(nodes=names, **settings))
        self._transport = InProcess(Gateway(self.cluster), passive=True)

    def kubectl(self, *lines: str, stdin: str = "") -> None:
        for line in lines:
            out, err = io.StringIO(), io.StringIO()
            code = kubectl.run(shlex.split(line), self._transport, stdin=stdin, out=out, err=err)
            assert code == 0, f"{line}: {err.getvalue()}"

    def zookeeper(self, volumes: bool = True) -> None:
        """The ensemble with its volumes on an NFS server, or with claims of the default class."""
        self.kubectl("create ns zookeeper")
        files = (["pv-demo.yaml"] if volumes else []) + ["zookeeper-svc.yml", "zookeeper.yml"]
        self.kubectl(*(f"apply -f {MANIFESTS / file}" for file in files))

    def agents(self) -> None:
        self.kubectl("apply -f -", stdin=AGENT)

    def claim(self) -> None:
        self.kubectl("apply -f -", stdin=CLAIM)

    def reader(self, selector: str = "{}") -> None:
        """A pod that mounts the claim ``data``, on nodes that the selector chooses."""
        self.kubectl("apply -f -", stdin=READER % selector)

    def web(self, kind: str, name: str, replicas: int) -> None:
        """Pods that are started together, whatever the kind."""
        policy = "podManagementPolicy: Parallel" if kind == "StatefulSet" else ""
        self.kubectl("apply -f -", stdin=WEB % (kind, name, replicas, policy, name, name))

    def advance(self, seconds: float) -> None:
        self.cluster.advance(seconds)

    def settle(self) -> None:
        self.cluster.settle()

    def story(self) -> Story:
        return Story.from_dicts(story(self.cluster))


def ensemble(volumes: bool = True, **settings: Any) -> Ensemble:
    """Three members that are all Ready."""
    made = Ensemble(**settings)
    made.zookeeper(volumes)
    made.settle()
    return made


def crowd() -> Ensemble:
    """A hundred nodes and five hundred pods, of which some have trouble."""
    made = Ensemble(nodes=100)
    made.agents()
    made.web("StatefulSet", "web", 200)
    made.web("Deployment", "api", 200)
    made.settle()
    made.kubectl("cordon k8s-m9 k8s-m50", "taint node k8s-m7 maintenance=yes:NoExecute")
    made.cluster.stop_node("k8s-m42")
    made.advance(60)
    made.kubectl("set image sts/web web=nginx:no-such")
    made.advance(20)
    return made
