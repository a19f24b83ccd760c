"""Kinds outside the subject: kept and shown like any other, with a word to whoever creates one."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.kinds import Kind
from tests.sim.http.asking import POD, TABLE, ask, content, events, names, warnings, watch

JOBS = "/apis/batch/v1/namespaces/default/jobs"
NEW_EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events"
SCALERS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
FORMER_SCALERS = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers"
STORED = [kind for kind in kinds.KINDS if kind.caveat and "create" in kind.verbs]
REFUSED = [kind for kind in kinds.KINDS if kind.refusal]


def job(name: str = "sum") -> dict[str, Any]:
    spec = {**POD, "restartPolicy": "Never"}
    return {"metadata": {"name": name}, "spec": {"template": {"spec": spec}}}


def test_a_job_is_kept_with_its_defaults_and_its_creator_is_warned(gateway: Gateway) -> None:
    answer = ask(gateway, "POST", JOBS, job())
    assert warnings(answer) == ['299 - "k8slab stores Jobs but does not run them (not simulated)"']
    made = content(answer)
    spec, uid = made["spec"], made["metadata"]["uid"]
    assert (answer.status, made["status"]) == (201, {})
    assert (spec["completions"], spec["parallelism"], spec["backoffLimit"]) == (1, 1, 6)
    assert spec["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert spec["template"]["metadata"]["labels"]["job-name"] == "sum"


def test_a_job_shows_as_running_and_nothing_ever_comes_of_it(gateway: Gateway) -> None:
    ask(gateway, "POST", JOBS, job())
    gateway.cluster.settle()
    table = content(ask(gateway, "GET", JOBS, accept=TABLE))
    assert [column["name"] for column in table["columnDefinitions"]] == [
        "Name", "Status", "Completions", "Duration", "Age", "Containers", "Images", "Selector",
    ]  # fmt: skip
    assert table["rows"][0]["cells"][:4] == ["sum", "Running", "0/1", ""]
    assert gateway.cluster.api.list(kinds.POD, "default") == []


def test_a_job_whose_pods_always_restart_is_invalid(gateway: Gateway) -> None:
    wrong = {"metadata": {"name": "sum"}, "spec": {"template": {"spec": POD}}}
    answer = content(ask(gateway, "POST", JOBS, wrong))
    assert answer["message"] == (
        'Job.batch "sum" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Always": '
        'supported values: "OnFailure", "Never"'
    )


@pytest.mark.parametrize("kind", STORED, ids=repr)
def test_every_caveat_says_what_is_not_simulated(kind: Kind) -> None:
    assert kind.caveat.startswith("k8slab stores ")
    assert kind.caveat.endswith("(not simulated)")


@pytest.mark.parametrize("kind", REFUSED, ids=repr)
def test_what_would_change_the_api_is_refused_and_can_be_looked_for(gateway: Gateway, kind: Kind) -> None:
    before = gateway.cluster.store.revision
    refused = ask(gateway, "POST", kind.path(), {"metadata": {"name": "x"}})
    applied = ask(
        gateway,
        "PATCH",
        kind.path(name="x"),
        {"apiVersion": kind.api_version, "kind": kind.kind},
        query={"fieldManager": "me"},
        content_type="application/apply-patch+yaml",
    )
    for answer in (refused, applied):
        said = content(answer)
        assert (answer.status, said["reason"]) == (405, "MethodNotAllowed")
        assert said["message"].startswith(f"{kind.qualified} is not simulated: k8slab ")
    assert "x" not in names(ask(gateway, "GET", kind.path()))
    assert gateway.cluster.store.revision == before


def test_events_of_the_newer_group_are_the_same_events_under_other_names(gateway: Gateway) -> None:
    event = {
        "metadata": {"name": "e"},
        "involvedObject": {"kind": "Pod", "name": "zk-0", "namespace": "default"},
        "reason": "Looked",
        "message": "All is well",
        "type": "Normal",
        "source": {"component": "somebody"},
        "reportingComponent": "somebody",
    }
    ask(gateway, "POST", "/api/v1/namespaces/default/events", event)
    shown = content(ask(gateway, "GET", f"{NEW_EVENTS}/e"))
    assert (shown["apiVersion"], shown["note"], shown["reportingController"]) == (
        "events.k8s.io/v1", "All is well", "somebody",
    )  # fmt: skip
    assert shown["regarding"]["name"] == "zk-0"
    assert not {"message", "involvedObject", "source"} & set(shown)
    query = {"fieldSelector": "regarding.name=zk-0"}
    assert names(ask(gateway, "GET", NEW_EVENTS, query=query)) == ["e"]
    wrong = {"fieldSelector": "involvedObject.name=zk-0"}
    assert content(ask(gateway, "GET", NEW_EVENTS, query=wrong))["message"] == (
        "field label not supported: involvedObject.name"
    )


def test_an_event_created_in_the_newer_group_is_seen_in_the_core_group(gateway: Gateway) -> None:
    stream = watch(gateway, "/api/v1/namespaces/default/events")
    stream.pull()
    event = {
        "metadata": {"name": "e"},
        "regarding": {"kind": "Pod", "name": "zk-0", "namespace": "default"},
        "note": "All is well",
        "reason": "Looked",
        "action": "Look",
        "type": "Normal",
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "reportingController": "somebody",
        "reportingInstance": "here",
    }
    assert ask(gateway, "POST", NEW_EVENTS, event).status == 201
    patch = {"series": {"count": 2, "lastObservedTime": "2026-01-01T00:00:05.000000Z"}}
    merge = "application/strategic-merge-patch+json"
    assert ask(gateway, "PATCH", f"{NEW_EVENTS}/e", patch, content_type=merge).status == 200
    seen = [(item["type"], item["object"]["message"], "series" in item["object"]) for item in events(stream)]
    assert seen == [("ADDED", "All is well", False), ("MODIFIED", "All is well", True)]


def test_an_autoscaler_of_the_former_version_is_the_same_object(gateway: Gateway) -> None:
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "maxReplicas": 3,
        "targetCPUUtilizationPercentage": 50,
    }
    made = ask(gateway, "POST", FORMER_SCALERS, {"metadata": {"name": "web"}, "spec": spec})
    assert (made.status, content(made)["apiVersion"]) == (201, "autoscaling/v1")
    target = {"type": "Utilization", "averageUtilization": 50}
    newer = content(ask(gateway, "GET", f"{SCALERS}/web"))
    assert newer["spec"]["metrics"] == [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    row = content(ask(gateway, "GET", SCALERS, accept=TABLE))["rows"][0]["cells"]
    assert row[:6] == ["web", "Deployment/web", "cpu: <unknown>/50%", "1", 3, 0]
    patch = {"spec": {"targetCPUUtilizationPercentage": 70}}
    merge = "application/merge-patch+json"
    patched = content(ask(gateway, "PATCH", f"{FORMER_SCALERS}/web", patch, content_type=merge))
    assert patched["spec"]["targetCPUUtilizationPercentage"] == 70


def test_the_parts_of_the_control_plane_are_well_and_the_kind_is_deprecated(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", "/api/v1/componentstatuses", accept=TABLE)
    assert [row["cells"] for row in content(answer)["rows"]] == [
        [name, "Healthy", "ok", ""] for name in ("controller-manager", "etcd-0", "scheduler")
    ]
    assert warnings(answer) == ['299 - "v1 ComponentStatus is deprecated in v1.19+"']


def test_the_programs_of_the_control_plane_hold_leases_that_are_always_fresh(gateway: Gateway) -> None:
    gateway.cluster.advance(600.0)
    leases = content(ask(gateway, "GET", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"))
    found = {item["metadata"]["name"]: item["spec"] for item in leases["items"]}
    assert sorted(found)[1:] == ["kube-controller-manager", "kube-scheduler"]
    assert all(spec["renewTime"] == "2026-01-01T00:10:00.000000Z" for spec in found.values())


def test_the_priorities_of_the_system_are_there_and_reserved(gateway: Gateway) -> None:
    classes = "/apis/scheduling.k8s.io/v1/priorityclasses"
    assert names(ask(gateway, "GET", classes)) == ["system-cluster-critical", "system-node-critical"]
    answer = content(ask(gateway, "POST", classes, {"metadata": {"name": "system-mine"}, "value": 1}))
    assert answer["message"] == (
        'PriorityClass.scheduling.k8s.io "system-mine" is invalid: metadata.name: Forbidden: priority class '
        "names with 'system-' prefix are reserved for system use only. error: the priority class named "
        "system-mine is not a known system priority class"
    )


def test_a_kind_without_fields_of_its_own_says_by_what_it_can_be_selected(gateway: Gateway) -> None:
    query = {"fieldSelector": "spec.replicas=3"}
    path = "/apis/apps/v1/namespaces/default/statefulsets"
    assert content(ask(gateway, "GET", path, query=query))["message"] == (
        '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"'
    )
