"""StatefulSets, DaemonSets, Deployments and ReplicaSets beyond what was recorded."""

from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.sim.kinds import (
    DAEMONSET,
    DEPLOYMENT,
    POD_DISRUPTION_BUDGET,
    REPLICASET,
    STATEFULSET,
    Kind,
)
from k8slab.sim.kinds.gates import MAX_UNAVAILABLE, apply_gates

GENERATION = "deprecated.daemonset.template.generation"


def made(kind: Kind, **spec: Any) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"app": "zk"}},
        "spec": {"containers": [{"name": "a", "image": "x:1"}]},
    }
    obj = {
        "metadata": {"name": "zk"},
        "spec": {"selector": {"matchLabels": {"app": "zk"}}, "template": template, **spec},
    }
    kind.default(obj)
    kind.prepare(obj, None)
    return obj


def messages(kind: Kind, obj: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [str(error) for error in kind.validate(obj, old)]


def limited(limit: int | str | None, *features: str) -> dict[str, Any]:
    rolling = {} if limit is None else {"maxUnavailable": limit}
    sts = made(STATEFULSET, updateStrategy={"type": "RollingUpdate", "rollingUpdate": rolling})
    apply_gates(STATEFULSET, sts, None, frozenset(features))
    return sts


def test_a_sets_limit_of_unavailable_pods_needs_its_feature_gate() -> None:
    assert limited(2)["spec"]["updateStrategy"]["rollingUpdate"] == {"partition": 0}
    gated = limited(2, MAX_UNAVAILABLE)["spec"]["updateStrategy"]["rollingUpdate"]
    assert gated == {"partition": 0, "maxUnavailable": 2}
    default = limited(None, MAX_UNAVAILABLE)["spec"]["updateStrategy"]["rollingUpdate"]
    assert default == {"partition": 0, "maxUnavailable": 1}


def test_a_limit_stays_when_its_gate_is_switched_off_later() -> None:
    old = limited(2, MAX_UNAVAILABLE)
    again = copy(old)
    apply_gates(STATEFULSET, again, old, frozenset())
    assert again == old


def test_a_partition_is_written_out_only_if_nothing_is_said_about_updates() -> None:
    assert made(STATEFULSET)["spec"]["updateStrategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"partition": 0},
    }
    said = made(STATEFULSET, updateStrategy={"type": "RollingUpdate"})
    assert said["spec"]["updateStrategy"] == {"type": "RollingUpdate"}


def test_the_template_generation_of_a_daemon_set_counts_its_templates() -> None:
    old = made(DAEMONSET)
    scaled, changed = copy(old), copy(old)
    scaled["spec"]["minReadySeconds"] = 5
    changed["spec"]["template"]["spec"]["containers"][0]["image"] = "x:2"
    for obj in (scaled, changed):
        DAEMONSET.prepare(obj, old)
    annotation = "deprecated.daemonset.template.generation"
    found = [obj["metadata"]["annotations"][annotation] for obj in (old, scaled, changed)]
    assert found == ["1", "1", "2"]


@pytest.mark.parametrize("kind", [DAEMONSET, DEPLOYMENT, REPLICASET])
def test_selectors_of_workloads_stand(kind: Kind) -> None:
    old = made(kind)
    other = copy(old)
    other["spec"]["selector"]["matchLabels"]["x"] = "y"
    other["spec"]["template"]["metadata"]["labels"]["x"] = "y"
    assert messages(kind, other, old) == [
        'spec.selector: Invalid value: {"matchLabels":{"app":"zk","x":"y"}}: field is immutable'
    ]


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (
            {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}},
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        ),
        (
            {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 0}},
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
        ),
        (
            {"type": "Slow"},
            'spec.strategy: Unsupported value: {"Type":"Slow","RollingUpdate":null}: '
            'supported values: "Recreate", "RollingUpdate"',
        ),
    ],
)
def test_a_bad_strategy_of_a_deployment_is_refused(strategy: dict[str, Any], message: str) -> None:
    assert messages(DEPLOYMENT, made(DEPLOYMENT, strategy=strategy)) == [message]


def test_a_deployment_must_have_time_to_become_ready() -> None:
    deployment = made(DEPLOYMENT, minReadySeconds=600)
    assert messages(DEPLOYMENT, deployment) == [
        "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds"
    ]


def test_without_a_selector_a_deployment_selects_nothing() -> None:
    assert messages(DEPLOYMENT, made(DEPLOYMENT, selector=None)) == [
        "spec.selector: Required value",
        'spec.template.metadata.labels: Invalid value: {"app":"zk"}: '
        "`selector` does not match template `labels`",
    ]


def test_a_daemon_set_may_bring_its_template_generation_along() -> None:
    for brought, counted in (("7", "7"), ("0", "1"), ("-3", "1"), ("", "1")):
        daemons = made(DAEMONSET)
        daemons["metadata"]["annotations"] = {GENERATION: brought}
        DAEMONSET.prepare(daemons, None)
        assert daemons["metadata"]["annotations"][GENERATION] == counted
    old = copy(daemons)
    daemons["spec"]["template"]["spec"]["containers"][0]["image"] = "x:2"
    daemons["metadata"]["annotations"] = {GENERATION: "50"}
    DAEMONSET.prepare(daemons, old)
    assert daemons["metadata"]["annotations"][GENERATION] == "2"


@pytest.mark.parametrize(
    ("rolling", "expected"),
    [
        (
            {"maxUnavailable": 1, "maxSurge": 1},
            [
                "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: "
                "may not be set when maxUnavailable is non-zero"
            ],
        ),
        (
            {"maxUnavailable": 0, "maxSurge": 0},
            [
                "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: "
                "cannot be 0 when maxSurge is 0"
            ],
        ),
        (
            {"maxUnavailable": "150%", "maxSurge": -1},
            [
                "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: -1: "
                "must be greater than or equal to 0",
                'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "150%": '
                "must not be greater than 100%",
                "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: -1: "
                "may not be set when maxUnavailable is non-zero",
            ],
        ),
    ],
)
def test_a_bad_rolling_update_of_a_daemon_set_is_refused(
    rolling: dict[str, Any], expected: list[str]
) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": rolling}
    assert messages(DAEMONSET, made(DAEMONSET, updateStrategy=strategy)) == expected


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        (
            DAEMONSET,
            {"numberReady": -1, "currentNumberScheduled": 5, "desiredNumberScheduled": 1},
            ["status.numberReady: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            DEPLOYMENT,
            {"replicas": 1, "updatedReplicas": 2, "availableReplicas": 1, "readyReplicas": 0},
            [
                "status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas",
                "status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas",
            ],
        ),
        (
            REPLICASET,
            {"replicas": 1, "fullyLabeledReplicas": 2, "terminatingReplicas": -1},
            [
                "status.terminatingReplicas: Invalid value: -1: must be greater than or equal to 0",
                "status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas",
            ],
        ),
        (
            POD_DISRUPTION_BUDGET,
            {"disruptionsAllowed": -1},
            ["status.disruptionsAllowed: Invalid value: -1: must be greater than or equal to 0"],
        ),
    ],
    ids=repr,
)
def test_counts_in_a_status_that_make_no_sense_are_refused(
    kind: Kind, status: dict[str, int], expected: list[str]
) -> None:
    assert [str(error) for error in kind.validate_status({"status": status}, {})] == expected


def test_the_number_of_collisions_never_falls() -> None:
    refused = ["status.collisionCount: Invalid value: 0: cannot be decremented"]
    old = {"status": {"collisionCount": 1}}
    for status, expected in (({}, refused), ({"collisionCount": 1}, []), ({"collisionCount": 2}, [])):
        for kind in (DAEMONSET, DEPLOYMENT):
            assert [str(each) for each in kind.validate_status({"status": status}, old)] == expected


def test_a_budgets_policy_for_unhealthy_pods_is_one_of_two() -> None:
    budget = {"metadata": {"name": "b"}, "spec": {"unhealthyPodEvictionPolicy": "Never"}}
    assert messages(POD_DISRUPTION_BUDGET, budget) == [
        'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": '
        'supported values: "AlwaysAllow", "IfHealthyBudget"'
    ]


@pytest.mark.parametrize("kind", [DAEMONSET, DEPLOYMENT, REPLICASET, STATEFULSET])
def test_a_template_does_not_say_the_host_ports_of_its_pods(kind: Kind) -> None:
    obj = made(kind)
    spec = obj["spec"]["template"]["spec"]
    spec.update(
        hostNetwork=True, containers=[{"name": "a", "image": "x:1", "ports": [{"containerPort": 80}]}]
    )
    kind.default(obj)
    ports = spec["containers"][0]["ports"]
    assert ports == [{"containerPort": 80, "protocol": "TCP"}]
    assert messages(kind, obj) == []
    ports[0]["hostPort"] = 81
    assert messages(kind, obj) == [
        "spec.template.spec.containers[0].ports[0].hostPort: Invalid value: 81: "
        "must match `containerPort` when `hostNetwork` is true"
    ]


def test_a_refused_selector_is_told_with_its_labels_sorted() -> None:
    labels = {"z": "1", "a": "1"}
    obj = made(DAEMONSET, selector={"matchLabels": labels})
    obj["spec"]["template"]["metadata"]["labels"] = labels
    new = copy(obj)
    new["spec"]["selector"] = {"matchLabels": {**labels, "b": "1"}}
    assert messages(DAEMONSET, new, obj) == [
        'spec.template.metadata.labels: Invalid value: {"a":"1","z":"1"}: '
        "`selector` does not match template `labels`",
        'spec.selector: Invalid value: {"matchLabels":{"a":"1","b":"1","z":"1"}}: field is immutable',
    ]
