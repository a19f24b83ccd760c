"""Settled objects, field by field."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from tests.golden.difference import MISSING, Difference, Tally, fields
from tests.golden.free import Free
from tests.golden.recording import Key, Recording
from tests.golden.replay import Replay
from tests.golden.rules import accepting, rewritten

Object = dict[str, Any]
Objects = dict[Key, Object]
Grouped = dict[Key, list[Object]]
COMPARED = (
    "controllerrevisions",
    "daemonsets",
    "deployments",
    "endpoints",
    "endpointslices",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "services",
    "statefulsets",
)
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"


def compare(
    recording: Recording, replay: Replay, recorded: Free, found: Free
) -> tuple[Tally, list[Difference]]:
    """After each settled step, every object that is not what it was after the settled step before."""
    tally, accepted = Tally(), []
    before: dict[Key, tuple[list[str], list[str]]] = {}
    settled = dict(recording.settled())
    for played in replay.steps:
        if not recording.is_settled_after(played.index):
            continue
        expected, present = grouped(settled[played.index], recorded), grouped(played.objects, found)
        for key in sorted(expected.keys() | present.keys()):
            pair = expected.get(key, []), present.get(key, [])
            texts = [[json.dumps(each, sort_keys=True) for each in side] for side in pair]
            if before.get(key) != (now := (texts[0], texts[1])):
                before[key] = now
                differences = list(_differences(played.index, key, *pair))
                ruled = [each for each in differences if accepting(each)]
                accepted += ruled
                tally.add([each for each in differences if each not in ruled])
    return tally, accepted


def grouped(objects: Objects, free: Free) -> Grouped:
    """The normalised objects by what they are called in both clusters; several may be called the same."""
    groups: Grouped = defaultdict(list)
    for key, obj in objects.items():
        if key[0] in COMPARED and key[1:] != ("default", "kubernetes"):
            groups[free.key(key, obj)].append(reduced(key[0], free.obj(obj)))
    for group in groups.values():
        group.sort(key=lambda obj: json.dumps(obj, sort_keys=True))
    return groups


def _differences(step: int, key: Key, expected: list[Object], found: list[Object]) -> list[Difference]:
    about = " ".join(part for part in key if part)
    if len(expected) != len(found):
        counts = [f"{len(side)} of them" if side else MISSING for side in (expected, found)]
        return [Difference("objects", step, about, "", *counts)]
    pairs = zip(expected, found, strict=True)
    return [Difference("objects", step, about, *each) for pair in pairs for each in fields(*pair)]


def reduced(resource: str, obj: Object) -> Object:
    """Drop what follows from a free choice: of a volume, or of an address that decides an order."""
    return REDUCTIONS.get(resource, lambda whole: whole)(obj)


def _volume(obj: Object) -> Object:
    """Which of several volumes a claim got is free, and with it what its manifest says of itself."""
    _drop_annotation(obj, LAST_APPLIED)
    obj["metadata"].pop("labels", None)
    for source in ("capacity", "nfs"):
        obj["spec"].pop(source, None)
    return obj


def _claim(obj: Object) -> Object:
    obj["status"].pop("capacity", None)
    return obj


def _endpoints(obj: Object) -> Object:
    # The time of the change that set the controller off is there or not as its work happened to coalesce.
    _drop_annotation(obj, TRIGGER_TIME)
    for subset in obj.get("subsets", ()):
        for addresses in (subset.get("addresses", []), subset.get("notReadyAddresses", [])):
            addresses.sort(key=lambda address: address["targetRef"]["name"])
    return obj


def _slice(obj: Object) -> Object:
    _drop_annotation(obj, TRIGGER_TIME)
    obj["metadata"].pop("generation", None)
    (obj.get("endpoints") or []).sort(key=lambda endpoint: endpoint["targetRef"]["name"])
    return obj


def _drop_annotation(obj: Object, name: str) -> None:
    annotations = obj["metadata"].get("annotations", {})
    annotations.pop(name, None)
    if not annotations:
        obj["metadata"].pop("annotations", None)


def _node(obj: Object) -> Object:
    """What nobody but the control plane and its users writes; the rest are facts of a hollow kubelet."""
    conditions = [(each["type"], each["status"]) for each in obj["status"].get("conditions", ())]
    spec = {name: obj["spec"][name] for name in ("taints", "unschedulable") if name in obj["spec"]}
    return {"spec": spec, "ready": [status for kind, status in conditions if kind == "Ready"]}


def _pod(obj: Object) -> Object:
    """When a pull is tried again is the node's."""
    for status in obj["status"].get("containerStatuses", ()):
        waiting = status["state"].get("waiting", {})
        if "ImagePull" in waiting.get("reason", ""):
            waiting["reason"] = rewritten(waiting["reason"])
            waiting.pop("message", None)
    return obj


REDUCTIONS = {
    "persistentvolumes": _volume,
    "persistentvolumeclaims": _claim,
    "endpoints": _endpoints,
    "endpointslices": _slice,
    "nodes": _node,
    "pods": _pod,
}
