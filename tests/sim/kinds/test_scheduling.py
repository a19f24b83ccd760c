"""What the API server does with what a pod says to the scheduler."""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import copy
from k8slab.sim.kinds import POD

GATE = {"name": "example.com/gate"}
FIELD = "requiredDuringSchedulingIgnoredDuringExecution"


def made(labels: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    """A new pod, as the API server stores it."""
    container = {"name": "a", "image": "nginx"}
    pod = {"metadata": {"name": "p", "labels": labels or {}}, "spec": {"containers": [container], **spec}}
    POD.default(pod)
    POD.prepare(pod, None)
    return pod


def changed(pod: dict[str, Any], **spec: Any) -> list[str]:
    """What is said about an update."""
    new = copy(pod)
    new["spec"].update(spec)
    return [str(error) for error in POD.validate(new, pod)]


def test_1_gates_can_only_be_taken_away() -> None:
    pod = made(schedulingGates=[GATE])
    assert changed(pod, schedulingGates=[]) == []
    assert changed(pod, schedulingGates=[GATE, {"name": "late"}]) == [
        "spec.schedulingGates: Forbidden: only deletion is allowed, but found new scheduling gate 'late'"
    ]


def test_1_a_gated_pod_has_no_node() -> None:
    pod = made(schedulingGates=[GATE], nodeName="a")
    assert [str(error) for error in POD.validate(pod, None)] == [
        "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"
    ]


def test_2_a_gated_pod_may_ask_for_more_of_its_node_but_not_for_less() -> None:
    pod = made(schedulingGates=[GATE], nodeSelector={"disk": "ssd"})
    assert changed(pod, nodeSelector={"disk": "ssd", "zone": "east"}) == []
    assert changed(pod, nodeSelector={"zone": "east"}) == [
        'spec.nodeSelector: Invalid value: {"zone":"east"}: '
        "only additions are allowed (no mutations or deletions)"
    ]
    (why,) = changed(made(nodeSelector={"disk": "ssd"}), nodeSelector={"disk": "ssd", "zone": "east"})
    assert why.startswith("spec: Forbidden: pod updates may not change fields other than")


def test_3_label_keys_are_written_into_the_selectors() -> None:
    term = {"labelSelector": {"matchLabels": {"app": "x"}}, "topologyKey": "zone"}
    anti = term | {"matchLabelKeys": ["hash", "none"], "mismatchLabelKeys": ["tenant"]}
    spread = term | {"maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["hash"]}
    pod = made(
        {"app": "x", "hash": "1", "tenant": "t"},
        affinity={"podAntiAffinity": {FIELD: [anti]}},
        topologySpreadConstraints=[spread],
    )
    same, other = (
        {"key": "hash", "operator": "In", "values": ["1"]},
        {"key": "tenant", "operator": "NotIn", "values": ["t"]},
    )
    written = pod["spec"]["affinity"]["podAntiAffinity"][FIELD][0]["labelSelector"]
    assert written == {"matchLabels": {"app": "x"}, "matchExpressions": [same, other]}
    (constraint,) = pod["spec"]["topologySpreadConstraints"]
    assert constraint["labelSelector"] == {"matchLabels": {"app": "x"}, "matchExpressions": [same]}
