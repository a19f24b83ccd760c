"""dig in a pod: what of its output is the same at every run."""

from __future__ import annotations

import pytest

from k8slab.objects.dns import Record
from k8slab.sim import kinds
from k8slab.sim.containers.dig import line
from tests.sim.containers.cluster import Pods

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.39"
WEB = "web.default.svc.cluster.local"


@pytest.fixture
def address(pods: Pods) -> str:
    """Of web-0, behind the headless Service web."""
    ports = [{"name": "http", "port": 80}]
    spec = {"selector": {"app": "web"}, "ports": ports, "clusterIP": "None"}
    pods.create(kinds.SERVICE, "web", spec=spec)
    pods.pod("web-0", "nginx", spec={"hostname": "web-0", "subdomain": "web"})
    pods.cluster.api.modify(
        kinds.POD, "web-0", "default", lambda draft: draft["metadata"].update(labels={"app": "web"})
    )
    pods.pod("one", AGNHOST)
    pods.cluster.settle()
    return str(pods.cluster.api.get(kinds.POD, "web-0", "default")["status"]["podIP"])


def test_records_are_told_in_columns(pods: Pods, address: str) -> None:
    service = f"_http._tcp.{WEB}"
    assert pods.out("one", f"dig +noall +answer SRV {service}") == (
        f"{service}. 30 IN SRV 0 100 80 web-0.{WEB}.\n"
    )
    assert pods.out("one", f"dig web-0.{WEB} +noall +answer") == f"web-0.{WEB}. 30 IN A\t{address}\n"
    assert line(Record("a.local", "A", "10.0.0.1")) == "a.local.\t\t30\tIN\tA\t10.0.0.1"


def test_short_answers_are_values_alone(pods: Pods, address: str) -> None:
    assert pods.out("one", f"dig +short srv _http._tcp.{WEB}") == f"0 100 80 web-0.{WEB}.\n"
    assert pods.out("one", f"dig +short {WEB}") == f"{address}\n"


def test_1_search_domains_are_tried_only_when_asked_for(pods: Pods, address: str) -> None:
    assert pods.out("one", "dig +short web-0.web") == ""
    assert pods.out("one", "dig +search +short web-0.web") == f"{address}\n"
    assert pods.out("one", "dig +search +short nosuch") == ""


def test_2_what_would_differ_from_run_to_run_is_refused(pods: Pods, address: str) -> None:
    code, _, complaint = pods.run("one", f"dig {WEB}")
    assert code != 0
    assert "add +short, or +noall +answer" in complaint


def test_a_small_image_has_no_dig(pods: Pods) -> None:
    pods.pod("small", "busybox")
    assert pods.run("small", "dig +short a")[0] == 127
