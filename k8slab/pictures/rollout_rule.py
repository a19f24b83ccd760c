"""What a workload's spec says about its updates, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects.portion import portion
from k8slab.story import seconds_text
from k8slab.story.life import Object
from k8slab.translation import message, say

QUARTER = "25%"
ON_DELETE = message("OnDelete: a pod takes the new revision when somebody deletes it")


def wanted_of(obj: Object) -> int:
    """How many pods there are to be."""
    if obj["kind"] == "DaemonSet":
        return int((obj.get("status") or {}).get("desiredNumberScheduled", 0))
    return int(_spec(obj).get("replicas", 1))


def partition_of(obj: Object) -> int:
    """How many members of a StatefulSet, from the lowest ordinal, keep the old revision; 0 if none."""
    rolls = obj["kind"] == "StatefulSet" and not _is_on_delete(obj)
    return int(_rolling(obj).get("partition") or 0) if rolls else 0


def first_ordinal(obj: Object) -> int:
    return int((_spec(obj).get("ordinals") or {}).get("start") or 0)


def ready_seconds(obj: Object) -> float:
    """How long a pod must be Ready until it counts as available."""
    return float(_spec(obj).get("minReadySeconds") or 0)


def rules_of(obj: Object) -> tuple[str, ...]:
    """The rules that matter for who is replaced when."""
    told = list(RULES[obj["kind"]](obj)) if not _is_on_delete(obj) else [_on_delete()]
    if seconds := ready_seconds(obj):
        told.append(
            say(
                "minReadySeconds: a pod counts once it has been Ready for {limit}",
                limit=seconds_text(seconds),
            )
        )
    return tuple(told)


def _statefulset(obj: Object) -> Iterator[str]:
    at_once = _rolling(obj).get("maxUnavailable")
    if at_once in (None, 1):
        yield say("RollingUpdate: one pod after the other, from the highest ordinal down")
    else:
        most = _of(at_once, obj, up=False, least=1)
        yield say("RollingUpdate: from the highest ordinal down, maxUnavailable {most}", most=most)
    if partition := partition_of(obj):
        first = first_ordinal(obj) + partition
        yield (
            say(
                "partition {partition}: ordinals from {first} up take the new revision, ordinals "
                "below {first} keep the old one",
                partition=partition,
                first=first,
            )
        )


def _daemonset(obj: Object) -> Iterator[str]:
    unavailable, surge = _rolling(obj).get("maxUnavailable", 1), _rolling(obj).get("maxSurge", 0)
    yield say("RollingUpdate: node by node, maxUnavailable {most}", most=_of(unavailable, obj, up=True))
    if surge not in (0, "0%"):
        yield say(
            "maxSurge {most}: the new pod starts before the old one ends", most=_of(surge, obj, up=True)
        )


def _deployment(obj: Object) -> Iterator[str]:
    if _spec(obj).get("paused"):
        yield say("paused: no rollout goes on until it is resumed")
    if (_spec(obj).get("strategy") or {}).get("type") == "Recreate":
        yield say("Recreate: all old pods end before the new ones start")
        return
    rolling = _rolling(obj)
    surge = _of(rolling.get("maxSurge", QUARTER), obj, up=True)
    least = int(surge == "0" or surge.endswith(" = 0"))
    unavailable = _of(rolling.get("maxUnavailable", QUARTER), obj, up=False, least=least)
    yield f"RollingUpdate: maxUnavailable {unavailable}, maxSurge {surge}"


def _on_delete() -> str:
    return say(ON_DELETE)


def _of(value: int | str | None, obj: Object, *, up: bool, least: int = 0) -> str:
    """A number, or a share with what it comes to: "25% of 3 = 0"."""
    if isinstance(value, str) and value.endswith("%"):
        wanted = wanted_of(obj)
        return say(
            "{value} of {wanted} = {portion}",
            value=value,
            wanted=wanted,
            portion=max(portion(value, wanted, up=up), least),
        )
    return str(value)


def _spec(obj: Object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = obj.get("spec") or {}
    return found


def _strategy(obj: Object) -> Mapping[str, Any]:
    name = "strategy" if obj["kind"] == "Deployment" else "updateStrategy"
    found: Mapping[str, Any] = _spec(obj).get(name) or {}
    return found


def _rolling(obj: Object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _strategy(obj).get("rollingUpdate") or {}
    return found


def _is_on_delete(obj: Object) -> bool:
    return _strategy(obj).get("type") == "OnDelete"


RULES = {"StatefulSet": _statefulset, "DaemonSet": _daemonset, "Deployment": _deployment}
