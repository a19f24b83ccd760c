"""What clients may say about how a request is meant, and the words for what they may not."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, SETS, TABLE, ask, config_map, content, events, names, watch

MERGE = "application/merge-patch+json"
LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases"


def refusal(gateway: Gateway, method: str, path: str, body: Any = None, **query: str) -> tuple[int, str]:
    """Status and message of a request that changes nothing."""
    before = gateway.cluster.store.revision
    answer = ask(gateway, method, path, body, query=query, content_type=MERGE if method == "PATCH" else "")
    assert gateway.cluster.store.revision == before
    return answer.status, content(answer)["message"]


@pytest.fixture
def gateway(gateway: Gateway) -> Gateway:
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    return gateway


@pytest.mark.parametrize("name", ["limit", "timeoutSeconds"])
def test_a_number_that_is_none_is_refused(gateway: Gateway, name: str) -> None:
    query = {name: "many"} | ({"watch": "1"} if name == "timeoutSeconds" else {})
    answer = ask(gateway, "GET", CONFIG_MAPS, query=query)
    assert (answer.status, content(answer)["message"]) == (
        400,
        'strconv.ParseInt: parsing "many": invalid syntax',
    )


@pytest.mark.parametrize(
    ("method", "options"), [("POST", "CreateOptions"), ("PUT", "UpdateOptions"), ("PATCH", "PatchOptions")]
)
def test_a_write_says_all_that_is_wrong_with_its_options(gateway: Gateway, method: str, options: str) -> None:
    path = CONFIG_MAPS if method == "POST" else f"{CONFIG_MAPS}/one"
    query = {"dryRun": "Some", "fieldValidation": "Perhaps", "fieldManager": "a\x01b"}
    assert refusal(gateway, method, path, config_map("two"), **query) == (
        422,
        f'{options}.meta.k8s.io "" is invalid: [fieldManager: Invalid value: "a\\u0001b": invalid character '
        'U+0001 (at position 1), dryRun: Unsupported value: ["Some"]: supported values: "All", '
        'fieldValidation: Unsupported value: "Perhaps": supported values: "", "Ignore", "Strict", "Warn"]',
    )


def test_a_field_manager_has_a_short_name(gateway: Gateway) -> None:
    assert refusal(gateway, "POST", CONFIG_MAPS, config_map("two"), fieldManager="m" * 129) == (
        422,
        'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"propagationPolicy": "Sideways"},
            'propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", '
            '"Orphan", "nil"',
        ),
        (
            {"propagationPolicy": "Orphan", "orphanDependents": True},
            'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be '
            "both set",
        ),
        ({"dryRun": ["All", "None"]}, 'dryRun: Unsupported value: ["All","None"]: supported values: "All"'),
    ],
)
def test_a_deletion_says_what_is_wrong_with_its_options(
    gateway: Gateway, options: dict[str, Any], words: str
) -> None:
    said = f'DeleteOptions.meta.k8s.io "" is invalid: {words}'
    assert refusal(gateway, "DELETE", f"{CONFIG_MAPS}/one", options) == (422, said)


def test_a_deletion_with_an_option_of_the_wrong_type_is_refused(gateway: Gateway) -> None:
    code, words = refusal(gateway, "DELETE", f"{CONFIG_MAPS}/one", {"gracePeriodSeconds": "soon"})
    assert code == 400
    assert "cannot unmarshal string" in words


def test_a_deletion_that_asks_for_dependents_to_go_and_is_held_is_accepted(gateway: Gateway) -> None:
    held = config_map("held")
    held["metadata"]["finalizers"] = ["example.com/hold"]
    ask(gateway, "POST", CONFIG_MAPS, held)
    assert ask(gateway, "DELETE", f"{CONFIG_MAPS}/held", {"orphanDependents": False}).status == 202


def test_a_list_has_no_initial_events(gateway: Gateway) -> None:
    code, words = refusal(gateway, "GET", CONFIG_MAPS, sendInitialEvents="true")
    assert (code, words) == (
        422,
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden '
        "for list",
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"sendInitialEvents": "true"},
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        ),
        (
            {"resourceVersionMatch": "NotOlderThan"},
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
    ],
)
def test_a_streaming_list_says_how_old_it_may_be_and_nothing_else_does(
    gateway: Gateway, query: dict[str, str], words: str
) -> None:
    answer = ask(gateway, "GET", CONFIG_MAPS, query={"watch": "true", **query})
    assert (answer.status, content(answer)["message"]) == (
        422,
        f'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: {words}',
    )


def test_a_watch_that_wants_no_initial_events_gets_only_what_happens(gateway: Gateway) -> None:
    query = {"sendInitialEvents": "false", "resourceVersionMatch": "NotOlderThan"}
    stream = watch(gateway, CONFIG_MAPS, query)
    ask(gateway, "POST", CONFIG_MAPS, config_map("two"))
    assert [(event["type"], event["object"]["metadata"]["name"]) for event in events(stream)] == [
        ("ADDED", "two")
    ]


def test_one_object_may_be_asked_for_as_new_as_a_version_that_has_come(gateway: Gateway) -> None:
    code, words = refusal(gateway, "GET", f"{CONFIG_MAPS}/one", resourceVersion="99999")
    assert code == 504
    assert words.startswith("Timeout: Too large resource version: 99999, current: ")
    assert ask(gateway, "GET", f"{CONFIG_MAPS}/one", query={"resourceVersion": "1"}).status == 200


def test_a_list_goes_on_with_what_is_there_now_if_its_token_says_so(gateway: Gateway) -> None:
    from base64 import urlsafe_b64encode

    text = b'{"v":"meta.k8s.io/v1","rv":-1,"start":"/kube-root-ca.crt\\u0000"}'
    token = urlsafe_b64encode(text).decode().rstrip("=")
    ask(gateway, "POST", CONFIG_MAPS, config_map("later"))
    assert names(ask(gateway, "GET", CONFIG_MAPS, query={"continue": token})) == ["later", "one"]


def test_a_token_says_where_it_goes_on_as_in_kubernetes(gateway: Gateway) -> None:
    from base64 import urlsafe_b64decode

    token = content(ask(gateway, "GET", CONFIG_MAPS, query={"limit": "1"}))["metadata"]["continue"]
    version = gateway.cluster.store.revision
    assert urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode() == (
        f'{{"v":"meta.k8s.io/v1","rv":{version},"start":"/kube-root-ca.crt\\u0000"}}'
    )


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("%", "illegal base64 data at input byte 0"),
        ("eyJ2IjoidjkifQ", "server does not recognize this encoded version v9"),
    ],
)
def test_a_token_that_is_none_is_refused(gateway: Gateway, token: str, words: str) -> None:
    said = f"invalid continue token: continue key is not valid: {words}"
    assert refusal(gateway, "GET", CONFIG_MAPS, **{"continue": token}) == (400, said)


def test_an_object_that_does_not_say_its_name_replaces_nothing(gateway: Gateway) -> None:
    assert refusal(gateway, "PUT", f"{CONFIG_MAPS}/one", {"data": {}}) == (
        400,
        "the name of the object (one based on URL) was undeterminable: name must be provided",
    )


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"name": "two"}, "the name of the object (two) does not match the name on the URL (one)"),
        (
            {"namespace": "other"},
            "the namespace of the provided object does not match the namespace sent on the request",
        ),
    ],
)
def test_a_patch_renames_nothing(gateway: Gateway, metadata: dict[str, str], words: str) -> None:
    assert refusal(gateway, "PATCH", f"{CONFIG_MAPS}/one", {"metadata": metadata}) == (400, words)


def test_a_lease_comes_into_being_by_a_put_and_a_set_does_not(gateway: Gateway) -> None:
    assert ask(gateway, "PUT", f"{LEASES}/mine", {"metadata": {"name": "mine"}}).status == 201
    assert ask(gateway, "PUT", f"{SETS}/mine", {"metadata": {"name": "mine"}}).status == 404


def test_a_lease_is_only_replaced_by_whoever_has_seen_it(gateway: Gateway) -> None:
    ask(gateway, "POST", LEASES, {"metadata": {"name": "mine"}})
    assert refusal(gateway, "PUT", f"{LEASES}/mine", {"metadata": {"name": "mine"}}) == (
        422,
        'leases.coordination.k8s.io "mine" is invalid: metadata.resourceVersion: Invalid value: 0: must be '
        "specified for an update",
    )


def test_objects_of_all_namespaces_can_only_be_looked_at(gateway: Gateway) -> None:
    for method in ("POST", "DELETE"):
        assert ask(gateway, method, "/api/v1/configmaps", config_map("two")).status == 405


def test_a_client_that_prefers_yaml_gets_it(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", f"{CONFIG_MAPS}/one", accept="application/yaml")
    assert (answer.status, answer.content_type) == (200, "application/yaml")
    assert answer.body.startswith(b"apiVersion: v1\ndata:\n  key: one\nkind: ConfigMap\n")


def test_a_pod_that_has_finished_is_marked_in_tables(gateway: Gateway) -> None:
    pods = "/api/v1/namespaces/default/pods"
    pod = {"metadata": {"name": "done"}, "spec": {"containers": [{"name": "c", "image": "busybox"}]}}
    ask(gateway, "POST", pods, pod)
    merge = {"status": {"phase": "Succeeded"}}
    ask(gateway, "PATCH", f"{pods}/done/status", merge, content_type=MERGE)
    row = content(ask(gateway, "GET", f"{pods}/done", accept=TABLE))["rows"][0]
    assert row["conditions"] == [
        {
            "type": "Completed",
            "status": "True",
            "reason": "Succeeded",
            "message": "The pod has completed successfully.",
        }
    ]


@pytest.mark.parametrize("part", ["token", "resize", "ephemeralcontainers"])
def test_a_part_that_is_not_simulated_says_so(gateway: Gateway, part: str) -> None:
    method, path = {
        "token": ("POST", "/api/v1/namespaces/default/serviceaccounts/default/token"),
        "resize": ("PATCH", "/api/v1/namespaces/default/pods/x/resize"),
        "ephemeralcontainers": ("PATCH", "/api/v1/namespaces/default/pods/x/ephemeralcontainers"),
    }[part]
    code, words = refusal(gateway, method, path, {})
    assert code == 405
    assert f"/{part} is not simulated: " in words


def test_a_binding_may_be_sent_to_the_namespace(gateway: Gateway) -> None:
    pod = {
        "metadata": {"name": "p"},
        "spec": {"schedulerName": "mine", "containers": [{"name": "c", "image": "nginx"}]},
    }
    ask(gateway, "POST", "/api/v1/namespaces/default/pods", pod)
    binding = {"metadata": {"name": "p"}, "target": {"kind": "Node", "name": "k8s-m2"}}
    assert ask(gateway, "POST", "/api/v1/namespaces/default/bindings", binding).status == 201
    placed = content(ask(gateway, "GET", "/api/v1/namespaces/default/pods/p"))
    assert placed["spec"]["nodeName"] == "k8s-m2"
