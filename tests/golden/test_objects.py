"""Settled objects, field by field, against recordings of a real Kubernetes 1.36 control plane."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from tests.golden import normalise
from tests.golden.recording import Key, Recording
from tests.golden.replay import play

Objects = dict[Key, dict[str, Any]]

COMPARED = (
    "controllerrevisions",
    "endpoints",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "services",
    "statefulsets",
)
SCENARIOS = {"a_zk_parallel": None, "b_zk_ordered": None, "s_article": "daemonset"}
"""Each scenario is played to its end, or to the first step that speaks of that word."""


def is_over(step: dict[str, Any], word: str | None) -> bool:
    return word is not None and word in json.dumps(step.get("argv", "")).lower()


def comparable(objects: Objects) -> dict[str, list[str]]:
    """Per kind the normalised objects as text, sorted: which volume a claim got is free."""
    found: dict[str, list[str]] = {resource: [] for resource in COMPARED}
    for (resource, namespace, name), obj in objects.items():
        if resource in found and not (namespace == "default" and name == "kubernetes"):
            found[resource].append(
                json.dumps(_reduced(resource, normalise.obj(obj)), sort_keys=True, indent=1)
            )
    return {resource: sorted(texts) for resource, texts in found.items()}


def _reduced(resource: str, obj: dict[str, Any]) -> dict[str, Any]:
    """Drop what follows from a free choice: of a volume, or of an address that decides an order."""
    if resource == "persistentvolumes":
        for part, field in (("metadata", "annotations"), ("metadata", "labels"), ("spec", "nfs")):
            obj[part].pop(field, None)
        obj["spec"].pop("capacity")
        obj["spec"].get("claimRef", {}).pop("name", None)
    if resource == "persistentvolumeclaims":
        obj["status"].pop("capacity", None)
    if resource == "endpoints":
        # The time of the change that set the controller off is there or not as its work happened to coalesce.
        obj["metadata"].pop("annotations", None)
        for subset in obj.get("subsets", ()):
            for addresses in (subset.get("addresses", []), subset.get("notReadyAddresses", [])):
                addresses.sort(key=lambda address: address["targetRef"]["name"])
    return obj


@pytest.mark.parametrize("name", SCENARIOS)
def test_settled_objects_equal_the_recorded_ones(name: str) -> None:
    recording = Recording.packed(name)
    recorded = dict(recording.settled())
    compared = 0
    for played in play(recording, Cluster()):
        if is_over(played.step, SCENARIOS[name]):
            break
        if recording.is_settled_after(played.index):
            expected, found = comparable(recorded[played.index]), comparable(played.objects)
            for resource in COMPARED:
                assert found[resource] == expected[resource], (played.index, played.step, resource)
            compared += 1
    assert compared > 10
