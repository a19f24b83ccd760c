"""Why a PodDisruptionBudget allows no eviction."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import budget, statefulset
from tests.why.told import chain, roots


def test_one_that_has_room_says_how_many(ground: Any) -> None:
    ground.apply(statefulset("web"), budget("web", "web", 2))
    ground.settle()
    why = ground.why("pdb/web")
    assert chain(why) == ["1 pdb/web allows 1 eviction now: 3 of 3 pods are healthy, 2 have to be"]
    assert (why.is_fine, why.top.page) == (True, pages.DISRUPTIONS)


def test_one_that_asks_for_all_pods_never_allows_any(ground: Any) -> None:
    ground.apply(statefulset("web"), budget("web", "web", 3))
    ground.settle()
    assert roots(ground.why("pdb/web")) == [
        "pdb/web never allows an eviction: all 3 of its pods have to be healthy"
    ]


def test_a_pod_that_is_not_healthy_is_why_it_allows_none_now(ground: Any) -> None:
    ground.apply(statefulset("web"), budget("web", "web", 2))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:broken")
    ground.advance(60)
    why = ground.why("pdb/web")
    assert chain(why)[:2] == [
        "1 pdb/web allows no eviction now: 2 of 3 pods are healthy, 2 have to be",
        "1.1 pod/web-2 is Pending on c",
    ]


def test_one_that_selects_nothing_guards_nothing(ground: Any) -> None:
    ground.apply(budget("web", "web", 1))
    ground.settle()
    assert roots(ground.why("pdb/web")) == ["pdb/web guards no pod: its selector matches none"]
