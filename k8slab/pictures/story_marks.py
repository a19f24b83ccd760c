"""The marks that a story tells by itself: workloads and nodes that changed, warnings about pods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from k8slab.pictures.mark import WARNING, Mark
from k8slab.pictures.spec_change import node_marks, workload_marks
from k8slab.pictures.wording import some_of
from k8slab.pictures.workloads import Workload
from k8slab.story import Life, PodLife, Story, seconds_text
from k8slab.translation import say

RESOURCES = {"StatefulSet": "statefulsets", "DaemonSet": "daemonsets", "Deployment": "deployments"}
MOST_WARNINGS = 12
"""Beyond that, warnings are told once for each reason."""
MOST_NAMES = 3


class Warned(NamedTuple):
    """A Warning Event when it first appeared."""

    time: float
    reason: str
    message: str
    about: str


def story_marks(story: Story, lives: Iterable[PodLife], workloads: Iterable[Workload]) -> list[Mark]:
    """What concerns these pods: their workloads, all nodes, warnings about pods and workloads."""
    owners = [life for workload in sorted(set(workloads)) for life in _lives_of(story, workload)]
    nodes = story.lives("nodes")
    began = nodes[0].created.time if nodes else 0.0
    marks = [mark for life in owners for mark in workload_marks(life)]
    marks += [mark for life in nodes for mark in node_marks(life, began)]
    return marks + list(_warnings(story, {life.uid for life in [*lives, *owners]}))


def _lives_of(story: Story, workload: Workload) -> list[Life]:
    resource = RESOURCES.get(workload.kind)
    return story.lives(resource, namespace=workload.namespace, name=workload.name) if resource else []


def _warnings(story: Story, uids: set[str]) -> Iterator[Mark]:
    told = sorted(_warned(story, uids))
    groups = _grouped(told, by_reason=False)
    if len(groups) > MOST_WARNINGS:
        groups = _grouped(told, by_reason=True)
    for group in groups:
        yield Mark(group[0].time, WARNING, _told(group))


def _warned(story: Story, uids: set[str]) -> Iterator[Warned]:
    for life in story.lives("events"):
        about = life.first.get("involvedObject") or {}
        if life.first.get("type") == "Warning" and about.get("uid") in uids:
            reason, message = str(life.first.get("reason", "")), str(life.first.get("message", ""))
            yield Warned(life.created.time, reason, message, str(about.get("name", "")))


def _grouped(told: list[Warned], *, by_reason: bool) -> list[list[Warned]]:
    groups: dict[tuple[object, ...], list[Warned]] = {}
    for each in told:
        key = (each.reason,) if by_reason else (each.time, each.reason, each.message)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def _told(group: list[Warned]) -> str:
    """Whom it concerns, how long it went on, and what the first one says."""
    first, last = group[0], group[-1]
    names = some_of(list(dict.fromkeys(each.about for each in group)), MOST_NAMES)
    until = say(", until {time}", time=seconds_text(last.time)) if last.time > first.time else ""
    times = (
        say(", {number} times{until}", number=len(group), until=until)
        if len({each.message for each in group}) > 1
        else until
    )
    return f"{first.reason} ({names}{times}): {first.message}"
