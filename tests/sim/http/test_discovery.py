from k8slab.sim.http import discovery
from k8slab.sim.kinds import SERVED
from k8slab.sim.kinds.kind import Kind

ALL_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
CHANGED = ["get", "patch", "update"]


def test_the_core_group_is_found_under_api() -> None:
    assert discovery.api_versions("127.0.0.1:6443") == {
        "kind": "APIVersions",
        "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"}],
    }


def test_groups_come_in_the_order_in_which_the_server_prefers_them() -> None:
    names = [group["name"] for group in discovery.group_list(SERVED)["groups"]]
    assert names == [name for name in discovery.GROUP_ORDER if name in names]
    assert names[:2] == ["apiregistration.k8s.io", "apps"]
    later = (*SERVED, Kind("zoo.example", "v1", "Lion", "lions", "lion"))
    assert discovery.group_names(later)[-1] == "zoo.example"


def test_a_group_says_its_versions() -> None:
    version = {"groupVersion": "apps/v1", "version": "v1"}
    assert discovery.group(SERVED, "apps") == {
        "kind": "APIGroup",
        "apiVersion": "v1",
        "name": "apps",
        "versions": [version],
        "preferredVersion": version,
    }
    assert discovery.group(SERVED, "nosuch") is None


def test_resources_are_listed_with_their_parts() -> None:
    listed = discovery.resource_list(SERVED, "apps", "v1")
    assert listed is not None
    assert (listed["kind"], listed["apiVersion"], listed["groupVersion"]) == (
        "APIResourceList",
        "v1",
        "apps/v1",
    )
    rows = {row["name"]: row for row in listed["resources"]}
    assert rows["statefulsets"] == {
        "name": "statefulsets",
        "singularName": "statefulset",
        "namespaced": True,
        "kind": "StatefulSet",
        "verbs": ALL_VERBS,
        "shortNames": ["sts"],
        "categories": ["all"],
        "storageVersionHash": "H+vl74LkKdo=",
    }
    part = {"singularName": "", "namespaced": True, "verbs": CHANGED}
    scale = {"group": "autoscaling", "version": "v1", "kind": "Scale"}
    assert rows["statefulsets/scale"] == {"name": "statefulsets/scale", **part, **scale}
    assert rows["statefulsets/status"] == {"name": "statefulsets/status", **part, "kind": "StatefulSet"}
    assert "daemonsets/scale" not in rows


def test_the_core_groups_list_has_no_api_version() -> None:
    listed = discovery.resource_list(SERVED, "", "v1")
    assert listed is not None
    assert "apiVersion" not in listed
    rows = {row["name"]: row for row in listed["resources"]}
    assert rows["pods/log"]["verbs"] == ["get"]
    assert rows["pods/eviction"]["kind"] == "Eviction"
    assert "deletecollection" not in rows["namespaces"]["verbs"]


def test_versions_that_are_not_served_have_no_list() -> None:
    assert discovery.resource_list(SERVED, "apps", "v1beta1") is None


def test_reviews_can_only_be_created() -> None:
    listed = discovery.resource_list(SERVED, "authorization.k8s.io", "v1")
    assert listed is not None
    assert [(row["name"], row["verbs"]) for row in listed["resources"]] == [
        ("localsubjectaccessreviews", ["create"]),
        ("selfsubjectaccessreviews", ["create"]),
        ("selfsubjectrulesreviews", ["create"]),
        ("subjectaccessreviews", ["create"]),
    ]


def test_all_is_said_at_once_in_the_aggregated_form() -> None:
    core = discovery.aggregated(SERVED, core=True)
    assert (core["apiVersion"], [group["metadata"] for group in core["items"]]) == (
        "apidiscovery.k8s.io/v2",
        [{}],
    )
    named = discovery.aggregated(SERVED, core=False, version="v2beta1")
    assert named["apiVersion"] == "apidiscovery.k8s.io/v2beta1"
    apps = next(group for group in named["items"] if group["metadata"] == {"name": "apps"})
    [version] = apps["versions"]
    assert (version["version"], version["freshness"]) == ("v1", "Current")
    row = next(row for row in version["resources"] if row["resource"] == "statefulsets")
    assert row == {
        "resource": "statefulsets",
        "responseKind": {"group": "", "version": "", "kind": "StatefulSet"},
        "scope": "Namespaced",
        "singularResource": "statefulset",
        "verbs": ALL_VERBS,
        "shortNames": ["sts"],
        "categories": ["all"],
        "subresources": [
            {
                "subresource": "scale",
                "responseKind": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
                "verbs": CHANGED,
            },
            {
                "subresource": "status",
                "responseKind": {"group": "", "version": "", "kind": "StatefulSet"},
                "verbs": CHANGED,
            },
        ],
    }
