"""What an incident has broken is found by asking about what is there."""

from __future__ import annotations

import pytest

from k8slab import Lab

ASKED = {"statefulsets": "sts", "daemonsets": "ds", "services": "svc", "nodes": "node"}


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_an_incident_has_a_root_cause(seed):
    with Lab() as lab:
        assert roots(lab) == set()
        lab.incident(seed)
        found = roots(lab)
        assert found
        assert not any("is explained above" in root for root in found)


def roots(lab):
    """Of all workloads, Services and nodes that are there."""
    lives = {word: lab.story().lives(resource) for resource, word in ASKED.items()}
    return {
        str(root)
        for word, found in lives.items()
        for life in found
        if life.deleted is None and life.name != "kubernetes"
        for root in lab.why(f"{word}/{life.name}", namespace=life.namespace or None).root
    }
