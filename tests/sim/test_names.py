"""Names in a running cluster: what DNS answers follows the pods."""

from __future__ import annotations

from typing import Any

from k8slab.objects import dns, meta, resolver
from k8slab.sim import kinds
from k8slab.sim.node import Catalogue, Image

SET = {
    "metadata": {"name": "zk"},
    "spec": {
        "serviceName": "zk-hs",
        "replicas": 2,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": {"app": "zk"}},
        "template": {
            "metadata": {"labels": {"app": "zk"}},
            "spec": {
                "containers": [
                    {
                        "name": "zk",
                        "image": "slow",
                        "readinessProbe": {"tcpSocket": {"port": 2181}, "periodSeconds": 1},
                    }
                ]
            },
        },
    },
}
PORTS = [{"name": "client", "port": 2181}]


def zone(bench: Any) -> dns.Zone:
    namespaces = frozenset(meta.name(each) for each in bench.api.list(kinds.NAMESPACE))
    return dns.Zone(bench.api.list(kinds.SERVICE), bench.api.list(kinds.ENDPOINT_SLICE), namespaces)


def addresses(bench: Any, name: str) -> list[str]:
    """What a pod of the namespace default is told."""
    mine = resolver.of_pod({"metadata": {"name": "p", "namespace": "default"}, "spec": {}})
    return resolver.lookup(zone(bench), mine, name)[1].addresses()


def test_members_have_names_that_lead_to_their_new_addresses(bench: Any) -> None:
    bench.service("zk-hs", {"app": "zk"}, PORTS, clusterIP="None")
    bench.create(kinds.STATEFULSET, SET)
    bench.settle()
    before = addresses(bench, "zk-0.zk-hs")
    assert before == [bench.get(kinds.POD, "zk-0")["status"]["podIP"]]
    bench.delete(kinds.POD, "zk-0")
    bench.settle()
    after = addresses(bench, "zk-0.zk-hs")
    assert after == [bench.get(kinds.POD, "zk-0")["status"]["podIP"]]
    assert after != before
    assert sorted(addresses(bench, "zk-hs")) == sorted([*after, *addresses(bench, "zk-1.zk-hs")])


def test_unready_members_have_names_only_if_they_are_published(build: Any) -> None:
    bench = build(("a", "b"), Catalogue({"slow": Image(ready_after=None)}))
    bench.service("zk-hs", {"app": "zk"}, PORTS, clusterIP="None")
    bench.service("zk-all", {"app": "zk"}, PORTS, clusterIP="None", publishNotReadyAddresses=True)
    bench.create(kinds.STATEFULSET, SET)
    bench.settle()
    assert addresses(bench, "zk-hs") == []
    assert len(addresses(bench, "zk-all")) == 2


def test_the_clusters_own_service_is_known_everywhere(bench: Any) -> None:
    assert addresses(bench, "kubernetes") == ["10.96.0.1"]
    assert addresses(bench, "kubernetes.default.svc.cluster.local") == ["10.96.0.1"]
