"""A slow API server, and a name server that is stale."""

from __future__ import annotations

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from tests.sim.faults.ward import LABELS, Ward, history
from tests.sim.http.asking import ask

PODS = "/api/v1/namespaces/default/pods"
SERVICES = "/api/v1/namespaces/default/services"
SLEEP = ["sleep", "infinity"]
ONE = {"name": "main", "image": "nginx:1.27"}


def test_each_request_takes_its_time(ward: Ward) -> None:
    ward.fault("api-latency", milliseconds=200)
    ward.pod("one")
    for _ in range(3):
        ask(ward.gateway, "GET", PODS, kubectl_command="kubectl apply")
    assert round(ward.cluster.clock.now, 6) == 0.8
    ask(ward.gateway, "GET", PODS, x_k8slab_passive="true")
    ask(ward.gateway, "GET", "/k8slab/v1/cluster")
    assert round(ward.cluster.clock.now, 6) == 0.8
    ward.lift()
    ask(ward.gateway, "GET", PODS, kubectl_command="kubectl apply")
    assert round(ward.cluster.clock.now, 6) == 0.8


def test_controllers_hear_later_of_every_change(ward: Ward) -> None:
    ward.fault("api-latency", milliseconds=500)
    ward.pod("one")
    ward.settle()
    scheduled = ward.story(kinds.POD, "one", lambda pod: pod["spec"].get("nodeName"))
    assert [time for time, _ in scheduled] == [0.5, 1.0]
    ready = ward.story(kinds.POD, "one", pods.is_ready)
    assert ready[-1] == (3.8, True)


def test_a_latency_is_a_number_above_0(ward: Ward) -> None:
    assert "milliseconds: 0.001 or more, found 0" in ward.refused("api-latency", milliseconds=0)
    assert "milliseconds: a number, found None" in ward.refused("api-latency")


def names(ward: Ward, name: str) -> tuple[int, str]:
    return ward.run("client", f"getent hosts {name}")


def test_stale_dns_answers_what_it_knew(ward: Ward) -> None:
    ward.create(SERVICES, {"metadata": {"name": "web"}, "spec": {"clusterIP": "None", "selector": LABELS}})
    ward.pod("one", spec={"hostname": "one", "subdomain": "web"})
    ward.create(
        PODS,
        {
            "metadata": {"name": "client"},
            "spec": {"containers": [{"name": "main", "image": "busybox", "command": SLEEP}]},
        },
    )
    ward.settle()
    old = names(ward, "one.web")
    ward.fault("stale-dns")
    ask(ward.gateway, "DELETE", f"{PODS}/one")
    ward.settle()
    ward.pod("two", spec={"hostname": "two", "subdomain": "web"})
    ward.settle()
    assert (old[0], names(ward, "one.web"), names(ward, "two.web")[0]) == (0, old, 2)
    ward.lift()
    assert (names(ward, "one.web")[0], names(ward, "two.web")[0]) == (2, 0)


def test_init_containers_that_wait_for_a_name_go_on_when_dns_is_fresh(ward: Ward) -> None:
    ward.fault("stale-dns", seconds=60)
    waits = ["sh", "-c", "until getent hosts web; do sleep 2; done"]
    ward.pod("one", spec={"initContainers": [{"name": "first", "image": "busybox", "command": waits}]})
    ward.create(
        SERVICES, {"metadata": {"name": "web"}, "spec": {"selector": LABELS, "ports": [{"port": 80}]}}
    )
    ward.settle()
    ready = ward.story(kinds.POD, "one", pods.is_ready)
    assert ready[-1][1]
    assert ready[-1][0] > 60


def test_with_a_live_clock_a_request_takes_its_time_too_and_is_repeated_so() -> None:
    first, second = Cluster(), Cluster()
    gateway = Gateway(first, clock="live:10")
    ask(gateway, "POST", "/k8slab/v1/faults", {"kind": "api-latency", "milliseconds": 300})
    gateway.timekeeper.elapsed(0.2)
    ask(gateway, "POST", PODS, {"metadata": {"name": "one"}, "spec": {"containers": [ONE]}})
    assert round(first.clock.now, 6) == 2.3
    gateway.timekeeper.elapsed(1)
    ask(gateway, "GET", PODS)
    ask(gateway, "DELETE", f"{PODS}/one")
    gateway.timekeeper.elapsed(1)
    replay(first.journal.entries, Gateway(second))
    second.clock.advance_to(first.clock.now)
    assert history(second) == history(first)
