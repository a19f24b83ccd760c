import copy
from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api.patches import strategic
from k8slab.sim.kinds.kind import Kind

POD = Kind("", "v1", "Pod", "pods", "pod")
DEPLOYMENT = Kind("apps", "v1", "Deployment", "deployments", "deployment")
NODE = Kind("", "v1", "Node", "nodes", "node", namespaced=False)
SERVICE = Kind("", "v1", "Service", "services", "service")
BUDGET = Kind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "poddisruptionbudget")
ZK: dict[str, Any] = {
    "metadata": {"name": "zk-0", "labels": {"app": "zk"}, "finalizers": ["a", "b"]},
    "spec": {
        "containers": [
            {"name": "zk", "image": "zk:1", "ports": [{"containerPort": 2181}], "args": ["a"]},
            {"name": "log", "image": "log:1"},
        ],
        "volumes": [{"name": "data", "emptyDir": {}}],
        "tolerations": [{"key": "a"}],
    },
}


def patched(patch: dict[str, Any], obj: dict[str, Any] = ZK, kind: Kind = POD) -> dict[str, Any]:
    before = copy.deepcopy(obj)
    result = strategic.apply(kind, obj, patch)
    assert obj == before, "a patch makes a new object"
    return result


def containers(*elements: dict[str, Any], **more: Any) -> list[Any]:
    found: list[Any] = patched({"spec": {"containers": list(elements), **more}})["spec"]["containers"]
    return found


def test_objects_are_merged_and_null_removes() -> None:
    result = patched({"metadata": {"labels": {"app": None, "tier": "x"}}})
    assert result["metadata"]["labels"] == {"tier": "x"}
    assert result["spec"] == ZK["spec"]


def test_lists_with_a_key_are_merged_by_it_and_new_elements_go_to_the_end() -> None:
    result = containers({"name": "log", "image": "log:2"}, {"name": "new", "image": "new:1"})
    assert result == [
        ZK["spec"]["containers"][0],
        {"name": "log", "image": "log:2"},
        {"name": "new", "image": "new:1"},
    ]


def test_lists_inside_lists_are_merged_too() -> None:
    result = containers({"name": "zk", "ports": [{"containerPort": 2888, "name": "peer"}]})
    assert result[0]["ports"] == [{"containerPort": 2888, "name": "peer"}, {"containerPort": 2181}]


def test_lists_without_a_key_are_replaced() -> None:
    assert containers({"name": "zk", "args": ["b"]})[0]["args"] == ["b"]
    assert patched({"spec": {"tolerations": [{"key": "b"}]}})["spec"]["tolerations"] == [{"key": "b"}]


def test_lists_of_values_that_merge_are_united() -> None:
    result = patched({"metadata": {"finalizers": ["c", "a"]}})
    assert result["metadata"]["finalizers"] == ["c", "a", "b"]


def test_values_are_deleted_by_a_directive() -> None:
    result = patched({"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"]}})
    assert result["metadata"]["finalizers"] == ["b"]


def test_an_element_is_deleted_by_a_directive() -> None:
    assert [item["name"] for item in containers({"name": "zk", "$patch": "delete"})] == ["log"]
    assert len(containers({"name": "nosuch", "$patch": "delete"})) == 2


def test_a_list_is_replaced_by_a_directive() -> None:
    assert containers({"$patch": "replace"}, {"name": "only", "image": "x"}) == [
        {"name": "only", "image": "x"}
    ]


def test_an_object_is_replaced_or_emptied_by_a_directive() -> None:
    assert patched({"metadata": {"labels": {"$patch": "replace", "b": "c"}}})["metadata"]["labels"] == {
        "b": "c"
    }
    assert patched({"metadata": {"labels": {"$patch": "delete"}}})["metadata"]["labels"] == {}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"$patch": "bogus"}, "unknown patch type: bogus in map: map[$patch:bogus]"),
        (
            {"$patch": "merge", "nodeName": "a"},
            "unknown patch type: merge in map: map[$patch:merge nodeName:a]",
        ),
        (
            {"containers": [{"name": "zk", "$patch": "bogus"}]},
            "unknown patch type: bogus in map: map[$patch:bogus name:zk]",
        ),
        (
            {"containers": [{"name": "zk", "$patch": "merge"}]},
            "merging lists cannot yet be specified in the patch",
        ),
        (
            {"containers": [{"$patch": "delete"}]},
            "map: map[$patch:delete] does not contain declared merge key: name",
        ),
        (
            {"volumes": [{"name": "data"}, "data"]},
            "list element types are not identical: [[map[emptyDir:map[] name:data]] [map[name:data] data]]",
        ),
        ({"$setElementOrder/volumes": "data"}, "expected a []interface {}, but received a string"),
        (
            {"$setElementOrder/volumes": [{"name": "data"}], "volumes": None},
            "expected a []interface {}, but received a %!s(<nil>)",
        ),
        (
            {"$setElementOrder/volumes": [{"name": "b"}], "volumes": [{"name": "a"}]},
            "The order in patch list:\n[map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
        ),
        (
            {"$setElementOrder/volumes": [{}], "volumes": [{"name": "a"}]},
            "map: map[] does not contain declared merge key: name",
        ),
    ],
)
def test_a_patch_that_makes_no_sense_is_the_servers_error(spec: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as refused:
        patched({"spec": spec})
    error = refused.value
    assert (error.code, error.reason, error.message) == (500, "", words)


def test_a_list_of_lists_is_rejected_without_a_reason() -> None:
    with pytest.raises(
        ApiError, match="the server rejected our request due to an error in our request"
    ) as error:
        patched({"metadata": {"finalizers": [["a"]]}}, {"metadata": {"finalizers": []}})
    assert error.value.code == 422


def test_deletions_come_before_additions_of_the_same_key() -> None:
    result = containers({"name": "zk", "image": "zk:2"}, {"name": "zk", "$patch": "delete"})
    assert result == [{"name": "zk", "image": "zk:2"}, {"name": "log", "image": "log:1"}]


def test_a_directive_where_nothing_was_leaves_nothing() -> None:
    assert patched({"spec": {"securityContext": {"$patch": "replace", "runAsUser": 1}}}) == ZK
    assert patched({"spec": {"affinity": {"nodeAffinity": {"$patch": "delete"}}}})["spec"]["affinity"] == {}


def test_a_value_of_another_type_takes_the_place_of_a_list() -> None:
    assert patched({"spec": {"containers": "none"}})["spec"]["containers"] == "none"
    assert patched({"metadata": {"$deleteFromPrimitiveList/finalizers": "a"}}) == ZK


def test_values_deleted_from_a_list_that_is_not_merged_take_its_place() -> None:
    result = containers({"name": "zk", "$deleteFromPrimitiveList/args": ["b"]})
    assert result[0]["args"] == ["b"]


def test_owners_are_merged_by_uid() -> None:
    live = {"metadata": {"ownerReferences": [{"uid": "1", "name": "a"}, {"uid": "2", "name": "b"}]}}
    patch = {"metadata": {"ownerReferences": [{"uid": "1", "$patch": "delete"}, {"uid": "2", "name": "c"}]}}
    assert patched(patch, live)["metadata"]["ownerReferences"] == [{"uid": "2", "name": "c"}]


def test_an_empty_patch_changes_nothing() -> None:
    assert strategic.apply(POD, ZK, None) == ZK


def test_the_order_of_elements_can_be_set() -> None:
    order = [{"name": "new"}, {"name": "log"}, {"name": "zk"}]
    result = containers({"name": "new", "image": "new:1"}, **{"$setElementOrder/containers": order})
    assert [item["name"] for item in result] == ["new", "log", "zk"]


def test_elements_that_the_order_does_not_name_keep_their_place() -> None:
    live = {"spec": {"containers": [{"name": name} for name in ("a", "x", "b", "c")]}}
    patch = {"spec": {"$setElementOrder/containers": [{"name": "a"}, {"name": "c"}, {"name": "b"}]}}
    names = [item["name"] for item in patched(patch, live)["spec"]["containers"]]
    assert names == ["a", "x", "c", "b"]


def test_retain_keys_drops_what_it_does_not_name() -> None:
    live = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    assert patched(patch, live, DEPLOYMENT) == {"spec": {"strategy": {"type": "Recreate"}}}


def test_a_volume_changes_its_source_with_retain_keys() -> None:
    volume = {"$retainKeys": ["name", "hostPath"], "name": "data", "hostPath": {"path": "/d"}}
    assert patched({"spec": {"volumes": [volume]}})["spec"]["volumes"] == [
        {"name": "data", "hostPath": {"path": "/d"}}
    ]


def test_retain_keys_must_name_what_the_patch_sets() -> None:
    with pytest.raises(ApiError, match="invalid patch format of retainKeys"):
        patched({"spec": {"$retainKeys": [], "nodeName": "a"}})


def test_directives_leave_no_trace_where_there_was_nothing() -> None:
    patch = {
        "spec": {
            "$setElementOrder/containers": [{"name": "a"}],
            "containers": [{"name": "a", "env": None}, {"name": "b", "$patch": "delete"}],
            "$retainKeys": ["containers"],
        }
    }
    assert patched(patch, {"metadata": {}}) == {"metadata": {}, "spec": {"containers": [{"name": "a"}]}}


def test_conditions_are_merged_by_type_and_service_ports_by_port() -> None:
    live = {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}
    patch = {"status": {"conditions": [{"type": "Ready", "status": "False"}, {"type": "Other"}]}}
    assert patched(patch, live, NODE)["status"]["conditions"] == [
        {"type": "Ready", "status": "False"},
        {"type": "Other"},
    ]
    service = {"spec": {"ports": [{"port": 80, "name": "web"}]}}
    port = {"port": 80, "targetPort": 8080}
    assert patched({"spec": {"ports": [port]}}, service, SERVICE)["spec"]["ports"] == [
        {"port": 80, "name": "web", "targetPort": 8080}
    ]


def test_the_selector_of_a_disruption_budget_is_replaced() -> None:
    live = {"spec": {"selector": {"matchLabels": {"a": "b"}}}}
    patch = {"spec": {"selector": {"matchLabels": {"c": "d"}}}}
    assert patched(patch, live, BUDGET) == patch


def test_a_missing_merge_key_is_the_servers_error() -> None:
    with pytest.raises(ApiError) as refused:
        containers({"image": "zk:2"})
    assert refused.value.message == "map: map[image:zk:2] does not contain declared merge key: name"
    assert (refused.value.code, refused.value.reason) == (500, "")


def test_a_patch_must_be_an_object() -> None:
    with pytest.raises(ApiError, match=r"^json: cannot unmarshal array into Go value"):
        strategic.apply(POD, ZK, [])
