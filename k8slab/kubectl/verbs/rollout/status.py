"""Tell how a rollout goes, until it is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.rollout.workloads import full_kind, require
from k8slab.kubectl.waiting import TimedOutError, changes

FLAGS = (
    *common.FILES, *common.SELECTOR, Flag("watch", "w", "bool", default=True), Flag("revision", type="int"),
    Flag("timeout", type="duration"),
)  # fmt: skip
Progress = tuple[str, bool]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Print each state of the rollout; the last one says that it is complete."""
    require(arguments, flags)
    session.client.waits_by_itself = flags.on("watch")
    for found in chosen(session, arguments, flags, all_of_a_type=True):
        if isinstance(found, Exception):
            raise found
        _follow(session, found, flags)
    return 0


def _follow(session: Session, item: Item, flags: Flags) -> None:
    progress = PROGRESS.get(item.resource.kind)
    if progress is None:
        raise KubectlError(f"no status viewer has been implemented for {full_kind(item)}")
    for kind, obj in changes(session, item, flags.seconds("timeout")):
        if kind == "DELETED":
            raise KubectlError("object has been deleted")
        if kind == "ABSENT":
            continue
        text, done = progress(obj)
        session.say(text)
        if done or not flags.on("watch"):
            return
    raise TimedOutError


def _deployment(obj: dict[str, Any]) -> Progress:
    spec, status, name = obj["spec"], obj.get("status") or {}, quote(obj["metadata"]["name"])
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...", False
    for condition in status.get("conditions") or ():
        if condition["type"] == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise KubectlError(f"deployment {name} exceeded its progress deadline")
    head = f"Waiting for deployment {name} rollout to finish: "
    updated, total = status.get("updatedReplicas", 0), status.get("replicas", 0)
    available = status.get("availableReplicas", 0)
    if updated < spec.get("replicas", 1):
        return f"{head}{updated} out of {spec['replicas']} new replicas have been updated...", False
    if total > updated:
        return f"{head}{total - updated} old replicas are pending termination...", False
    if available < updated:
        return f"{head}{available} of {updated} updated replicas are available...", False
    return f"deployment {name} successfully rolled out", True


def _daemon_set(obj: dict[str, Any]) -> Progress:
    _require_rolling_update(obj)
    status, name = obj.get("status") or {}, quote(obj["metadata"]["name"])
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...", False
    head = f"Waiting for daemon set {name} rollout to finish: "
    desired = status.get("desiredNumberScheduled", 0)
    updated, available = status.get("updatedNumberScheduled", 0), status.get("numberAvailable", 0)
    if updated < desired:
        return f"{head}{updated} out of {desired} new pods have been updated...", False
    if available < desired:
        return f"{head}{available} of {desired} updated pods are available...", False
    return f"daemon set {name} successfully rolled out", True


def _stateful_set(obj: dict[str, Any]) -> Progress:
    _require_rolling_update(obj)
    spec, status = obj["spec"], obj.get("status") or {}
    observed, updated = status.get("observedGeneration", 0), status.get("updatedReplicas", 0)
    if observed == 0 or obj["metadata"].get("generation", 0) > observed:
        return "Waiting for statefulset spec update to be observed...", False
    missing = spec.get("replicas", 1) - status.get("readyReplicas", 0)
    if missing > 0:
        return f"Waiting for {missing} pods to be ready...", False
    rolling = spec["updateStrategy"].get("rollingUpdate")
    if rolling is not None:
        expected = spec.get("replicas", 1) - (rolling.get("partition") or 0)
        if rolling.get("partition") is not None and updated < expected:
            head = "Waiting for partitioned roll out to finish: "
            return f"{head}{updated} out of {expected} new pods have been updated...", False
        return f"partitioned roll out complete: {updated} new pods have been updated...", True
    revision, current = status.get("updateRevision", ""), status.get("currentRevision", "")
    if revision != current:
        head = "waiting for statefulset rolling update to complete"
        return f"{head} {updated} pods at revision {revision}...", False
    done = status.get("currentReplicas", 0)
    return f"statefulset rolling update complete {done} pods at revision {current}...", True


def _require_rolling_update(obj: dict[str, Any]) -> None:
    if obj["spec"]["updateStrategy"].get("type") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")


PROGRESS: dict[str, Callable[[dict[str, Any]], Progress]] = {
    "Deployment": _deployment,
    "DaemonSet": _daemon_set,
    "StatefulSet": _stateful_set,
}
