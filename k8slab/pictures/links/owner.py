"""Who looks after a pod, as a piece of a chain."""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object as Part
from k8slab.pictures.links.flow import Piece
from k8slab.pictures.links.start import Start
from k8slab.pictures.wording import joined
from k8slab.pictures.workloads import Workload, Workloads
from k8slab.story import Life, Scene, seconds_text
from k8slab.story.life import Object
from k8slab.translation import say

RESOURCES = {
    "StatefulSet": "statefulsets",
    "DaemonSet": "daemonsets",
    "Deployment": "deployments",
    "ReplicaSet": "replicasets",
}


class Owner(NamedTuple):
    """The piece, and how it is linked to the pod."""

    piece: Piece
    word: str


def owner_of(start: Start, pod: str, scene: Scene) -> Owner | None:
    """The workload that the chain starts from, or else the pod's; None if nobody looks after it."""
    if start.kind in RESOURCES:
        workload = Workload(start.namespace, start.kind, start.name)
        return Owner(_piece(workload, start.object, start.gone), _word(workload, pod, scene))
    seen = scene.last_seen("pods", pod, start.namespace)
    found = Workloads(scene).of(seen[1]) if seen else None
    return _found(found, pod, scene) if found else None


def retention(start: Start) -> str:
    """Why a StatefulSet's claims outlive their pods."""
    policy: Part = start.object["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    which = "whenDeleted" if start.gone is not None else "whenScaled"
    return (
        say("{which} is {policy}", which=which, policy=policy.get(which, "Retain"))
        if start.resource == "statefulsets"
        else ""
    )


def _found(workload: Workload, pod: str, scene: Scene) -> Owner:
    resource = RESOURCES.get(workload.kind, f"{workload.kind.lower()}s")
    seen = scene.last_seen(resource, workload.name, workload.namespace)
    word = _word(workload, pod, scene)
    if seen is None:
        return Owner(Piece(_key(workload), workload.kind, workload.name, say("not there"), there=False), word)
    life, obj = seen
    return Owner(_piece(workload, obj, _end(life, scene)), word)


def _end(life: Life, scene: Scene) -> float | None:
    return life.deleted.time if life.deleted is not None and life.deleted.time <= scene.time else None


def _key(workload: Workload) -> str:
    return f"{workload.kind.lower()}/{workload.namespace}/{workload.name}"


def _word(workload: Workload, pod: str, scene: Scene) -> str:
    """A Deployment owns its pods by a ReplicaSet."""
    seen = scene.last_seen("pods", pod, workload.namespace) if pod else None
    reference = meta.controller_of(seen[1]) if seen else None
    if reference is not None and reference["kind"] != workload.kind:
        return say("owns, by {kind} {name},", kind=reference["kind"], name=reference["name"])
    return say("owns")


def _piece(workload: Workload, obj: Object, gone: float | None) -> Piece:
    key = _key(workload)
    if gone is not None:
        state = say("deleted at {time}", time=seconds_text(gone))
        return Piece(key, workload.kind, workload.name, state, there=False)
    state = "Terminating" if meta.is_terminating(obj) else _ready(obj)
    return Piece(key, workload.kind, workload.name, state, tuple(_facts(workload.kind, obj)))


def _ready(obj: Object) -> str:
    status = obj.get("status") or {}
    if "desiredNumberScheduled" in status:
        return say(
            "{ready} of {wanted} Ready",
            ready=status.get("numberReady", 0),
            wanted=status["desiredNumberScheduled"],
        )
    wanted = obj["spec"].get("replicas")
    return (
        ""
        if wanted is None
        else say("{ready} of {wanted} Ready", ready=status.get("readyReplicas", 0), wanted=wanted)
    )


def _facts(kind: str, obj: Object) -> list[str]:
    if kind != "StatefulSet":
        return []
    spec = obj["spec"]
    policy: Part = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    kept = joined(f"{which} {policy[which]}" for which in ("whenDeleted", "whenScaled") if which in policy)
    service = spec.get("serviceName")
    claims = say("claims: {kept}", kept=kept) if kept and spec.get("volumeClaimTemplates") else ""
    found = (
        spec.get("podManagementPolicy", "OrderedReady"),
        say("Service {service}", service=service) if service else "",
        claims,
    )
    return [fact for fact in found if fact]
