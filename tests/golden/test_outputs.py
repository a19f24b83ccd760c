"""What kubectl prints on the simulator, against what it printed on a real Kubernetes 1.36 control plane."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from tests.golden import normalise
from tests.golden.recording import Recording
from tests.golden.replay import play
from tests.golden.test_objects import SCENARIOS, is_over

NOT_COMPARED = {
    "describe node": "the facts of a hollow node",
    "get pdb": "nobody counts disruptions yet",
    "explain": "the recorded text is withheld",
}
HOLLOW = re.compile(r"FailedMount|Debian GNU/Linux|poddisruptionbudget/|unbound immediate")
"""Lines that the hollow nodes caused, that tell what a node runs on, that the disruption controller wrote, or
that are there once, twice or not at all, as a race between scheduler and volume binder ended."""

FREE = (
    (re.compile(r"\b(zk-[ch]s)-[a-z0-9]{5}\b"), r"\1-SUFFIX"),
    (re.compile(r'resourceVersion: "\d+"'), "resourceVersion"),
)
SIZE = re.compile(r"\b[12]Gi\b")
WAITING = re.compile(r"Waiting for \d+ pods to be ready")
"""How many pods are seen to become ready one by one depends on how close together they do."""

UNORDERED = re.compile(r"get (pv|persistentvolumes|events|endpointslices)\b|describe svc")


def command(step: dict[str, Any]) -> str:
    return " ".join(step.get("argv", [])[1:])


def is_compared(step: dict[str, Any]) -> bool:
    """Commands that ended by themselves and whose output was recorded."""
    ended = "argv" in step and not step.get("background") and step.get("stdout") is not None
    return ended and not any(command(step).startswith(start) for start in NOT_COMPARED)


def reduced(printed: str, what: str) -> list[str]:
    """The lines, normalised; in an order of their own where the real one is free."""
    lines = [line for line in normalise.output(printed) if not HOLLOW.search(line)]
    for pattern, replacement in FREE:
        lines = [pattern.sub(replacement, line) for line in lines]
    if re.search(r"get (pvc?|po,pvc)\b", what):
        lines = [SIZE.sub("SIZE", line) for line in lines]
    if "endpointslices" in what:
        lines = [line for line in lines if "generation:" not in line]
    if UNORDERED.search(what):
        lines.sort()
    if what.startswith("rollout status"):
        lines = [line for line, _ in groupby(lines) if not WAITING.match(line)]
    return _with_events_sorted(lines)


def _with_events_sorted(lines: list[str]) -> list[str]:
    """Events of one second stand in no promised order; how often each was seen is free."""
    if "Events:" not in lines:
        return lines
    start = lines.index("Events:")
    return lines[:start] + sorted(set(lines[start:]))


@pytest.mark.parametrize("name", SCENARIOS)
def test_commands_print_what_they_printed_on_a_real_control_plane(name: str) -> None:
    compared = 0
    for played in play(Recording.packed(name), Cluster()):
        step, what = played.step, command(played.step)
        if is_over(step, SCENARIOS[name]):
            break
        if not is_compared(step):
            continue
        compared += 1
        assert reduced(played.stdout, what) == reduced(step["stdout"], what), (played.index, what)
        assert normalise.output(played.stderr) == normalise.output(step["stderr"]), (played.index, what)
        assert played.code == step["rc"], (played.index, what)
    assert compared > 15
