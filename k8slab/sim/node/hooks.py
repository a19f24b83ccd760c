"""Lifecycle hooks: what a container does right after its start, and before it is told to stop.

1. postStart: the container does not count as running before the hook is through; one that fails ends it.
2. preStop: TERM is sent once the hook is through; its time is part of the grace period.

Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from k8slab.objects.meta import Object

SLEEP = re.compile(r"\bsleep (\d+(?:\.\d+)?)")
FAILURE = re.compile(r"^(?:/bin/)?false$|(?:^|[;&] ?)exit [1-9]\d*$")
SHELL = re.compile(r"^(?:/bin/)?(?:ba)?sh -c ")
LEAST_AFTER_HOOK = 2.0
"""The seconds that a container gets to stop, however long its preStop hook took."""


class Hook(NamedTuple):
    """How a hook goes; ``message`` is what the kubelet says of one that fails."""

    seconds: float = 0.0
    succeeds: bool = True
    message: str = ""


NONE = Hook()


def hook(container: Object, name: str) -> Hook:
    """The container's ``postStart`` or ``preStop``: sleeps take their time, other commands take none."""
    handler = (container.get("lifecycle") or {}).get(name) or {}
    if "sleep" in handler:
        return Hook(float(handler["sleep"].get("seconds", 0)))
    line = SHELL.sub("", " ".join((handler.get("exec") or {}).get("command") or ())).strip()
    return Hook(sum(float(found) for found in SLEEP.findall(line)), not FAILURE.search(line))
