"""Empty nodes for maintenance: cordon them, and evict their pods.

1. Pods of DaemonSets stay (--ignore-daemonsets), or are in the way, and so are those whose DaemonSet is
   gone (--force).
2. Pods with local storage (--delete-emptydir-data) and pods without a controller (--force) are in the way.
3. Evictions respect disruption budgets: what they forbid now is tried again.

Source: https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError, K8slabError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, final_message, message_for, raise_all
from k8slab.kubectl.eviction import DeadlineError, Eviction, RefusedError, is_long_gone
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item, Wanted, fetch, item_of, list_objects, selection
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.cordon import mark

FLAGS = (
    *common.SELECTOR, *common.DRY_RUN, Flag("ignore-daemonsets", type="bool"), Flag("force", type="bool"),
    Flag("delete-emptydir-data", type="bool"), Flag("grace-period", type="int", default=-1),
    Flag("timeout", type="duration"), Flag("pod-selector"), Flag("disable-eviction", type="bool"),
    Flag("skip-wait-for-delete-timeout", type="int"), Flag("chunk-size", type="int", default=500),
)  # fmt: skip
MIRROR = "kubernetes.io/config.mirror"
DAEMON = "DaemonSet-managed Pods"
LOCAL = "Pods with local storage"
ALONE = "Pods that declare no controller"
ALLOWED_BY = {DAEMON: "ignore-daemonsets", LOCAL: "delete-emptydir-data", ALONE: "force"}
REFUSED = {
    DAEMON: "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
    LOCAL: "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
    ALONE: "cannot delete cannot delete Pods that declare no controller (use --force to override)",
}
WARNED = {
    DAEMON: "ignoring DaemonSet-managed Pods",
    LOCAL: "deleting Pods with local storage",
    ALONE: "deleting Pods that declare no controller",
}
FINISHED = ("Succeeded", "Failed")


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Cordon all nodes, then empty one after the other."""
    names = [name.removeprefix("node/").removeprefix("nodes/") for name in arguments]
    if not names and not flags.text("selector"):
        raise KubectlError("USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples")
    if names and flags.text("selector"):
        raise KubectlError("error: cannot specify both a node name and a --selector option")
    session.client.waits_by_itself = True
    resource = session.resources.find("nodes")
    found = list(fetch(session, [Wanted(resource, name) for name in names or [""]], selection(flags)))
    raise_all([error for error in found if isinstance(error, Exception)])
    nodes = [node for node in found if isinstance(node, Item)]
    for node in nodes:
        mark(session, node, "cordon", DryRun(flags))
    drain = _Drain(session, flags)
    for node in nodes:
        drain.empty(node)
    return drain.finish()


@dataclass
class _Drain:
    session: Session
    flags: Flags

    def __post_init__(self) -> None:
        self.dry_run = DryRun(self.flags)
        self.pods = self.session.resources.find("pods")
        self.pending: list[str] = []
        self.errors: list[Exception] = []

    def empty(self, node: Item) -> None:
        """Evict the node's pods; a node where that fails does not keep the others from it."""
        try:
            self.evict_all(self.pods_of(node), node)
        except K8slabError as error:
            self.session.complain(
                f"error: unable to drain node {quote(node.name)} due to error: {error}, continuing command..."
            )
            self.pending.append(node.name)
            self.errors += error.errors if isinstance(error, RefusedError) else [error]
            return
        self.session.say(f"{node.title} {self.dry_run.mark('drained')}")

    def finish(self) -> int:
        """The exit code; says which nodes are left, and why."""
        if self.errors:
            self.session.complain("There are pending nodes to be drained:")
            for name in self.pending:
                self.session.complain(f" {name}")
            for error in self.errors:
                self.session.complain(_plain(error))
        return 1 if self.errors else 0

    def pods_of(self, node: Item) -> list[Item]:
        """The pods to evict. Raises KubectlError for those that are in the way."""
        query = {"fieldSelector": f"spec.nodeName={node.name}"}
        if self.flags.text("pod-selector"):
            query["labelSelector"] = self.flags.text("pod-selector")
        found = [item_of(self.pods, pod) for pod in list_objects(self.session, self.pods, "", query)]
        sorted_out = [(item, self.why_not(item.object)) for item in found if self.concerns(item.object)]
        self.refuse([(item, why) for item, why in sorted_out if why and not self.is_allowed(why)])
        self.warn([(item, why) for item, why in sorted_out if why])
        return [item for item, why in sorted_out if why != DAEMON]

    def concerns(self, pod: dict[str, Any]) -> bool:
        """Mirrors of static pods are not the API's, and who should long be gone may be passed over."""
        return not _is_mirror(pod) and not is_long_gone(self.session, pod, self.flags)

    def why_not(self, pod: dict[str, Any]) -> str:
        """Why the pod might better stay; empty if nothing speaks against."""
        owner = next((o for o in pod["metadata"].get("ownerReferences") or () if o.get("controller")), None)
        if owner is not None and owner["kind"] == "DaemonSet":
            return self.why_it_is_gone(pod["metadata"]["namespace"], owner["name"]) or DAEMON
        if pod.get("status", {}).get("phase") in FINISHED:
            return ""
        if any("emptyDir" in volume for volume in pod["spec"].get("volumes") or ()):
            return LOCAL
        return "" if owner is not None else ALONE

    def why_it_is_gone(self, namespace: str, daemon_set: str) -> str:
        """The server's words about a DaemonSet that is not there; empty if it is."""
        try:
            self.session.client.get(self.session.resources.find("daemonsets").path(namespace, daemon_set))
        except ApiError as error:
            if error.code != 404:
                raise
            return str(error)
        return ""

    def is_allowed(self, why: str) -> bool:
        return self.flags.on(ALLOWED_BY.get(why, "force"))

    def refuse(self, in_the_way: list[tuple[Item, str]]) -> None:
        if in_the_way:
            raise KubectlError("\n".join(_grouped(in_the_way, REFUSED)))

    def warn(self, concerned: list[tuple[Item, str]]) -> None:
        if concerned:
            self.session.complain("Warning: " + "; ".join(_grouped(concerned, WARNED)))

    def evict_all(self, pods: list[Item], node: Item) -> None:
        for pod in pods:
            self.session.say(f"evicting pod {pod.namespace}/{pod.name}{self.dry_run.mark('')}")
        if self.dry_run.is_client or self.dry_run.query:
            return
        try:
            Eviction(self.session, self.pods, pods, self.flags).run()
        except K8slabError as error:
            self.session.complain(
                f"There are pending pods in node {quote(node.name)} when an error occurred: {error}"
            )
            for other in pods:
                if self.is_there(other):
                    self.session.complain(f"pod/{other.name}")
            raise

    def is_there(self, pod: Item) -> bool:
        try:
            found = self.session.client.get(pod.path)
        except ApiError:
            return False
        return bool(found["metadata"]["uid"] == pod.object["metadata"]["uid"])


def _plain(error: Exception) -> str:
    if isinstance(error, DeadlineError):
        return final_message(error)
    return message_for(error) if isinstance(error, ApiError) else str(error)


def _is_mirror(pod: dict[str, Any]) -> bool:
    return MIRROR in (pod["metadata"].get("annotations") or {})


def _grouped(pods: list[tuple[Item, str]], words: dict[str, str]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for item, why in pods:
        text = words.get(why) or (f"cannot delete {why}" if words is REFUSED else why)
        groups.setdefault(text, []).append(f"{item.namespace}/{item.name}")
    return [f"{text}: {', '.join(names)}" for text, names in groups.items()]
