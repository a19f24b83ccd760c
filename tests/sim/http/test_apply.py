"""Server-side apply, as clients see it; the numbers are the guarantees of k8slab.sim.api.apply."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, SETS, ask, config_map, content, stateful_set

APPLY = "application/apply-patch+yaml"
ONE = f"{CONFIG_MAPS}/one"


def manifest(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": data}


def apply(
    gateway: Gateway, body: Any, manager: str = "me", path: str = ONE, *, force: bool = False, **query: str
) -> Response:
    asked = {"fieldManager": manager, **({"force": "true"} if force else {}), **query}
    return ask(gateway, "PATCH", path, body, query=asked, content_type=APPLY)


def managers(response: Response) -> dict[tuple[str, str, str], Any]:
    """(manager, operation, subresource) -> fieldsV1."""
    return {
        (entry["manager"], entry["operation"], entry.get("subresource", "")): entry["fieldsV1"]
        for entry in content(response)["metadata"].get("managedFields", ())
    }


def test_what_is_not_there_is_created_1(gateway: Gateway) -> None:
    answer = apply(gateway, manifest(a="1"))
    assert (answer.status, managers(answer)) == (201, {("me", "Apply", ""): {"f:data": {"f:a": {}}}})


def test_defaults_have_no_manager_1(gateway: Gateway) -> None:
    answer = apply(gateway, stateful_set(), path=f"{SETS}/web")
    (fields,) = managers(answer).values()
    assert set(fields["f:spec"]) == {"f:replicas", "f:selector", "f:template"}
    assert content(answer)["spec"]["podManagementPolicy"] == "OrderedReady"


def test_applying_the_same_again_writes_nothing(gateway: Gateway) -> None:
    before = content(apply(gateway, manifest(a="1")))
    answer = apply(gateway, manifest(a="1"))
    assert (answer.status, content(answer)) == (200, before)


def test_another_value_of_another_manager_is_a_conflict_2(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1"))
    answer = apply(gateway, manifest(a="2"), "other")
    assert answer.status == 409
    assert content(answer)["message"] == 'Apply failed with 1 conflict: conflict with "me": .data.a'
    assert content(answer)["details"]["causes"] == [
        {"reason": "FieldManagerConflict", "message": 'conflict with "me"', "field": ".data.a"}
    ]
    assert content(ask(gateway, "GET", ONE))["data"] == {"a": "1"}


def test_several_conflicts_are_listed_by_manager_2(gateway: Gateway) -> None:
    ask(gateway, "POST", CONFIG_MAPS, {**manifest(a="1", b="1")}, query={"fieldManager": "maker"})
    answer = apply(gateway, manifest(a="2", b="2"))
    assert content(answer)["message"] == (
        'Apply failed with 2 conflicts: conflicts with "maker" using v1:\n- .data.a\n- .data.b'
    )


def test_the_same_value_is_managed_by_both_2(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1"))
    answer = apply(gateway, manifest(a="1"), "other")
    assert set(managers(answer)) == {("me", "Apply", ""), ("other", "Apply", "")}


def test_a_forced_apply_takes_the_field_over_2(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1", b="1"))
    answer = apply(gateway, manifest(a="2"), "other", force=True)
    assert content(answer)["data"] == {"a": "2", "b": "1"}
    assert managers(answer) == {
        ("me", "Apply", ""): {"f:data": {"f:b": {}}},
        ("other", "Apply", ""): {"f:data": {"f:a": {}}},
    }


def test_a_field_that_is_no_longer_applied_goes_away_3(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1", b="1"))
    assert content(apply(gateway, manifest(a="1")))["data"] == {"a": "1"}


def test_a_field_that_somebody_else_manages_too_stays_3(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1", b="1"))
    apply(gateway, manifest(b="1"), "other")
    assert content(apply(gateway, manifest(a="1")))["data"] == {"a": "1", "b": "1"}


def test_a_container_that_is_no_longer_applied_goes_with_its_defaults_3(gateway: Gateway) -> None:
    wanted = stateful_set()
    pod = wanted["spec"]["template"]["spec"]
    wanted["spec"]["template"]["spec"] = {"containers": [*pod["containers"], {"name": "b", "image": "b"}]}
    apply(gateway, wanted, path=f"{SETS}/web")
    left = content(apply(gateway, stateful_set(), path=f"{SETS}/web"))
    assert [each["name"] for each in left["spec"]["template"]["spec"]["containers"]] == ["nginx"]


def test_a_dry_run_shows_the_outcome_and_changes_nothing(gateway: Gateway) -> None:
    answer = apply(gateway, manifest(a="1"), dryRun="All")
    assert (answer.status, set(managers(answer))) == (201, {("me", "Apply", "")})
    assert ask(gateway, "GET", ONE).status == 404


def test_the_body_may_be_yaml(gateway: Gateway) -> None:
    text = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: 'x'}\n"
    answer = gateway.request("PATCH", ONE, {"fieldManager": "me"}, {"content-type": APPLY}, text)
    assert isinstance(answer, Response)
    assert content(answer)["data"] == {"a": "x"}


@pytest.mark.parametrize(
    ("query", "content_type", "message"),
    [
        ({}, APPLY, "fieldManager: Required value: is required for apply patch"),
        (
            {"force": "true"},
            "application/merge-patch+json",
            "force: Forbidden: may not be specified for non-apply patch",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(
    gateway: Gateway, query: dict[str, str], content_type: str, message: str
) -> None:
    answer = ask(gateway, "PATCH", ONE, manifest(), query=query, content_type=content_type)
    assert answer.status == 422
    assert content(answer)["message"] == f'PatchOptions.meta.k8s.io "" is invalid: {message}'


def test_unknown_fields_are_refused(gateway: Gateway) -> None:
    answer = apply(gateway, {**manifest(), "surprise": 1})
    assert content(answer)["message"] == (
        "failed to create typed patch object (default/one; v1, Kind=ConfigMap): "
        ".surprise: field not declared in schema"
    )
    assert ask(gateway, "GET", ONE).status == 404


def test_each_write_is_its_clients(gateway: Gateway) -> None:
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"), user_agent="curl/7.88.1")
    patch = {"metadata": {"labels": {"a": "b"}}}
    merge = "application/merge-patch+json"
    query = {"fieldManager": "kubectl-label"}
    answer = ask(gateway, "PATCH", ONE, patch, query=query, content_type=merge, user_agent="kubectl/v1.36.2")
    assert managers(answer) == {
        ("curl", "Update", ""): {"f:data": {".": {}, "f:key": {}}},
        ("kubectl-label", "Update", ""): {"f:metadata": {"f:labels": {".": {}, "f:a": {}}}},
    }


def test_a_field_that_another_write_changes_is_no_longer_ones_own(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1", b="1"))
    answer = ask(gateway, "PUT", ONE, manifest(a="1", b="2"), query={"fieldManager": "other"})
    assert managers(answer) == {
        ("me", "Apply", ""): {"f:data": {"f:a": {}}},
        ("other", "Update", ""): {"f:data": {"f:b": {}}},
    }


def test_the_scale_has_a_manager_of_its_own(gateway: Gateway) -> None:
    apply(gateway, stateful_set(), path=f"{SETS}/web")
    scale = {"spec": {"replicas": 2}}
    merge = "application/merge-patch+json"
    ask(gateway, "PATCH", f"{SETS}/web/scale", scale, content_type=merge, user_agent="kubectl/v1.36.2")
    found = managers(ask(gateway, "GET", f"{SETS}/web"))
    assert found["kubectl", "Update", "scale"] == {"f:spec": {"f:replicas": {}}}


def test_managers_may_be_written_and_reset_by_clients(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1"))
    entry = {
        "manager": "mine", "operation": "Apply", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:a": {}}},
    }  # fmt: skip
    patch = [{"op": "replace", "path": "/metadata/managedFields", "value": [entry]}]
    answer = ask(gateway, "PATCH", ONE, patch, content_type="application/json-patch+json")
    assert set(managers(answer)) == {("mine", "Apply", "")}
    patch[0]["value"] = [{}]
    answer = ask(gateway, "PATCH", ONE, patch, content_type="application/json-patch+json")
    assert managers(answer) == {}


def test_what_was_read_can_be_written_again_without_a_change(gateway: Gateway) -> None:
    read = content(apply(gateway, manifest(a="1")))
    assert content(ask(gateway, "PUT", ONE, read)) == read


def test_viewers_and_rows_of_tables_are_spared_the_managers(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1"))
    seen = ask(gateway, "GET", ONE, x_k8slab_passive="true")
    assert "managedFields" not in content(seen)["metadata"]
    row = ask(gateway, "GET", ONE, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert "managedFields" not in content(row)["rows"][0]["object"]["metadata"]


def times(response: Response) -> dict[str, str]:
    return {
        entry["manager"]: entry.get("time", "") for entry in content(response)["metadata"]["managedFields"]
    }


def test_who_changes_nothing_by_an_apply_has_no_time_and_comes_first(gateway: Gateway) -> None:
    apply(gateway, manifest(a="1"))
    gateway.cluster.advance(60)
    assert times(apply(gateway, manifest(a="1"), "other")) == {"other": "", "me": "2026-01-01T00:00:00Z"}
    changed = apply(gateway, manifest(a="1", b="2"), "other")
    assert times(changed) == {"me": "2026-01-01T00:00:00Z", "other": "2026-01-01T00:01:00Z"}


LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def applied_by_client(gateway: Gateway, **data: str) -> None:
    """As kubectl apply makes it without --server-side."""
    note = json.dumps({**manifest(**data)})
    made = {**manifest(**data), "metadata": {"name": "one", "annotations": {LAST_APPLIED: note}}}
    ask(gateway, "POST", CONFIG_MAPS, made, query={"fieldManager": "kubectl-client-side-apply"})


def test_kubectl_takes_over_what_it_has_applied_itself_and_notes_what_it_applies(gateway: Gateway) -> None:
    applied_by_client(gateway, a="1")
    answer = apply(gateway, manifest(a="2<"), "kubectl")
    assert managers(answer)["kubectl", "Apply", ""] == {"f:data": {"f:a": {}}}
    assert content(answer)["metadata"]["annotations"][LAST_APPLIED] == (
        '{"apiVersion":"v1","data":{"a":"2\\u003c"},"kind":"ConfigMap",'
        '"metadata":{"name":"one","namespace":"default"}}\n'
    )


def test_others_leave_the_note_of_kubectl_alone(gateway: Gateway) -> None:
    applied_by_client(gateway, a="1")
    answer = apply(gateway, manifest(a="2"), "other", force=True)
    assert json.loads(content(answer)["metadata"]["annotations"][LAST_APPLIED]) == manifest(a="1")


def test_kubectl_hears_only_of_conflicts_over_what_it_has_not_applied_itself(gateway: Gateway) -> None:
    applied_by_client(gateway, a="1")
    merge = "application/merge-patch+json"
    ask(gateway, "PATCH", ONE, {"data": {"b": "1"}}, content_type=merge, query={"fieldManager": "editor"})
    answer = apply(gateway, manifest(a="2", b="2"), "kubectl")
    assert content(answer)["message"] == (
        'Apply failed with 1 conflict: conflict with "editor" using v1: .data.b'
    )


def test_a_deployments_revision_belongs_to_the_write_of_its_status(gateway: Gateway) -> None:
    deployments = SETS.replace("statefulsets", "deployments")
    ask(gateway, "POST", deployments, {**stateful_set(), "kind": "Deployment"})
    found = managers(ask(gateway, "GET", f"{deployments}/web"))
    (fields,) = [fields for key, fields in found.items() if key[0] == "kube-controller-manager"]
    assert ("kube-controller-manager", "Update", "status") in found
    assert set(fields) == {"f:metadata", "f:status"}
    assert "." in fields["f:status"]["f:conditions"]


def test_a_scale_is_applied_with_conflicts_like_any_other_object(gateway: Gateway) -> None:
    apply(gateway, stateful_set(), path=f"{SETS}/web")
    path = f"{SETS}/web/scale"
    scale = {"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": 2}}
    refused = apply(gateway, scale, "scaler", path)
    assert content(refused)["message"] == 'Apply failed with 1 conflict: conflict with "me": .spec.replicas'
    forced = apply(gateway, scale, "scaler", path, force=True)
    assert (forced.status, content(forced)["kind"], content(forced)["spec"]) == (
        200,
        "Scale",
        {"replicas": 2},
    )
    found = managers(ask(gateway, "GET", f"{SETS}/web"))
    assert found["scaler", "Apply", "scale"] == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in found["me", "Apply", ""]["f:spec"]
    assert apply(gateway, stateful_set(), "scaler", path).status == 400
    assert apply(gateway, scale, "scaler", f"{SETS}/nosuch/scale").status == 404
