"""The stages of a pod's life, as a student sees them.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from k8slab.objects import meta, pods
from k8slab.story import Life
from k8slab.story.life import Object

FAILURES = (
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "CrashLoopBackOff",
    "CreateContainerError",
)


class Stage(Enum):
    """In the order in which a pod goes through them."""

    PENDING = "Pending"
    CREATING = "ContainerCreating"
    FAILING = "Failing"
    RUNNING = "Running, not Ready"
    READY = "Ready"
    TERMINATING = "Terminating"
    ENDED = "Ended"


class Segment(NamedTuple):
    """A stretch of one stage, in virtual seconds. ``label`` is the stage, or why it fails."""

    stage: Stage
    label: str
    start: float
    end: float


def stage_of(pod: Object) -> tuple[Stage, str]:
    """The stage of a pod, and the word for it."""
    if meta.is_terminating(pod):
        return Stage.TERMINATING, Stage.TERMINATING.value
    if pods.is_terminal(pod):
        return Stage.ENDED, pods.phase(pod)
    if reason := _failure(pod):
        return Stage.FAILING, reason
    stage = _living_stage(pod)
    return stage, stage.value


def segments(life: Life, end: float) -> list[Segment]:
    """What a pod went through until its end, or until ``end``.

    Stages that took no time are left out, but for Ready and for the one that it is in: whoever looks at a
    settled cluster, or deletes at once, sees these although no virtual time has passed.
    """
    *before, last = _joined(life, end)
    return [part for part in before if part.end > part.start or part.stage is Stage.READY] + [last]


def _living_stage(pod: Object) -> Stage:
    if not pod.get("spec", {}).get("nodeName"):
        return Stage.PENDING
    if pods.is_ready(pod):
        return Stage.READY
    return Stage.RUNNING if pods.is_running(pod) else Stage.CREATING


def _failure(pod: Object) -> str:
    """Why a container cannot start, in the kubelet's word; empty if none says so."""
    for container in pod.get("status", {}).get("containerStatuses") or ():
        reason = str(container.get("state", {}).get("waiting", {}).get("reason", ""))
        if reason in FAILURES:
            return reason
    return ""


def _joined(life: Life, end: float) -> Iterator[Segment]:
    """One segment for each run of versions in the same stage, those without length too."""
    last = life.deleted.time if life.deleted else max(end, life.versions[-1].moment.time)
    told = [(version.moment.time, *stage_of(version.object)) for version in life.versions]
    changes = told[:1] + [now for before, now in pairwise(told) if now[1:] != before[1:]]
    ends = [change[0] for change in changes[1:]] + [last]
    for (start, stage, label), stop in zip(changes, ends, strict=True):
        yield Segment(stage, label, start, stop)
