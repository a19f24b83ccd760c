"""Requests in, responses out: what the API server answers, without any socket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.watch import Watch

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
SETS = "/apis/apps/v1/namespaces/default/statefulsets"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
POD = {"containers": [{"name": "nginx", "image": "nginx:1.24"}]}


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Cluster())


def ask(
    gateway: Gateway,
    method: str,
    path: str,
    body: Any = None,
    *,
    query: dict[str, str] | None = None,
    **headers: str,
) -> Response:
    """Send a request with a JSON body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = b"" if body is None else json.dumps(body).encode()
    answer = gateway.request(method, path, query, {"content-type": "application/json", **named}, data)
    assert isinstance(answer, Response)
    return answer


def content(response: Response) -> Any:
    return json.loads(response.body)


def config_map(name: str, **labels: str) -> dict[str, Any]:
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"key": name}}


def stateful_set(name: str = "web", replicas: int = 1) -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": POD},
        },
    }


def watch(gateway: Gateway, path: str, query: dict[str, str] | None = None, accept: str = "") -> Watch:
    answer = gateway.request("GET", path, {"watch": "1", **(query or {})}, {"accept": accept})
    assert isinstance(answer, Watch)
    return answer


def events(stream: Watch) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.pull().splitlines()]


def warnings(response: Response) -> list[str]:
    return [text for name, text in response.headers if name == "Warning"]


def names(response: Response) -> list[str]:
    return [item["metadata"]["name"] for item in content(response)["items"]]


# Verbs


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


def test_endpoints_are_deprecated(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", "/api/v1/namespaces/default/endpoints")
    [text] = warnings(answer)
    assert text.startswith('299 - "v1 Endpoints is deprecated in v1.33+')


# Lists


def test_lists_are_selected_by_labels_and_fields(gateway: Gateway) -> None:
    for name, tier in (("one", "a"), ("two", "b"), ("three", "c")):
        ask(gateway, "POST", CONFIG_MAPS, config_map(name, tier=tier))
    assert names(ask(gateway, "GET", CONFIG_MAPS, query={"labelSelector": "tier in (a,c)"})) == [
        "one",
        "three",
    ]
    assert names(ask(gateway, "GET", CONFIG_MAPS, query={"fieldSelector": "metadata.name=two"})) == ["two"]


def test_a_list_in_pages_shows_one_moment(gateway: Gateway) -> None:
    for name in ("a", "b", "c", "d"):
        ask(gateway, "POST", CONFIG_MAPS, config_map(name, made="here"))
    first = content(ask(gateway, "GET", CONFIG_MAPS, query={"limit": "2"}))
    assert first["metadata"]["remainingItemCount"] == 3
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/c")
    token = first["metadata"]["continue"]
    rest = content(ask(gateway, "GET", CONFIG_MAPS, query={"limit": "9", "continue": token}))
    assert [item["metadata"]["name"] for item in rest["items"]] == ["c", "d", "kube-root-ca.crt"]
    assert rest["metadata"] == {"resourceVersion": first["metadata"]["resourceVersion"]}


def test_items_do_not_repeat_their_kind(gateway: Gateway) -> None:
    answer = content(ask(gateway, "GET", "/api/v1/nodes"))
    assert (answer["kind"], answer["apiVersion"]) == ("NodeList", "v1")
    assert list(answer["items"][0])[:1] == ["metadata"]


# Other representations


def test_a_table_has_cells_and_the_objects_metadata(gateway: Gateway) -> None:
    table = content(ask(gateway, "GET", "/api/v1/nodes", accept=TABLE))
    assert table["kind"] == "Table"
    assert [column["name"] for column in table["columnDefinitions"]][:2] == ["Name", "Status"]
    assert [row["cells"][:2] for row in table["rows"]] == [[f"k8s-m{n}", "Ready"] for n in (1, 2, 3)]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


@pytest.mark.parametrize(
    ("include", "kind"), [("None", None), ("Metadata", "PartialObjectMetadata"), ("Object", "Node")]
)
def test_a_table_includes_what_is_asked_for(gateway: Gateway, include: str, kind: str | None) -> None:
    table = content(ask(gateway, "GET", "/api/v1/nodes", query={"includeObject": include}, accept=TABLE))
    obj = table["rows"][0]["object"]
    assert (obj and obj["kind"]) == kind


def test_metadata_alone(gateway: Gateway) -> None:
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    answer = content(ask(gateway, "GET", "/api/v1/nodes", accept=accept))
    assert answer["kind"] == "PartialObjectMetadataList"
    assert set(answer["items"][0]) == {"kind", "apiVersion", "metadata"}


def test_an_error_is_a_status_whatever_was_asked_for(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/api/v1/nodes/none", accept=TABLE))["kind"] == "Status"


# Watches


def test_a_watch_without_a_version_begins_with_what_is_there(gateway: Gateway) -> None:
    stream = watch(gateway, "/api/v1/nodes")
    assert [event["type"] for event in events(stream)] == ["ADDED"] * 3
    assert stream.ending


def test_a_watch_tells_what_enters_and_leaves_the_selection(gateway: Gateway) -> None:
    since = str(gateway.cluster.store.revision)
    ask(gateway, "POST", CONFIG_MAPS, config_map("one", tier="a"))
    for tier in ("b", "a"):
        ask(gateway, "PUT", f"{CONFIG_MAPS}/one", config_map("one", tier=tier))
    ask(gateway, "PUT", f"{CONFIG_MAPS}/one", {**config_map("one", tier="a"), "data": {}})
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/one")
    told = events(watch(gateway, CONFIG_MAPS, {"resourceVersion": since, "labelSelector": "tier=a"}))
    assert [event["type"] for event in told] == ["ADDED", "DELETED", "ADDED", "MODIFIED", "DELETED"]
    versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in told]
    assert versions == sorted(set(versions))
    assert told[1]["object"]["metadata"]["labels"] == {"tier": "a"}


def test_initial_events_end_with_a_bookmark(gateway: Gateway) -> None:
    query = {
        "sendInitialEvents": "true",
        "allowWatchBookmarks": "true",
        "resourceVersionMatch": "NotOlderThan",
    }
    told = events(watch(gateway, "/api/v1/nodes", query))
    assert [event["type"] for event in told] == ["ADDED", "ADDED", "ADDED", "BOOKMARK", "BOOKMARK"]
    assert told[3]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert (told[3]["object"]["kind"], told[3]["object"]["apiVersion"]) == ("Node", "v1")


def test_only_the_first_table_of_a_watch_has_heads(gateway: Gateway) -> None:
    tables = [event["object"] for event in events(watch(gateway, "/api/v1/nodes", accept=TABLE))]
    assert [table["columnDefinitions"] is not None for table in tables] == [True, False, False]
    assert all(len(table["rows"]) == 1 for table in tables)


def test_ages_in_a_watch_are_those_of_the_event(gateway: Gateway) -> None:
    since = str(gateway.cluster.store.revision)
    ask(gateway, "POST", SETS, stateful_set())
    gateway.cluster.settle()
    gateway.cluster.advance(3600)
    pods = "/api/v1/namespaces/default/pods"
    told = events(watch(gateway, pods, {"resourceVersion": since}, TABLE))
    assert told[0]["object"]["rows"][0]["cells"][4] == "0s"


def test_a_version_that_is_none_is_refused(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", "/api/v1/pods", query={"watch": "1", "resourceVersion": "abc"})
    assert (answer.status, content(answer)["message"]) == (
        500,
        'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    )


# Parts of objects


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


def test_a_status_is_written_alone(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path = "/api/v1/namespaces/default/pods/web-0"
    condition = {"type": "example.com/ready", "status": "True"}
    patch = {"metadata": {"labels": {"new": "1"}}, "status": {"conditions": [condition]}}
    strategic = "application/strategic-merge-patch+json"
    assert ask(gateway, "PATCH", f"{path}/status", patch, content_type=strategic).status == 200
    found = content(ask(gateway, "GET", path))
    assert "new" not in found["metadata"]["labels"]
    assert "example.com/ready" in [each["type"] for each in found["status"]["conditions"]]


def test_an_eviction_deletes_the_pod_and_says_why(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    gateway.cluster.settle()
    path = "/api/v1/namespaces/default/pods/web-0"
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web-0"}}
    answer = ask(gateway, "POST", f"{path}/eviction", eviction)
    assert (answer.status, content(answer)) == (
        201,
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201},
    )
    pod = content(ask(gateway, "GET", path))
    assert pod["metadata"]["deletionTimestamp"]
    [condition] = [each for each in pod["status"]["conditions"] if each["type"] == "DisruptionTarget"]
    assert condition["reason"] == "EvictionByEvictionAPI"


def test_the_log_of_a_running_container_is_text(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path = "/api/v1/namespaces/default/pods/web-0/log"
    waiting = ask(gateway, "GET", path)
    assert (waiting.status, content(waiting)["message"]) == (
        400,
        'container "nginx" in pod "web-0" is waiting to start: ContainerCreating',
    )
    gateway.cluster.settle()
    assert (ask(gateway, "GET", path).status, ask(gateway, "GET", path).content_type) == (200, "text/plain")
    wrong = ask(gateway, "GET", path, query={"container": "other"})
    assert content(wrong)["message"] == "container other is not valid for pod web-0"


# Paths


@pytest.mark.parametrize(
    "path", ["/", "/nosuch", "/api/v2", "/apis/apps/v9/pods", f"{SETS}/web/nosuch", "/apis/x/v1"]
)
def test_an_unknown_path_is_not_found(gateway: Gateway, path: str) -> None:
    answer = ask(gateway, "GET", path)
    assert (answer.status, content(answer)["message"]) == (
        404,
        "the server could not find the requested resource",
    )


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_the_server_is_healthy(gateway: Gateway, path: str) -> None:
    assert ask(gateway, "GET", path).body == b"ok"


def test_the_version_is_that_of_kubernetes(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/version"))["gitVersion"] == "v1.36.2"


def test_discovery_and_openapi_are_there(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/api"))["kind"] == "APIVersions"
    assert content(ask(gateway, "GET", "/apis/apps"))["kind"] == "APIGroup"
    assert content(ask(gateway, "GET", "/apis/apps/v1"))["kind"] == "APIResourceList"
    aggregated = ask(
        gateway, "GET", "/apis", accept="application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    )
    assert content(aggregated)["kind"] == "APIGroupDiscoveryList"
    assert aggregated.content_type.endswith("as=APIGroupDiscoveryList")
    assert "apis/apps/v1" in content(ask(gateway, "GET", "/openapi/v3"))["paths"]


def test_whoever_has_the_token_may_do_everything(gateway: Gateway) -> None:
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {}}
    answer = ask(gateway, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
    assert (answer.status, content(answer)["status"]) == (201, {"allowed": True})


# Time


def test_a_question_that_is_asked_again_moves_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    ready = []
    for _ in range(10):
        found = content(ask(gateway, "GET", f"{SETS}/web", user_agent="loop"))
        ready.append(found["status"].get("readyReplicas", 0))
    assert (ready[0], ready[-1]) == (0, 1)


def test_a_command_that_prepares_a_change_does_not_move_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    for _ in range(10):
        ask(gateway, "GET", f"{SETS}/web", kubectl_command="kubectl apply")
    assert gateway.cluster.clock.now == 0


def test_a_passive_client_does_not_move_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    for _ in range(10):
        ask(gateway, "GET", f"{SETS}/web", x_k8slab_passive="true")
    assert gateway.cluster.clock.now == 0
