"""A DaemonSet to test with, and what happened to its pods, by node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.controllers.daemonset.daemon_pod import target_node
from k8slab.sim.store import Change

MERGE_PATCH = "application/merge-patch+json"
Manifest = dict[str, Any]


def template(image: str = "server", **pod_spec: Any) -> Manifest:
    container = {"name": "main", "image": image}
    return {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [container], **pod_spec}}


def manifest(**spec: Any) -> Manifest:
    selector = {"matchLabels": {"app": "agent"}}
    return {"metadata": {"name": "agent"}, "spec": {"selector": selector, "template": template(), **spec}}


class Daemons:
    """The DaemonSet ``agent`` in a cluster of its own."""

    def __init__(self, nodes: Iterable[str] = ("a", "b", "c")) -> None:
        self.cluster = Cluster(nodes=nodes)
        self.api = self.cluster.api
        self._mark = len(self.cluster.store.log)

    def deploy(self, **spec: Any) -> None:
        self.api.create(kinds.DAEMONSET, manifest(**spec), "default")
        self.settle()

    def change(self, **spec: Any) -> None:
        """Patch the set, and let the instant pass; the log begins here."""
        self.mark()
        self.api.patch(kinds.DAEMONSET, "agent", "default", {"spec": spec}, MERGE_PATCH)
        self.cluster.run_due()

    def roll(self, image: str, **spec: Any) -> None:
        """Give the template another image, and wait for what comes of it."""
        self.change(template=template(image), **spec)
        self.settle()

    def node(self, name: str, **fields: Any) -> None:
        """Patch a node, and wait; the log begins here."""
        self.mark()
        self.api.patch(kinds.NODE, name, "", fields, MERGE_PATCH)
        self.settle()

    def taint(self, name: str, *effects: str) -> None:
        taints = [{"key": "dedicated", "value": "x", "effect": effect} for effect in effects]
        self.node(name, spec={"taints": taints})

    def settle(self) -> None:
        assert self.cluster.settle()

    def mark(self) -> None:
        self._mark = len(self.cluster.store.log)

    @property
    def changes(self) -> list[Change]:
        return self.cluster.store.log[self._mark :]

    def log(self) -> list[str]:
        """What happened to pods since the mark, in order: created, ready, deleting, stopped, gone."""
        steps = [(entry, _milestone(entry)) for entry in self.changes if entry.kind is kinds.POD]
        return [f"{target_node(entry.object)} {word}" for entry, word in steps if word]

    def pods(self) -> dict[str, Manifest]:
        """The pods that are there, by node; the newest where there are two."""
        found = sorted(
            self.api.list(kinds.POD, "default"), key=lambda pod: pod["metadata"]["creationTimestamp"]
        )
        return {str(target_node(pod)): pod for pod in found}

    def pod(self, node: str) -> str:
        return meta.name(self.pods()[node])

    def delete_pod(self, node: str) -> None:
        self.mark()
        self.api.delete(kinds.POD, self.pod(node), "default")
        self.settle()

    def finish_pod(self, node: str, phase: str) -> None:
        """Let a pod fail or succeed as a kubelet does that stops it for its own reasons."""

        def finish(draft: Manifest) -> None:
            draft["status"]["phase"] = phase

        self.mark()
        self.api.modify(kinds.POD, self.pod(node), "default", finish, subresource="status")
        self.cluster.run_due()

    def uids(self) -> dict[str, str]:
        return {node: meta.uid(pod) for node, pod in self.pods().items()}

    def images(self) -> dict[str, str]:
        return {node: pod["spec"]["containers"][0]["image"] for node, pod in sorted(self.pods().items())}

    def get(self) -> Manifest:
        return self.api.get(kinds.DAEMONSET, "agent", "default")

    @property
    def status(self) -> Manifest:
        found: Manifest = self.get()["status"]
        return found

    def revisions(self) -> dict[str, int]:
        """The numbers of the revisions, by their image."""
        found = self.api.list(kinds.CONTROLLER_REVISION, "default")
        return {
            each["data"]["spec"]["template"]["spec"]["containers"][0]["image"]: each["revision"]
            for each in sorted(found, key=lambda each: int(each["revision"]))
        }

    def events(self, reason: str) -> list[str]:
        """The messages of the set's events with that reason, in the order they were written."""
        found = [each for each in self.api.list(kinds.EVENT, "default") if each["reason"] == reason]
        return [each["message"] for each in found if each["involvedObject"]["kind"] == "DaemonSet"]


def _milestone(entry: Change) -> str | None:
    pod, before = entry.object, entry.previous
    if entry.type != "MODIFIED" or before is None:
        return {"ADDED": "created", "DELETED": "gone"}.get(entry.type)
    if meta.is_terminating(pod) and not meta.is_terminating(before):
        return "deleting"
    if pods.is_terminal(pod) and not pods.is_terminal(before):
        return "stopped"
    return "ready" if pods.is_ready(pod) and not pods.is_ready(before) else None
