"""nslookup in a pod, compared with what the real programs print."""

from __future__ import annotations

import pytest

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

SERVER = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n"
BIND = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n"
OLD = "Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n"


@pytest.fixture
def names(pods: Pods) -> dict[str, str]:
    """A headless Service `web` with web-0 behind it, a Service `db`: their addresses."""
    port: Object = {"name": "http", "port": 80}
    spec = {"selector": {"app": "web"}, "ports": [port], "clusterIP": "None"}
    pods.create(kinds.SERVICE, "web", spec=spec)
    pods.create(kinds.SERVICE, "db", spec={"selector": {"app": "db"}, "ports": [{"port": 5432}]})
    pods.pod("web-0", "nginx", spec={"hostname": "web-0", "subdomain": "web"})
    pods.cluster.api.modify(
        kinds.POD, "web-0", "default", lambda draft: draft["metadata"].update(labels={"app": "web"})
    )
    pods.cluster.settle()
    address = pods.cluster.api.get(kinds.POD, "web-0", "default")["status"]["podIP"]
    return {"web": address, "db": pods.cluster.api.get(kinds.SERVICE, "db", "default")["spec"]["clusterIP"]}


def test_1_an_old_busybox_finds_short_names_and_names_addresses(pods: Pods, names: dict[str, str]) -> None:
    pods.pod("one", "busybox:1.28", command=["sleep", "3600"])
    assert pods.run("one", "nslookup web-0.web")[:2] == (
        0,
        f"{OLD}Name:      web-0.web\nAddress 1: {names['web']} web-0.web.default.svc.cluster.local\n",
    )
    assert pods.run("one", "nslookup nosuch") == (1, OLD, "nslookup: can't resolve 'nosuch'\n")


def test_2_a_newer_busybox_tells_of_every_name_it_tried_and_fails(pods: Pods, names: dict[str, str]) -> None:
    pods.pod("one", "busybox:1.36", command=["sleep", "3600"])
    unknown = (
        "** server can't find db.svc.cluster.local: NXDOMAIN\n\n"
        "** server can't find db.cluster.local: NXDOMAIN\n\n"
    )
    found = f"Name:\tdb.default.svc.cluster.local\nAddress: {names['db']}\n\n"
    assert pods.run("one", "nslookup db")[:2] == (1, f"{SERVER}{found}{unknown}\n{unknown}")


def test_2_and_finds_names_with_dots_only_if_they_are_complete(pods: Pods, names: dict[str, str]) -> None:
    pods.pod("one", "busybox")
    unknown = "** server can't find db.default: NXDOMAIN\n\n"
    assert pods.run("one", "nslookup db.default")[:2] == (1, f"{SERVER}{unknown}{unknown}")
    found = f"Name:\tdb.default.svc.cluster.local\nAddress: {names['db']}\n"
    assert pods.run("one", "nslookup db.default.svc.cluster.local")[:2] == (0, f"{SERVER}{found}\n\n")


def test_2_it_asks_for_other_records_and_for_names_of_addresses(pods: Pods, names: dict[str, str]) -> None:
    pods.pod("one", "busybox")
    service = "_http._tcp.web.default.svc.cluster.local"
    assert pods.run("one", f"nslookup -type=SRV {service}")[:2] == (
        0,
        f"{SERVER}{service}\tservice = 0 100 80 web-0.web.default.svc.cluster.local\n\n",
    )
    reverse = ".".join(reversed(names["db"].split(".")))
    assert pods.run("one", f"nslookup {names['db']}")[:2] == (
        0,
        f"{SERVER}{reverse}.in-addr.arpa\tname = db.default.svc.cluster.local\n\n",
    )


def test_3_that_of_bind_shows_the_name_it_found(pods: Pods, names: dict[str, str]) -> None:
    pods.pod("one", "registry.k8s.io/e2e-test-images/jessie-dnsutils:1.3")
    assert pods.run("one", "nslookup db")[:2] == (
        0,
        f"{BIND}Name:\tdb.default.svc.cluster.local\nAddress: {names['db']}\n\n",
    )
    assert pods.run("one", "nslookup nosuch")[:2] == (
        1,
        f"{BIND}** server can't find nosuch: NXDOMAIN\n\n",
    )
    assert pods.run("one", "nslookup -type=SRV web")[:2] == (
        0,
        f"{BIND}web.default.svc.cluster.local\tservice = 0 100 80 web-0.web.default.svc.cluster.local.\n\n",
    )
