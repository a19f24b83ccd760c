"""The Deployment controller's rolling update (guarantee 2), with every step in order."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from tests.sim.controllers.rollout import FIRST, SECOND, Rollout


def rolling(surge: int | str, unavailable: int | str) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}


def rolled(bench: Any, image: str = SECOND, **spec: Any) -> Rollout:
    """A Deployment whose template changes once all its pods are there."""
    rollout = Rollout(bench, **spec)
    rollout.settle()
    rollout.mark()
    rollout.use(image)
    rollout.settle()
    return rollout


def test_2_a_quarter_more_and_a_quarter_less_unless_told_otherwise(bench: Any) -> None:
    rollout = rolled(bench)
    assert rollout.sizes() == [
        (1.8, "v1 3/3, v2 0/1"),
        (3.6, "v1 3/3, v2 1/1"),
        (3.6, "v1 3/2, v2 1/1"),
        (3.6, "v1 3/2, v2 1/2"),
        (3.6, "v1 2/2, v2 1/2"),
        (5.4, "v1 2/2, v2 2/2"),
        (5.4, "v1 2/1, v2 2/2"),
        (5.4, "v1 2/1, v2 2/3"),
        (5.4, "v1 1/1, v2 2/3"),
        (7.2, "v1 1/1, v2 3/3"),
        (7.2, "v1 1/0, v2 3/3"),
        (7.2, "v2 3/3"),
    ]
    old, new = meta.name(rollout.set_of(FIRST)), meta.name(rollout.set_of(SECOND))
    assert bench.events("web") == [
        f"ScalingReplicaSet: Scaled {change}"
        for change in (
            f"up replica set {old} from 0 to 3",
            f"up replica set {new} from 0 to 1",
            f"down replica set {old} from 3 to 2",
            f"up replica set {new} from 1 to 2",
            f"down replica set {old} from 2 to 1",
            f"up replica set {new} from 2 to 3",
            f"down replica set {old} from 1 to 0",
        )
    ]


def test_2_without_surge_a_pod_goes_before_one_comes(bench: Any) -> None:
    rollout = rolled(bench, replicas=2, strategy=rolling(0, 1))
    one = ["v1 deleting", "v2 created", "v1 gone", "v2 ready"]
    assert rollout.pods() == one + one


def test_2_when_shares_round_to_nothing_one_pod_may_be_missing(bench: Any) -> None:
    rollout = rolled(bench, replicas=1, strategy=rolling("0%", "10%"))
    assert rollout.pods() == ["v1 deleting", "v2 created", "v1 gone", "v2 ready"]


def test_2_a_pod_is_available_when_it_has_been_ready_for_long_enough(bench: Any) -> None:
    rollout = rolled(bench, replicas=2, minReadySeconds=10)
    assert [step for step in rollout.sizes() if step[1].endswith(("1/1", "2/2"))][:3] == [
        (22.0, "v1 2/2, v2 1/1"),
        (22.0, "v1 2/1, v2 1/1"),
        (33.0, "v1 1/1, v2 2/2"),
    ]


def test_2_a_template_that_does_not_work_costs_no_more_than_what_may_be_missing(bench: Any) -> None:
    rollout = rolled(bench, "server:404", replicas=4, strategy=rolling(1, 1))
    assert rollout.sizes() == [
        (1.8, "404 0/1, v1 4/4"),
        (1.8, "404 0/1, v1 4/3"),
        (1.8, "404 0/2, v1 4/3"),
        (1.8, "404 0/2, v1 3/3"),
    ]
    rollout.mark()
    rollout.use(FIRST)
    rollout.settle()
    assert [shown for _, shown in rollout.sizes()] == [
        "404 0/2, v1 3/3",
        "v1 3/3",
        "v1 3/4",
        "v1 4/4",
    ]
    assert not [step for step in rollout.pods() if step.startswith("v1 deleting")]


def test_2_unavailable_pods_of_old_templates_go_first(bench: Any) -> None:
    rollout = rolled(bench, "server:404")
    rollout.mark()
    rollout.use("server:v3")
    assert [shown for _, shown in rollout.sizes()] == [
        "404 0/1, v1 3/3",
        "v1 3/3",
        "v1 3/3, v3 0/1",
    ]
    rollout.settle()
    assert rollout.pods()[:3] == ["404 deleting", "v3 created", "404 gone"]
    assert rollout.sizes()[-1][1] == "v3 3/3"


@pytest.mark.parametrize("replicas", [1, 3, 7])
@pytest.mark.parametrize(("surge", "unavailable"), [(1, 0), (0, 1), (2, 1), ("25%", "25%"), ("100%", "50%")])
def test_2_at_no_moment_there_are_too_many_or_too_few(
    bench: Any, replicas: int, surge: int | str, unavailable: int | str
) -> None:
    rollout = rolled(bench, replicas=replicas, strategy=rolling(surge, unavailable))
    most, least = limits(replicas, surge, unavailable)
    available = {"old": replicas, "new": 0}
    wanted = {"old": replicas, "new": 0}
    for change in bench.cluster.store.log:
        if change.kind is not kinds.REPLICASET or change.revision <= rollout.since:
            continue
        which = "old" if meta.uid(change.object) == meta.uid(rollout.set_of(FIRST)) else "new"
        available[which] = change.object["status"].get("availableReplicas", 0)
        wanted[which] = change.object["spec"]["replicas"]
        assert sum(wanted.values()) <= most
        assert sum(available.values()) >= least
    assert rollout.sizes()[-1][1] == f"v2 {replicas}/{replicas}"


def limits(replicas: int, surge: int | str, unavailable: int | str) -> tuple[int, int]:
    """The most pods there may be, the fewest that must be available."""
    table = {("25%", 1): 1, ("25%", 3): 1, ("25%", 7): 2, ("100%", 1): 1, ("100%", 3): 3, ("100%", 7): 7}
    missing = {("25%", 7): 1, ("50%", 3): 1, ("50%", 7): 3}
    more = surge if isinstance(surge, int) else table[surge, replicas]
    fewer = unavailable if isinstance(unavailable, int) else missing.get((unavailable, replicas), 0)
    return replicas + more, replicas - fewer
