"""What the simulator's own scheduler and controllers say about objects of any cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8slab.objects.placement import Judgement


def judge_placement(pod: Mapping[str, Any], objects: Iterable[tuple[str, dict[str, Any]]]) -> Judgement:
    """The scheduler's verdict about a pod among objects of any cluster, given with the name of their kind.

    Nothing is bound or changed; `k8slab.objects.placement.KINDS` says which kinds matter.
    """
    from k8slab.sim.scheduler.judge import judge

    return judge(pod, objects)


def runs_daemon(daemonset: Mapping[str, Any], node: dict[str, Any]) -> bool:
    """The DaemonSet controller's verdict: should the node run one of its pods?"""
    from k8slab.sim.controllers.daemonset.eligibility import Eligibility

    return Eligibility(daemonset["spec"]["template"]).verdict(node).should_run


def daemon_tolerations(daemonset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tolerations of a DaemonSet's pods: the template's, and those that every daemon pod has."""
    from k8slab.sim.controllers.daemonset.daemon_pod import tolerations

    return tolerations(daemonset["spec"]["template"]["spec"])
