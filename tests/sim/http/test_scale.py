"""The scale subresource."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import SETS, ask, content, stateful_set


def test_scale_is_read_replaced_and_patched(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set(replicas=0))
    path = f"{SETS}/web/scale"
    scale = content(ask(gateway, "GET", path))
    assert (scale["kind"], scale["spec"], scale["status"]) == (
        "Scale",
        {},
        {"replicas": 0, "selector": "app=web"},
    )
    assert content(ask(gateway, "PUT", path, {**scale, "spec": {"replicas": 2}}))["spec"] == {"replicas": 2}
    merge = "application/merge-patch+json"
    patched = ask(gateway, "PATCH", path, {"spec": {"replicas": 1}}, content_type=merge)
    assert content(patched)["spec"] == {"replicas": 1}
    assert content(ask(gateway, "GET", f"{SETS}/web"))["spec"]["replicas"] == 1


def test_a_scale_that_is_out_of_date_or_negative_is_refused(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path = f"{SETS}/web/scale"
    stale = {**content(ask(gateway, "GET", path)), "spec": {"replicas": 2}}
    stale["metadata"]["resourceVersion"] = "1"
    assert ask(gateway, "PUT", path, stale).status == 409
    merge = "application/merge-patch+json"
    negative = ask(gateway, "PATCH", path, {"spec": {"replicas": -1}}, content_type=merge)
    assert negative.status == 422
    assert (
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0" in content(negative)["message"]
    )


def test_a_patch_of_a_scale_is_checked_like_any_other(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path, merge = f"{SETS}/web/scale", "application/merge-patch+json"
    wrong = ask(gateway, "PATCH", path, {"spec": {"replicas": "two"}}, content_type=merge)
    assert wrong.status == 422
    words = "cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32"
    assert words in content(wrong)["message"]
    unknown = {"spec": {"replicas": 2, "bogus": 1}}
    strict = ask(gateway, "PATCH", path, unknown, query={"fieldValidation": "Strict"}, content_type=merge)
    assert strict.status == 422
    renamed = ask(gateway, "PATCH", path, {"metadata": {"name": "b"}}, content_type=merge)
    assert renamed.status == 400
    warned = ask(gateway, "PATCH", path, unknown, content_type=merge)
    assert (warned.status, content(warned)["spec"]) == (200, {"replicas": 2})
    assert ("Warning", '299 - "unknown field \\"spec.bogus\\""') in warned.headers
