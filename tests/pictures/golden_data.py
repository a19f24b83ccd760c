"""Golden pictures: what pictures of known stories say, as data.

Write them anew after a change that is meant: ``python -m tests.pictures.golden_data``.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from k8slab.pictures import Comparison, Picture, Rollout, Timeline
from tests.pictures import golden_maps
from tests.pictures.played import daemonset, deployment, play, statefulset

FOLDER = Path(__file__).parent / "golden"
PARTITION = """patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}}}}'"""
UPDATE = "set image sts/web web=nginx:1.28"


def canary() -> Timeline:
    """A partition, an update, one replica more; commands as marks."""
    played = play(PARTITION % 2, UPDATE, "scale sts/web --replicas=4", manifest=statefulset())
    return Timeline.of(played.story, marks=played.marks, until=played.end)


def broken_daemons() -> Timeline:
    """A DaemonSet on four nodes: one cordoned, an update, an update to an image that is not there."""
    steps = ("cordon k8s-m2", "set image ds/agent web=nginx:1.28", "set image ds/agent web=nginx:none")
    played = play(*steps, manifest=daemonset(), nodes=4)
    return Timeline.of(played.story, marks=played.marks, until=played.end)


def crowd() -> Timeline:
    """More rows than are drawn, in the middle of an update."""
    played = play(UPDATE, manifest=statefulset(60, "Parallel"), nodes=3)
    return Timeline.of(played.story, marks=played.marks, until=played.end)


def partitioned() -> Rollout:
    played = play(PARTITION % 1, UPDATE, manifest=statefulset(3, more="\n  minReadySeconds: 5"))
    return Rollout.of(played.story, "sts/web", time=played.marks[-1].time + 4)


def surging() -> Rollout:
    rolling = "maxSurge: 1, maxUnavailable: 0"
    played = play("set image ds/agent web=nginx:1.28", manifest=daemonset(rolling))
    return Rollout.of(played.story, "ds/agent", time=played.marks[-1].time + 3)


def deployed() -> Rollout:
    played = play("set image deploy/web web=nginx:1.28", manifest=deployment(4))
    return Rollout.of(played.story, "deploy/web", time=played.marks[-1].time + 1)


def policies() -> Comparison:
    one, other = (
        play(UPDATE, manifest=statefulset(policy=policy)) for policy in ("OrderedReady", "Parallel")
    )
    return Comparison.of(
        one.story,
        other.story,
        labels=("OrderedReady", "Parallel"),
        until=(one.end, other.end),
        marks=(one.marks, other.marks),
    )


PICTURES: Mapping[str, Callable[[], Picture]] = {
    "timeline-canary": canary,
    "timeline-broken-daemons": broken_daemons,
    "timeline-crowd": crowd,
    "rollout-partitioned": partitioned,
    "rollout-surging": surging,
    "rollout-deployed": deployed,
    "comparison-policies": policies,
    **golden_maps.PICTURES,
}


def data(value: Any) -> Any:
    """A picture, or a part of one, as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: data(each) for name, each in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [data(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def written(picture: Picture) -> str:
    return json.dumps(data(picture), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (FOLDER / f"{name}.json").write_text(written(draw()), encoding="utf-8")
