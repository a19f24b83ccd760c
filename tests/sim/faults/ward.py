"""A cluster with faults, asked over the control API."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import orjson

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers.container import Running
from k8slab.sim.http.containers import EXEC_PATH
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from k8slab.sim.kinds import Kind
from tests.sim.http.asking import ask, content

Manifest = dict[str, Any]
FAULTS = "/k8slab/v1/faults"
LABELS = {"app": "web"}


class Ward:
    """Three nodes, a, b and c; everything is in the namespace default."""

    def __init__(self) -> None:
        self.cluster = Cluster(nodes=("a", "b", "c"))
        self.gateway = Gateway(self.cluster)
        self.api = self.cluster.api

    # What is done to it, by requests, so that it stands in the journal

    def create(self, path: str, body: Manifest) -> None:
        answer = ask(self.gateway, "POST", path, body)
        assert answer.status in (200, 201), content(answer)

    def pod(self, name: str, image: str = "nginx:1.27", *, spec: Any = None, **main: Any) -> None:
        containers = [{"name": "main", "image": image, **main}]
        body = {
            "metadata": {"name": name, "labels": LABELS},
            "spec": {"containers": containers, **(spec or {})},
        }
        self.create("/api/v1/namespaces/default/pods", body)

    def volume(self, name: str, **source: Any) -> None:
        """A volume, and a claim of the same name that is bound to it."""
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": ""}
        nfs = {"nfs": {"server": "10.6.6.6", "path": f"/{name}"}}
        self.create("/api/v1/persistentvolumes", {"metadata": {"name": name}, "spec": spec | (source or nfs)})
        wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
        wanted |= {"storageClassName": "", "volumeName": name}
        claims = "/api/v1/namespaces/default/persistentvolumeclaims"
        self.create(claims, {"metadata": {"name": name}, "spec": wanted})

    def fault(self, kind: str, **target: Any) -> Manifest:
        """Set a fault."""
        answer = ask(self.gateway, "POST", FAULTS, {"kind": kind, **target})
        assert answer.status == 200, content(answer)
        return dict(content(answer))

    def refused(self, kind: str, **target: Any) -> str:
        """Why a fault cannot be set; nothing has changed."""
        before = len(self.cluster.journal.entries), len(self.cluster.store.log), self.faults()
        answer = ask(self.gateway, "POST", FAULTS, {"kind": kind, **target})
        assert answer.status in (400, 404), content(answer)
        assert before == (len(self.cluster.journal.entries), len(self.cluster.store.log), self.faults())
        return str(content(answer)["message"])

    def lift(self, fault_id: str = "") -> None:
        answer = ask(self.gateway, "DELETE", f"{FAULTS}/{fault_id}".rstrip("/"))
        assert answer.status == 200, content(answer)

    def faults(self) -> list[str]:
        return [each["id"] for each in content(ask(self.gateway, "GET", FAULTS))["faults"]]

    def settle(self) -> None:
        self.gateway.movement.settle("test")
        assert self.cluster.settled

    def advance(self, seconds: float) -> None:
        self.gateway.movement.advance("test", seconds)

    # What is seen of it

    def get(self, kind: Kind, name: str) -> Manifest:
        return self.api.get(kind, name, "default" if kind.namespaced else "")

    def node_of(self, pod: str) -> str:
        return str(self.get(kinds.POD, pod)["spec"]["nodeName"])

    def events(self, name: str, *, since: float = 0.0) -> list[tuple[float, str]]:
        """(virtual second, "Reason: message") of what was recorded about objects of that name."""
        found = []
        for change in self.cluster.store.log:
            event = change.object
            if change.kind is not kinds.EVENT or change.type == "DELETED" or change.time < since:
                continue
            if event["involvedObject"]["name"] == name:
                found.append((round(change.time, 2), f"{event['reason']}: {event['message']}"))
        return found

    def story(self, kind: Kind, name: str, show: Callable[[Manifest], Any]) -> list[tuple[float, Any]]:
        """What was shown of an object, and from when on."""
        told: list[tuple[float, Any]] = []
        for change in self.cluster.store.log:
            if change.kind is kind and meta.name(change.object) == name:
                shown = "gone" if change.type == "DELETED" else show(change.object)
                if not told or told[-1][1] != shown:
                    told.append((round(change.time, 2), shown))
        return told

    def run(self, pod: str, script: str) -> tuple[int, str]:
        """A script's exit code, and all that it wrote, by a request to run it in a pod."""
        answer = ask(self.gateway, "POST", EXEC_PATH, {"pod": pod, "command": ["sh", "-c", script]})
        assert answer.status == 200, content(answer)
        told = content(answer)
        out, err = (base64.b64decode(told[stream]).decode() for stream in ("stdout", "stderr"))
        return told["code"], out + err

    def inside(self, pod: str, script: str) -> tuple[int, str]:
        """As `run`, as if by the pod itself: no kubelet is asked. The script changes nothing."""
        out, err, code, _ = self.cluster.containers.execute(
            self.running(pod), ["sh", "-c", script], b"", self.cluster.advance
        )
        return code, (out + err).decode()

    def running(self, pod: str) -> Running:
        found = self.cluster.containers.find(self.get(kinds.POD, pod), "main")
        assert found is not None, f"{pod} does not run"
        return found

    def history(self) -> bytes:
        return history(self.cluster)

    def replayed(self) -> Cluster:
        """A fresh cluster to which the same was done."""
        again = Cluster(nodes=("a", "b", "c"))
        replay(self.cluster.journal.entries, Gateway(again))
        return again


def history(cluster: Cluster) -> bytes:
    """The store's whole log."""
    return b"\n".join(
        orjson.dumps((change.revision, change.type, change.kind.qualified, change.object, change.time))
        for change in cluster.store.log
    )
