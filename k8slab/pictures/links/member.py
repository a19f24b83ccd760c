"""The pods that a chain is about, and those that are missing from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8slab.objects import meta, pods, volumes
from k8slab.objects.selectors import from_labels
from k8slab.pictures.links.start import Start
from k8slab.pictures.wording import natural_order
from k8slab.pictures.workloads import Workload, Workloads
from k8slab.story import Scene
from k8slab.story.life import Object
from k8slab.translation import say


class Member(NamedTuple):
    """A pod, or the name of one that is not there; ``claims`` are those a StatefulSet keeps for it."""

    name: str
    namespace: str
    pod: Object | None = None
    wanted: bool = True
    absence: str = ""
    claims: tuple[str, ...] = ()


def members_of(start: Start, scene: Scene) -> list[Member]:
    """The pods of a workload, those that a Service selects, or a single one; in the order of their names."""
    if start.resource == "statefulsets":
        return list(_ordinals(start, scene))
    if start.resource == "pods":
        there = start.gone is None
        absence = "" if there else say("deleted")
        return [Member(start.name, start.namespace, start.object if there else None, there, absence)]
    return [Member(meta.name(pod), start.namespace, pod) for pod in _pods(start, scene)]


def _pods(start: Start, scene: Scene) -> list[Object]:
    found = [pod for _, pod in scene.pods(start.namespace)]
    if start.resource == "services":
        found = [pod for pod in found if is_selected(start.object, pod)] if start.gone is None else []
    elif start.resource == "deployments":
        wanted, workloads = Workload(start.namespace, start.kind, start.name), Workloads(scene)
        found = [pod for pod in found if workloads.of(pod) == wanted]
    else:
        found = [pod for pod in found if meta.is_controlled_by(pod, start.object)]
    return sorted(found, key=lambda pod: _place(start, pod))


def _place(start: Start, pod: Object) -> list[tuple[str, int]]:
    """A DaemonSet's pods are in the order of their nodes."""
    node = pod["spec"].get("nodeName", "") if start.resource == "daemonsets" else ""
    return [*natural_order(node), *natural_order(meta.name(pod))]


def is_selected(service: Object, pod: Object) -> bool:
    """True if the Service's selector matches the pod; without a selector it matches none."""
    selector = service["spec"].get("selector")
    return bool(selector) and from_labels(selector).matches(meta.labels(pod))


def _ordinals(start: Start, scene: Scene) -> Iterator[Member]:
    """The ordinals that are wanted, those whose pods are there, and those whose claims are."""
    there = {meta.name(pod): pod for _, pod in scene.pods(start.namespace) if _is_its(pod, start)}
    claims = _claims(start, scene)
    wanted = _wanted(start)
    absence = _absence(start, scene, [there.get(name) for name in wanted])
    for name in sorted({*there, *claims, *wanted}, key=natural_order):
        is_wanted = name in wanted
        why = "" if name in there else absence if is_wanted else _release(start)
        yield Member(name, start.namespace, there.get(name), is_wanted, why, tuple(claims.get(name, ())))


def _is_its(pod: Object, start: Start) -> bool:
    return meta.is_controlled_by(pod, start.object)


def _wanted(start: Start) -> list[str]:
    if start.gone is not None or meta.is_terminating(start.object):
        return []
    spec = start.object["spec"]
    first = (spec.get("ordinals") or {}).get("start", 0)
    return [f"{start.name}-{ordinal}" for ordinal in range(first, first + spec.get("replicas", 1))]


def _claims(start: Start, scene: Scene) -> dict[str, list[str]]:
    """The claims of the set's templates that are there, or that volumes remember, by their pod's name."""
    templates = [meta.name(each) for each in start.object["spec"].get("volumeClaimTemplates") or ()]
    names = {meta.name(claim) for claim in scene.objects("persistentvolumeclaims", start.namespace)}
    names |= set(_remembered(start.namespace, scene))
    found: dict[str, list[str]] = {}
    for template in templates:
        shape = re.compile(rf"{re.escape(template)}-({re.escape(start.name)}-(0|[1-9]\d*))", re.ASCII)
        for match in filter(None, map(shape.fullmatch, sorted(names, key=natural_order))):
            found.setdefault(match[1], []).append(match[0])
    return found


def _remembered(namespace: str, scene: Scene) -> Iterator[str]:
    """The claims that volumes had which nobody may have now."""
    for volume in scene.objects("persistentvolumes"):
        reference = volume["spec"].get("claimRef") or {}
        if reference.get("namespace") == namespace and volumes.phase(volume) in ("Released", "Failed"):
            yield str(reference.get("name", ""))


def _release(start: Start) -> str:
    if start.gone is not None:
        return say("went with StatefulSet {name}", name=start.name)
    return say("its ordinal is not wanted any more")


def _absence(start: Start, scene: Scene, wanted: list[Object | None]) -> str:
    """Why a pod that is wanted is not there: whom it waits for, or what the controller was refused."""
    ordered = start.object["spec"].get("podManagementPolicy", "OrderedReady") == "OrderedReady"
    before = next((pod for pod in wanted if pod is not None and not pods.is_healthy(pod)), None)
    if ordered and before is not None:
        return say("OrderedReady: waits for {before} to be Running and Ready", before=meta.name(before))
    told = [each for each in scene.events_about(start.object) if each.get("reason") == "FailedCreate"]
    return str(told[-1].get("message", "")) if told else say("not made yet")
