"""What a Service selects, which endpoints are ready, which names it gives."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import apart, pod, service, statefulset
from tests.why.told import chain, link, proofs, roots

SPREAD = {"containers": [{"name": "main", "image": "nginx"}], "affinity": apart("zk")}


NEVER_READY = {"image": "k8slab/never-ready", "readinessProbe": {"tcpSocket": {"port": 80}}}


def test_a_headless_service_tells_its_pods_and_their_names(ground: Any) -> None:
    ground.apply(service("zk", {"app": "zk"}, clusterIP="None"))
    ground.apply(statefulset("zk", 4, template=SPREAD, serviceName="zk"))
    ground.settle()
    why = ground.why("svc/zk")
    assert chain(why)[:3] == [
        "1 service/zk is a headless Service, with 3 of 3 endpoints ready",
        "1.1 service/zk selects zk-0, zk-1, zk-2 and zk-3 by app=zk; zk-3 is not Ready",
        "1.1.1 pod/zk-3 is Pending: no node can take it",
    ]
    assert proofs(link(why, "1.1")) == {
        "pod/zk-0": "10.244.0.2, ready",
        "pod/zk-1": "10.244.1.2, ready",
        "pod/zk-2": "10.244.2.2, ready",
        "pod/zk-3": "no endpoint",
    }
    names = link(why, "1.2")
    assert names.says == "gives the DNS name zk.default.svc.cluster.local, and below it 3 names of pods"
    assert proofs(names)["zk-1.zk.default.svc.cluster.local"] == "10.244.1.2"
    assert (why.top.page, names.page) == (pages.HEADLESS, pages.DNS)


def test_a_selector_that_matches_nothing_is_told_with_the_labels_that_are_there(ground: Any) -> None:
    ground.apply(pod("p", labels={"app": "zk"}), service("bad", {"app": "zookeeper"}))
    ground.settle()
    why = ground.why("svc/bad")
    assert roots(why) == ["service/bad selects no pod: none in namespace default has app=zookeeper"]
    assert proofs(why.root[0])["label app of the pods there"] == "zk"


def test_pods_that_are_not_ready_are_explained_and_may_be_published(ground: Any) -> None:
    ground.apply(pod("p", labels={"app": "x"}, container=NEVER_READY))
    ground.apply(service("x", {"app": "x"}, clusterIP="None", publishNotReadyAddresses=True))
    ground.advance(20)
    told = link(ground.why("svc/x"), "1.1")
    assert told.says.endswith("p is not Ready, and published all the same (publishNotReadyAddresses)")
    assert [each.subject for each in told.causes] == ["pod/p"]


def test_a_target_port_that_no_container_names_is_told(ground: Any) -> None:
    ground.apply(
        pod("p", labels={"app": "x"}), service("x", {"app": "x"}, ports=[{"port": 80, "targetPort": "http"}])
    )
    ground.settle()
    assert roots(ground.why("svc/x")) == ["service/x sends to port http, which p does not have"]


def test_aliases_and_services_without_selector_say_what_they_are(ground: Any) -> None:
    alias = service("alias", None, type="ExternalName", externalName="db.example.com")
    del alias["spec"]["ports"]
    ground.apply(alias, service("bare", None))
    assert ground.why("svc/alias").top.says == (
        "is an alias: alias.default.svc.cluster.local stands for db.example.com; it selects nothing"
    )
    assert roots(ground.why("svc/bare")) == [
        "service/bare selects no pods: its endpoints are made by hand, or by nobody"
    ]


def test_a_load_balancer_that_nobody_makes_is_told(ground: Any) -> None:
    ground.apply(service("lb", {"app": "x"}, type="LoadBalancer"))
    assert "its external address is <pending>" in ground.why("svc/lb").top.says
