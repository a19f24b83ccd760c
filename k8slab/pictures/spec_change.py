"""What changed in a workload's or a node's spec, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from k8slab.objects import meta, pods
from k8slab.pictures.mark import CHANGE, Mark
from k8slab.pictures.wording import counted, some_of
from k8slab.story import Life
from k8slab.story.life import Object
from k8slab.translation import say

RESTARTED = "template.metadata.annotations.kubectl.kubernetes.io/restartedAt"
OPEN = ("annotations", "labels", "updateStrategy", "strategy", "rollingUpdate")
"""Fields whose parts are told, even where there was nothing before."""
MOST = 3
"""So many changed fields are named."""
LONGEST = 60
"""Values that are longer are not shown."""


class Change(NamedTuple):
    """One field of a spec before and after; None where it is not set."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.path == "replicas":
            return say("scaled from {before} to {after}", before=self.before, after=self.after)
        if self.path == RESTARTED:
            return say("template changed: restarted")
        where, name = _place(self.path)
        return f"{where}{name} {_from_to(self.before, self.after)}"


def workload_marks(life: Life) -> Iterator[Mark]:
    """When a workload was made, changed and deleted."""
    who = f"{life.first.get('kind') or life.resource} {life.name}"
    yield Mark(life.created.time, CHANGE, say("{who} made{size}", who=who, size=_size(life.first)))
    for before, after in pairwise(life.versions):
        if found := changes(before.object.get("spec") or {}, after.object.get("spec") or {}):
            yield Mark(after.moment.time, CHANGE, f"{who}: {some_of([str(each) for each in found], MOST)}")
    yield from _end(life, who)


def node_marks(life: Life, began: float) -> Iterator[Mark]:
    """When a node joined a cluster that was there already, was cordoned, became NotReady, left."""
    who = say("node {name}", name=life.name)
    if life.created.time > began:
        yield Mark(life.created.time, CHANGE, say("{who} joined", who=who))
    for before, after in pairwise(life.versions):
        for word in _node_changes(before.object, after.object):
            yield Mark(after.moment.time, CHANGE, f"{who} {word}")
    yield from _end(life, who)


def changes(before: Any, after: Any, path: str = "") -> list[Change]:
    """The fields that differ, the outermost where one side has nothing to compare."""
    if before == after:
        return []
    if path.endswith(OPEN):
        before, after = before or {}, after or {}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = list(dict.fromkeys([*before, *after]))
        pairs = [(f"{path}.{name}" if path else name, before.get(name), after.get(name)) for name in names]
    elif _are_lists_of_one_length(before, after):
        pairs = [
            (f"{path}[{at}]", one, other) for at, (one, other) in enumerate(zip(before, after, strict=True))
        ]
    else:
        return [Change(path, before, after)]
    return [change for name, one, other in pairs for change in changes(one, other, name)]


def _are_lists_of_one_length(before: Any, after: Any) -> bool:
    return isinstance(before, list) and isinstance(after, list) and len(before) == len(after)


def _place(path: str) -> tuple[str, str]:
    """Fields of the template are told as its changes; of all others the last name is enough."""
    if path.startswith("template."):
        short = path.removeprefix("template.").removeprefix("spec.")
        return say("template changed: "), "image" if short.endswith(".image") else short
    return "", path.rpartition(".")[2]


def _from_to(before: Any, after: Any) -> str:
    if isinstance(before, Mapping | Sequence) and not isinstance(before, str):
        return say("removed") if after is None else say("changed")
    if isinstance(after, Mapping | Sequence) and not isinstance(after, str):
        return say("added") if before is None else say("changed")
    if before is None:
        return _short(say("set to {after}", after=after))
    return (
        _short(say("from {before} to {after}", before=before, after=after))
        if after is not None
        else say("removed")
    )


def _short(told: str) -> str:
    return told if len(told) <= 2 * LONGEST else say("changed")


def _size(workload: Object) -> str:
    replicas = workload.get("spec", {}).get("replicas")
    return "" if replicas is None else say(" with {replicas}", replicas=counted(replicas, "replica"))


def _end(life: Life, who: str) -> Iterator[Mark]:
    asked = life.when(meta.is_terminating)
    if asked is not None and (life.deleted is None or asked.time < life.deleted.time):
        yield Mark(asked.time, CHANGE, say("{who} being deleted", who=who))
    if life.deleted is not None:
        yield Mark(life.deleted.time, CHANGE, say("{who} gone", who=who))


def _node_changes(before: Object, after: Object) -> Iterator[str]:
    was, now = (bool(node.get("spec", {}).get("unschedulable")) for node in (before, after))
    if was != now:
        yield say("cordoned") if now else say("uncordoned")
    ready, still = (pods.has_condition(node, "Ready") for node in (before, after))
    if ready != still:
        yield "Ready" if still else "NotReady"
