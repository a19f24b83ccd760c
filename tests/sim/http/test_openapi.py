import json
from functools import cache
from typing import Any

from k8slab.sim.http import openapi
from k8slab.sim.kinds import SERVED

STATEFULSET = "io.k8s.api.apps.v1.StatefulSet"


@cache
def document(path: str = "apis/apps/v1") -> dict[str, Any]:
    found = openapi.v3(SERVED, path)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = document()["components"]["schemas"][name]
    return found


def test_the_index_leads_to_a_document_for_each_group_and_version() -> None:
    urls = json.loads(openapi.index(SERVED))["paths"]
    assert {"api/v1", "apis/apps/v1", "apis/policy/v1"} <= set(urls)
    for path, entry in urls.items():
        address, _, digest = entry["serverRelativeURL"].partition("?hash=")
        assert address == f"/openapi/v3/{path}"
        assert len(digest) == 128
        assert openapi.v3(SERVED, path) is not None


def test_there_are_no_other_documents() -> None:
    assert openapi.v3(SERVED, "apis/nosuch/v1") is None


def test_every_reference_in_a_document_is_resolved_in_it() -> None:
    for path in json.loads(openapi.index(SERVED))["paths"]:
        text = json.dumps(document(path))
        named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
        assert named <= set(document(path)["components"]["schemas"])


def test_kinds_can_be_found_by_group_version_and_kind() -> None:
    assert schema(STATEFULSET)["x-kubernetes-group-version-kind"] == [
        {"group": "apps", "kind": "StatefulSet", "version": "v1"}
    ]
    assert schema(f"{STATEFULSET}List")["x-kubernetes-group-version-kind"][0]["kind"] == "StatefulSetList"


def test_fields_have_descriptions_types_and_possible_values() -> None:
    spec = schema(f"{STATEFULSET}Spec")
    assert spec["properties"]["replicas"]["format"] == "int32"
    policy = spec["properties"]["podManagementPolicy"]
    assert policy["description"].startswith("podManagementPolicy controls how pods are created")
    assert policy["enum"] == ["OrderedReady", "Parallel"]
    assert spec["required"] == ["selector", "template"]


def test_every_field_of_a_served_kind_has_a_description() -> None:
    for name, made in document()["components"]["schemas"].items():
        silent = [field for field, part in made.get("properties", {}).items() if not part["description"]]
        assert silent == [], name


def test_lists_say_how_patches_merge_them() -> None:
    containers = schema("io.k8s.api.core.v1.PodSpec")["properties"]["containers"]
    assert {name: value for name, value in containers.items() if name.startswith("x-")} == {
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
        "x-kubernetes-patch-merge-key": "name",
        "x-kubernetes-patch-strategy": "merge",
    }


def test_every_operation_has_a_name_of_its_own() -> None:
    named = [
        operation["operationId"]
        for path in json.loads(openapi.index(SERVED))["paths"]
        for item in document(path)["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(named) == len(set(named))
    assert {
        "listAppsV1NamespacedStatefulSet",
        "listAppsV1StatefulSetForAllNamespaces",
        "deleteAppsV1CollectionNamespacedStatefulSet",
        "readAppsV1NamespacedStatefulSetScale",
        "createCoreV1NamespacedPodEviction",
        "connectCoreV1GetNamespacedPodExec",
        "replaceCoreV1NamespaceFinalize",
        "listRbacAuthorizationV1ClusterRole",
    } <= set(named)


def test_parts_of_objects_have_paths_with_the_schemas_of_what_is_sent_and_answered() -> None:
    pod = "/api/v1/namespaces/{namespace}/pods/{name}"
    paths = document("api/v1")["paths"]
    parts = sorted(path.removeprefix(pod).strip("/") for path in paths if path.startswith(f"{pod}/"))
    assert parts == [
        "attach",
        "binding",
        "ephemeralcontainers",
        "eviction",
        "exec",
        "log",
        "portforward",
        "proxy",
        "resize",
        "status",
    ]
    scale = document()["paths"]["/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}/scale"]
    sent = {"application/json": {"schema": {"$ref": "#/components/schemas/io.k8s.api.autoscaling.v1.Scale"}}}
    assert scale["put"]["requestBody"]["content"] == sent
    assert scale["get"]["responses"]["200"]["content"] == sent
    assert scale["get"]["x-kubernetes-group-version-kind"] == {
        "group": "autoscaling",
        "kind": "Scale",
        "version": "v1",
    }
    exec_ = paths[f"{pod}/exec"]
    assert set(exec_) == {"get", "post", "parameters"}
    assert exec_["get"]["x-kubernetes-action"] == "connect"
    assert exec_["get"]["x-kubernetes-group-version-kind"]["kind"] == "PodExecOptions"
    assert [one["name"] for one in exec_["get"]["parameters"]] == [
        "command",
        "container",
        "stderr",
        "stdin",
        "stdout",
        "tty",
    ]
    log = paths[f"{pod}/log"]["get"]
    assert log["responses"]["200"]["content"] == {"text/plain": {"schema": {"type": "string"}}}


def test_the_older_document_has_the_parts_too() -> None:
    paths = json.loads(openapi.v2(SERVED))["paths"]
    log = paths["/api/v1/namespaces/{namespace}/pods/{name}/log"]["get"]
    assert (log["produces"], log["responses"]["200"]["schema"]) == (["text/plain"], {"type": "string"})
    eviction = paths["/api/v1/namespaces/{namespace}/pods/{name}/eviction"]["post"]
    assert eviction["parameters"][-1]["schema"] == {"$ref": "#/definitions/io.k8s.api.policy.v1.Eviction"}


def test_writing_operations_take_a_field_validation_parameter() -> None:
    paths = document()["paths"]
    item = paths["/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}"]
    patch = item["patch"]
    assert patch["x-kubernetes-group-version-kind"] == {
        "group": "apps",
        "kind": "StatefulSet",
        "version": "v1",
    }
    assert {"fieldValidation", "dryRun"} <= {each["name"] for each in patch["parameters"]}
    assert "post" in paths["/apis/apps/v1/namespaces/{namespace}/statefulsets"]
    assert set(paths["/apis/apps/v1/statefulsets"]) == {"get"}


def test_the_older_document_says_the_same_in_its_own_form() -> None:
    older = json.loads(openapi.v2(SERVED))
    assert older["swagger"] == "2.0"
    template = older["definitions"][f"{STATEFULSET}Spec"]["properties"]["template"]
    assert template["$ref"] == "#/definitions/io.k8s.api.core.v1.PodTemplateSpec"
    text = json.dumps(older)
    assert "#/components/" not in text
    # Of the definitions only that of a custom kind's schema speaks of it, as of a field.
    names_it = [name for name, made in older["definitions"].items() if "allOf" in json.dumps(made)]
    assert [name.rpartition(".")[2] for name in names_it] == ["JSONSchemaProps"]
    patch = older["paths"]["/api/v1/namespaces/{namespace}/pods/{name}"]["patch"]
    assert {"fieldValidation", "body"} <= {each["name"] for each in patch["parameters"]}


def test_documents_are_the_same_bytes_every_time() -> None:
    first = openapi.v3(SERVED, "api/v1"), openapi.index(SERVED)
    openapi._v3.cache_clear()
    openapi.index.cache_clear()
    assert (openapi.v3(SERVED, "api/v1"), openapi.index(SERVED)) == first
