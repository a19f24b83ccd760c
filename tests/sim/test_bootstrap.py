"""What a cluster holds before anybody uses it."""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import TABLE, ask, content


def test_each_group_and_version_is_an_available_api_of_the_server_itself() -> None:
    gateway = Gateway(Cluster())
    table = content(ask(gateway, "GET", "/apis/apiregistration.k8s.io/v1/apiservices", accept=TABLE))
    rows = {row["cells"][0]: row["cells"][1:3] for row in table["rows"]}
    served = {
        f"{kind.version}.{kind.group}" for kind in kinds.SERVED if kind.group != "apiregistration.k8s.io"
    }
    assert rows == {name: ["Local", "True"] for name in served}


def test_groups_come_in_the_order_of_their_priorities() -> None:
    gateway = Gateway(Cluster())
    items = content(ask(gateway, "GET", "/apis/apiregistration.k8s.io/v1/apiservices"))["items"]
    priority = {item["spec"].get("group", ""): -item["spec"]["groupPriorityMinimum"] for item in items}
    groups = [group["name"] for group in content(ask(gateway, "GET", "/apis"))["groups"][1:]]
    assert groups == sorted(groups, key=lambda group: priority[group])


def test_people_find_the_roles_that_every_cluster_has() -> None:
    cluster = Cluster()
    roles = {meta.name(role): role for role in cluster.api.list(kinds.CLUSTER_ROLE)}
    assert list(roles) == [
        "admin",
        "cluster-admin",
        "edit",
        "system:aggregate-to-admin",
        "system:aggregate-to-edit",
        "system:aggregate-to-view",
        "view",
    ]
    assert roles["cluster-admin"]["rules"] == [
        {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
        {"verbs": ["*"], "nonResourceURLs": ["*"]},
    ]


def test_a_role_has_the_rules_of_those_that_it_is_made_of() -> None:
    roles = {meta.name(role): role for role in Cluster().api.list(kinds.CLUSTER_ROLE)}
    for name in ("admin", "edit", "view"):
        wanted = roles[name]["aggregationRule"]["clusterRoleSelectors"][0]["matchLabels"].items()
        parts = [role for role in roles.values() if wanted <= meta.labels(role).items()]
        rules = [rule for part in parts for rule in part["rules"]]
        assert all(rule in roles[name]["rules"] for rule in rules)
        assert all(rule in rules for rule in roles[name]["rules"])


def test_addresses_of_services_are_given_out_of_the_range_that_is_shown() -> None:
    cidr = Cluster().api.get(kinds.SERVICE_CIDR, "kubernetes")
    assert cidr["spec"] == {"cidrs": ["10.96.0.0/12"]}
    assert [(each["type"], each["status"]) for each in cidr["status"]["conditions"]] == [("Ready", "True")]


def test_what_nobody_asked_for_decides_about_no_name() -> None:
    cluster = Cluster(nodes=[])
    assert cluster.store.quiet >= sum(
        cluster.store.count(kind) for kind in (kinds.API_SERVICE, kinds.CLUSTER_ROLE, kinds.SERVICE_CIDR)
    )
