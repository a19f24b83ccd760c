"""Paths of resources."""

from __future__ import annotations

import pytest

from k8slab.sim.http import routes
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds import NODE, POD, STATEFULSET

ZK = "/apis/apps/v1/namespaces/zookeeper/statefulsets"


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/pods", Route(POD)),
        ("/api/v1/namespaces/default/pods", Route(POD, "default")),
        ("/api/v1/namespaces/default/pods/", Route(POD, "default")),
        ("/api/v1/namespaces/default/pods/zk-0", Route(POD, "default", "zk-0")),
        ("/api/v1/namespaces/default/pods/zk-0/eviction", Route(POD, "default", "zk-0", "eviction")),
        ("/api/v1/nodes/k8s-m1", Route(NODE, "", "k8s-m1")),
        ("/api/v1/watch/namespaces/default/pods", Route(POD, "default", is_watch=True)),
        (f"{ZK}/zk/scale", Route(STATEFULSET, "zookeeper", "zk", "scale")),
    ],
)
def test_a_path_names_a_kind_an_object_or_a_part_of_it(path: str, route: Route) -> None:
    assert routes.find(path) == route


@pytest.mark.parametrize(
    "path", ["/api/v1/namespaces", "/api/v1/namespaces/zookeeper", "/api/v1/namespaces/zookeeper/finalize"]
)
def test_namespaces_are_a_kind_too(path: str) -> None:
    route = routes.find(path)
    assert route is not None
    assert (route.kind.plural, route.namespace) == ("namespaces", "")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/v1",
        "/api/v2/pods",
        "/api/v1/widgets",
        "/api/v1/pods/zk-0",
        "/api/v1/namespaces/default/nodes",
        "/api/v1/namespaces/default/pods/zk-0/scale",
        "/api/v1/namespaces/default/pods/zk-0/log/more",
        "/api/v1/namespaces//pods",
        "/apis/apps/v1/pods",
        f"{ZK}/zk/nosuch",
    ],
)
def test_other_paths_name_nothing(path: str) -> None:
    assert routes.find(path) is None
