"""StatefulSets, DaemonSets, Deployments and ReplicaSets beyond what was recorded."""

from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.sim.kinds import DAEMONSET, DEPLOYMENT, REPLICASET, STATEFULSET, Kind
from k8slab.sim.kinds.gates import MAX_UNAVAILABLE, apply_gates


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
