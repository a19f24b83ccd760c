"""Kinds that are stored, shown and checked, and that nothing acts on; and nodes, namespaces, endpoints."""

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.kinds import Kind


def made(kind: Kind, **fields: Any) -> dict[str, Any]:
    obj: dict[str, Any] = {"metadata": {"name": "x"}, **fields}
    kind.default(obj)
    kind.prepare(obj, None)
    return obj


def messages(kind: Kind, obj: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [str(error) for error in kind.validate(obj, old)]


@pytest.mark.parametrize("kind", kinds.KINDS, ids=repr)
def test_the_barest_object_of_a_kind_is_answered_and_not_stumbled_over(kind: Kind) -> None:
    obj = made(kind)
    errors = kind.validate(obj, None)
    assert all(str(error) and error.cause()["field"] for error in errors)
    if not errors:
        for column in kind.columns:
            column.value(obj, 0)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=repr)
def test_every_column_is_described(kind: Kind) -> None:
    assert all(column.description for column in kind.columns)


def test_a_namespace_is_active_and_labelled_with_its_name() -> None:
    namespace = made(kinds.NAMESPACE)
    assert namespace["metadata"]["labels"] == {"kubernetes.io/metadata.name": "x"}
    assert (namespace["spec"], namespace["status"]) == ({"finalizers": ["kubernetes"]}, {"phase": "Active"})


def test_a_namespace_that_is_being_deleted_says_so() -> None:
    old = made(kinds.NAMESPACE)
    leaving = {**old, "metadata": {**old["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}}
    kinds.NAMESPACE.prepare(leaving, old)
    assert leaving["status"] == {"phase": "Terminating"}


def test_a_nodes_row_shows_its_state_and_roles() -> None:
    node = made(kinds.NODE, status={"capacity": {"cpu": "4", "memory": "8192Mi"}})
    assert node["status"]["allocatable"] == {"cpu": "4", "memory": "8Gi"}
    node["metadata"]["labels"] = {"node-role.kubernetes.io/control-plane": ""}
    assert [column.value(node, 0) for column in kinds.NODE.columns[1:3]] == ["Unknown", "control-plane"]
    node["status"]["conditions"] = [{"type": "Ready", "status": "Unknown"}]
    node["spec"]["unschedulable"] = True
    assert kinds.NODE.columns[1].value(node, 0) == "NotReady,SchedulingDisabled"


def test_taints_of_a_node_are_checked() -> None:
    taint = {"key": "a", "effect": "NoSchedule"}
    node = made(kinds.NODE, spec={"taints": [taint, taint, {"key": "b", "effect": "Never"}]})
    assert messages(kinds.NODE, node) == [
        'spec.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}',
        'spec.taints[2].effect: Unsupported value: "Never": '
        'supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]


def test_more_than_three_endpoints_are_cut() -> None:
    addresses = [{"ip": f"10.0.0.{number}"} for number in range(5)]
    endpoints = made(kinds.ENDPOINTS, subsets=[{"addresses": addresses, "ports": [{"port": 80}]}])
    assert kinds.ENDPOINTS.columns[1].value(endpoints, 0) == "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 2 more..."
    assert kinds.ENDPOINTS.columns[1].value(made(kinds.ENDPOINTS), 0) == "<none>"


def test_a_volume_is_pending_from_its_creation_on() -> None:
    volume: dict[str, Any] = {"metadata": {"name": "x", "creationTimestamp": "2026-01-01T00:00:16Z"}}
    kinds.PERSISTENT_VOLUME.prepare(volume, None)
    assert volume["status"] == {"phase": "Pending", "lastPhaseTransitionTime": "2026-01-01T00:00:16Z"}


def test_an_empty_slice_shows_its_absent_lists() -> None:
    empty = made(kinds.ENDPOINT_SLICE, addressType="IPv4")
    assert (empty["endpoints"], empty["ports"]) == (None, None)
    assert [column.value(empty, 0) for column in kinds.ENDPOINT_SLICE.columns[1:4]] == [
        "IPv4",
        "<unset>",
        "<unset>",
    ]


def test_events_of_both_styles_show_when_and_how_often() -> None:
    row = kinds.EVENT.columns
    counted = made(
        kinds.EVENT, firstTimestamp="2026-01-01T00:00:00Z", lastTimestamp="2026-01-01T00:00:30Z", count=3
    )
    assert [row[0].value(counted, 40), row[7].value(counted, 40), row[8].value(counted, 40)] == [
        "10s",
        "40s",
        3,
    ]
    series = {"count": 7, "lastObservedTime": "2026-01-01T00:00:35.000000Z"}
    newer = made(kinds.EVENT, eventTime="2026-01-01T00:00:00.000000Z", series=series)
    assert [row[0].value(newer, 40), row[7].value(newer, 40), row[8].value(newer, 40)] == ["5s", "40s", 7]
    single = made(kinds.EVENT, eventTime="2026-01-01T00:00:00.000000Z")
    assert [row[0].value(single, 40), row[8].value(single, 40)] == ["40s", 1]


def test_the_data_of_a_revision_stands() -> None:
    old = made(kinds.CONTROLLER_REVISION, data={"a": 1}, revision=1)
    assert messages(kinds.CONTROLLER_REVISION, {**old, "revision": 2}, old) == []
    assert messages(kinds.CONTROLLER_REVISION, {**old, "data": {"a": 2}}, old) == [
        'data: Invalid value: {"a":2}: field is immutable'
    ]


def test_plain_strings_of_a_secret_become_data() -> None:
    secret = made(kinds.SECRET, stringData={"password": "geheim"})
    assert secret == {"metadata": {"name": "x"}, "type": "Opaque", "data": {"password": "Z2VoZWlt"}}


def test_an_immutable_config_map_stands() -> None:
    old = made(kinds.CONFIG_MAP, data={"a": "1"}, immutable=True)
    assert messages(kinds.CONFIG_MAP, {**old, "data": {"a": "2"}}, old) == [
        "data: Forbidden: field is immutable when `immutable` is set"
    ]
    bad = made(kinds.CONFIG_MAP, data={"a b": "1"})
    assert messages(kinds.CONFIG_MAP, bad)[0].startswith(
        'data[a b]: Invalid value: "a b": a valid config key'
    )


def test_a_budget_has_one_limit() -> None:
    both = made(kinds.POD_DISRUPTION_BUDGET, spec={"minAvailable": 1, "maxUnavailable": "50%"})
    assert messages(kinds.POD_DISRUPTION_BUDGET, both)[0].endswith(
        "minAvailable and maxUnavailable cannot be both set"
    )
    row = [column.value(both, 0) for column in kinds.POD_DISRUPTION_BUDGET.columns[1:4]]
    assert row == ["1", "50%", 0]


def test_the_default_storage_class_is_marked() -> None:
    storage = made(kinds.STORAGE_CLASS, provisioner="p")
    storage["metadata"]["annotations"] = {"storageclass.kubernetes.io/is-default-class": "true"}
    row = [column.value(storage, 0) for column in kinds.STORAGE_CLASS.columns[:5]]
    assert row == ["x (default)", "p", "Delete", "Immediate", False]
    assert messages(kinds.STORAGE_CLASS, {**storage, "provisioner": "q"}, storage) == [
        "provisioner: Forbidden: updates to provisioner are forbidden."
    ]


def test_a_bindings_role_stands() -> None:
    subjects = [{"kind": "User", "name": "ada"}, {"kind": "ServiceAccount", "name": "d", "namespace": "n"}]
    old = made(kinds.ROLE_BINDING, roleRef={"kind": "Role", "name": "r"}, subjects=subjects)
    assert [column.value(old, 0) for column in kinds.ROLE_BINDING.columns[3:]] == ["ada", "", "n/d"]
    changed = {**old, "roleRef": {**old["roleRef"], "name": "s"}}
    assert messages(kinds.ROLE_BINDING, changed, old)[0].startswith("roleRef: Invalid value:")
