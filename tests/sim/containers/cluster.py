"""A cluster, and what commands in its containers say."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers import Containers

Manifest = dict[str, Any]


class Pods:
    """Pods in the namespace default of a cluster with two nodes."""

    def __init__(self) -> None:
        self.cluster = Cluster(nodes=("a", "b"))
        self.containers: Containers = self.cluster.containers

    def create(self, kind: kinds.Kind, name: str, **body: Any) -> None:
        self.cluster.api.create(
            kind, {"metadata": {"name": name}, **body}, "default" if kind.namespaced else ""
        )
        self.cluster.settle()

    def pod(
        self, name: str, image: str = "busybox", *, volumes: Any = (), spec: Any = None, **main: Any
    ) -> None:
        container = {"name": "main", "image": image, **main}
        if image == "busybox":
            container.setdefault("command", ["sleep", "infinity"])
        body = {"containers": [container], "volumes": list(volumes), **(spec or {})}
        self.create(kinds.POD, name, spec=body)

    def delete(self, name: str) -> None:
        self.cluster.api.delete(kinds.POD, name, "default")
        self.cluster.settle()

    def run(self, pod: str, script: str, *, container: str = "main") -> tuple[int, str, str]:
        """A script's exit code, output and errors."""
        found = self.containers.find(self.cluster.api.get(kinds.POD, pod, "default"), container)
        assert found is not None, f"{pod} does not run"
        out, err, code, _ = self.containers.execute(found, ["sh", "-c", script], b"", self.cluster.advance)
        return code, out.decode(), err.decode()

    def out(self, pod: str, script: str) -> str:
        code, out, err = self.run(pod, script)
        assert (code, err) == (0, ""), (code, out, err)
        return out

    def log(self, pod: str, **options: Any) -> str:
        state = "lastState" if options.pop("previous", False) else "state"
        found = self.cluster.api.get(kinds.POD, pod, "default")
        shown = found["status"]["containerStatuses"][0]
        ended = shown[state].get("terminated") or shown["lastState"].get("terminated")
        identity = shown["containerID"] if "running" in shown[state] or not ended else ended["containerID"]
        self.containers.find(found, "main")
        run = self.containers.log(identity)
        assert run is not None
        return run.log.text(**options).decode()
