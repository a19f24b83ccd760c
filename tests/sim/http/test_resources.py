"""What each method does to collections and objects."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, SETS, ask, config_map, content, names, stateful_set, warnings


def test_an_object_is_created_read_replaced_and_deleted(gateway: Gateway) -> None:
    created = ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    assert (created.status, content(created)["data"]) == (201, {"key": "one"})
    replaced = ask(gateway, "PUT", f"{CONFIG_MAPS}/one", {**config_map("one"), "data": {"key": "two"}})
    assert (replaced.status, content(replaced)["data"]) == (200, {"key": "two"})
    assert content(ask(gateway, "GET", f"{CONFIG_MAPS}/one"))["data"] == {"key": "two"}
    deleted = ask(gateway, "DELETE", f"{CONFIG_MAPS}/one")
    assert (deleted.status, content(deleted)["status"]) == (200, "Success")
    assert ask(gateway, "GET", f"{CONFIG_MAPS}/one").status == 404


@pytest.mark.parametrize(
    ("media_type", "patch", "data"),
    [
        ("application/merge-patch+json", {"data": {"key": None, "new": "1"}}, {"new": "1"}),
        ("application/strategic-merge-patch+json", {"data": {"new": "1"}}, {"key": "one", "new": "1"}),
        ("application/json-patch+json", [{"op": "remove", "path": "/data/key"}], None),
    ],
)
def test_every_type_of_patch(gateway: Gateway, media_type: str, patch: Any, data: Any) -> None:
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    patched = ask(gateway, "PATCH", f"{CONFIG_MAPS}/one", patch, content_type=media_type)
    assert (patched.status, content(patched).get("data") or None) == (200, data)


def test_a_dry_run_changes_nothing(gateway: Gateway) -> None:
    dry = {"dryRun": "All"}
    assert ask(gateway, "POST", CONFIG_MAPS, config_map("one"), query=dry).status == 201
    assert ask(gateway, "GET", f"{CONFIG_MAPS}/one").status == 404
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    assert ask(gateway, "DELETE", f"{CONFIG_MAPS}/one", query=dry).status == 200
    assert (
        ask(gateway, "DELETE", f"{CONFIG_MAPS}/one", {"kind": "DeleteOptions", "dryRun": ["All"]}).status
        == 200
    )
    assert ask(gateway, "GET", f"{CONFIG_MAPS}/one").status == 200


def test_a_collection_is_deleted_as_far_as_it_is_selected(gateway: Gateway) -> None:
    for name, tier in (("one", "a"), ("two", "b"), ("three", "a")):
        ask(gateway, "POST", CONFIG_MAPS, config_map(name, tier=tier))
    deleted = ask(gateway, "DELETE", CONFIG_MAPS, query={"labelSelector": "tier=a"})
    assert names(deleted) == ["one", "three"]
    assert names(ask(gateway, "GET", CONFIG_MAPS)) == ["kube-root-ca.crt", "two"]


def test_unknown_fields_are_warned_about_unless_the_client_is_strict(gateway: Gateway) -> None:
    body = {**config_map("one"), "bogus": 1}
    warned = ask(gateway, "POST", CONFIG_MAPS, body)
    assert warnings(warned) == ['299 - "unknown field \\"bogus\\""']
    strict = ask(gateway, "POST", CONFIG_MAPS, body, query={"fieldValidation": "Strict"})
    assert strict.status == 400
    assert content(strict)["message"].endswith('strict decoding error: unknown field "bogus"')


def test_a_set_that_keeps_all_its_history_is_warned_about_with_every_write_of_its_spec(
    gateway: Gateway,
) -> None:
    said = [
        '299 - "spec.revisionHistoryLimit: a negative value retains all historical revisions; '
        'a value >= 0 is recommended"'
    ]
    manifest = stateful_set()
    manifest["spec"]["revisionHistoryLimit"] = -1
    assert warnings(ask(gateway, "POST", SETS, manifest)) == said
    merge = {"content_type": "application/merge-patch+json"}
    assert warnings(ask(gateway, "PATCH", f"{SETS}/web", {"spec": {"replicas": 2}}, **merge)) == said
    assert warnings(ask(gateway, "PATCH", f"{SETS}/web/status", {"status": {}}, **merge)) == []
    sensible = {"spec": {"revisionHistoryLimit": 0}}
    assert warnings(ask(gateway, "PATCH", f"{SETS}/web", sensible, **merge)) == []


def test_a_doubled_name_in_a_patch_is_a_warning_or_refused(gateway: Gateway) -> None:
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    headers = {"content-type": "application/merge-patch+json"}
    text = b'{"data": {"key": "1", "key": "2"}}'
    strict = gateway.request("PATCH", f"{CONFIG_MAPS}/one", {"fieldValidation": "Strict"}, headers, text)
    assert isinstance(strict, Response)
    assert strict.status == 422
    assert content(strict)["message"].endswith('strict decoding error: duplicate field "data.key"')
    warned = gateway.request("PATCH", f"{CONFIG_MAPS}/one", {}, headers, text)
    assert isinstance(warned, Response)
    assert (warned.status, content(warned)["data"]) == (200, {"key": "2"})
    assert ("Warning", '299 - "duplicate field \\"data.key\\""') in warned.headers


def test_a_patch_of_what_is_not_there_is_not_found_whatever_it_says(gateway: Gateway) -> None:
    headers = {"content-type": "application/merge-patch+json"}
    missing = gateway.request("PATCH", f"{CONFIG_MAPS}/one", {}, headers, b"{")
    assert isinstance(missing, Response)
    assert missing.status == 404


def test_a_version_of_an_object_is_a_number(gateway: Gateway) -> None:
    made = content(ask(gateway, "POST", CONFIG_MAPS, config_map("one")))
    present = made["metadata"]["resourceVersion"]
    answers = {}
    for version in ("abc", "-1", "1", "0", f"0{present}"):
        made["metadata"]["resourceVersion"] = version
        answers[version] = ask(gateway, "PUT", f"{CONFIG_MAPS}/one", made).status
    assert answers == {"abc": 500, "-1": 500, "1": 409, "0": 200, f"0{present}": 200}
    made["metadata"]["resourceVersion"] = "abc"
    words = 'strconv.ParseUint: parsing "abc": invalid syntax'
    assert content(ask(gateway, "PUT", f"{CONFIG_MAPS}/one", made))["message"] == words


def test_a_patch_cannot_give_another_name(gateway: Gateway) -> None:
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    strategic = "application/strategic-merge-patch+json"
    renamed = ask(
        gateway, "PATCH", f"{CONFIG_MAPS}/one", {"metadata": {"name": "two"}}, content_type=strategic
    )
    assert (renamed.status, content(renamed)["message"]) == (
        400,
        "the name of the object (two) does not match the name on the URL (one)",
    )
