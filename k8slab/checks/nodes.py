"""Nodes, as checks ask about them: closed ones, and those of which nobody hears."""

from __future__ import annotations

from k8slab.checks import Interval, Moment, Story
from k8slab.story.life import Object


def is_cordoned(node: Object) -> bool:
    """True if no pod may come to a node."""
    return bool(node.get("spec", {}).get("unschedulable"))


def is_silent(node: Object) -> bool:
    """True if the control plane has not heard of a node for so long that it gave it up."""
    conditions = node.get("status", {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "Unknown" for each in conditions)


def closings(story: Story, node: str) -> list[Interval]:
    """When nodes of that name were cordoned, each time to the end of it."""
    return [each for life in story.lives("nodes", name=node) for each in life.intervals(is_cordoned)]


def was_unheard(story: Story, node: str, moment: Moment | None) -> bool:
    """True if at that moment a node was silent, or not there at all: whatever it ran may run still.

    False if there is no node, or no moment, to speak of.
    """
    if not node or moment is None:
        return False
    found = [life.as_of(moment) for life in story.lives("nodes", name=node)]
    return all(obj is None or is_silent(obj) for obj in found)


def within(moment: Moment | None, interval: Interval) -> bool:
    """True if something happened during an interval."""
    return moment is not None and interval.start < moment and (interval.end is None or moment < interval.end)
