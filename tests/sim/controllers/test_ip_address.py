"""IPAddresses of Services; the numbers are the guarantees of k8slab.sim.controllers.ip_address."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.kinds.service_ranges import IP_ADDRESS


def service(name: str, **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}], **spec}}


def shown(cluster: Cluster) -> dict[str, str]:
    """Address -> Service."""
    return {
        address["metadata"]["name"]: address["spec"]["parentRef"]["name"]
        for address in cluster.api.list(IP_ADDRESS)
    }


def test_the_address_of_a_service_is_shown_and_a_headless_one_has_none_1() -> None:
    cluster = Cluster(nodes=[])
    cluster.api.create(kinds.SERVICE, service("web", clusterIP="10.96.0.7"), "default")
    cluster.api.create(kinds.SERVICE, service("headless", clusterIP="None"), "default")
    cluster.run_due()
    assert shown(cluster) == {"10.96.0.1": "kubernetes", "10.96.0.7": "web"}
    assert cluster.api.get(IP_ADDRESS, "10.96.0.7")["spec"]["parentRef"] == {
        "group": "",
        "resource": "services",
        "namespace": "default",
        "name": "web",
    }


def test_an_address_goes_with_its_service_2() -> None:
    cluster = Cluster(nodes=[])
    cluster.api.create(kinds.SERVICE, service("web", clusterIP="10.96.0.7"), "default")
    cluster.run_due()
    cluster.api.delete(kinds.SERVICE, "web", "default")
    cluster.run_due()
    assert shown(cluster) == {"10.96.0.1": "kubernetes"}


def test_names_that_are_drawn_do_not_depend_on_it() -> None:
    cluster = Cluster(nodes=[])
    before = cluster.store.revision - cluster.store.quiet
    cluster.api.create(kinds.SERVICE, service("web", clusterIP="10.96.0.7"), "default")
    cluster.run_due()
    changes = [change for change in cluster.store.log if change.kind is not IP_ADDRESS]
    counted = [change for change in changes if change.object["metadata"].get("name", "").startswith("web")]
    assert cluster.store.revision - cluster.store.quiet - before == len(counted)
