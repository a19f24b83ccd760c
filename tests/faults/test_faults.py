"""Faults of a lab, in one line each."""

from __future__ import annotations

import pytest

from k8slab import Lab
from k8slab.errors import ApiError, K8slabError
from k8slab.faults import Fault
from k8slab.story.pod_life import is_serving

WEB = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        readinessProbe: {httpGet: {port: 80}, periodSeconds: 5}
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: first}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: 10.6.6.6, path: /first}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: second}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], nfs: {server: 10.6.6.6, path: /second}}
"""


@pytest.fixture(scope="module")
def shared():
    with Lab() as lab:
        lab.apply(WEB)
        lab.settle()
        yield lab


@pytest.fixture
def lab(shared):
    yield shared
    shared.faults.lift()
    shared.settle()


LINES = {
    "node-down": lambda faults: faults.node_down("k8s-m2"),
    "kubelet-down": lambda faults: faults.kubelet_down("k8s-m2"),
    "network-cut": lambda faults: faults.cut_network("k8s-m2"),
    "slow-pull": lambda faults: faults.slow_pull("nginx:1.28", seconds=90),
    "failing-pull": lambda faults: faults.fail_pull("nginx:1.28"),
    "failing-readiness": lambda faults: faults.fail_readiness("web-0"),
    "crash-loop": lambda faults: faults.crash_loop("web-0"),
    "full-volume": lambda faults: faults.fill_volume("pvc/data-web-0"),
    "lost-volume": lambda faults: faults.lose_volume("pvc/data-web-0"),
    "lost-data": lambda faults: faults.lose_data("pvc/data-web-0"),
    "nfs-away": lambda faults: faults.nfs_away("10.6.6.6"),
    "stale-dns": lambda faults: faults.stale_dns(),
    "api-latency": lambda faults: faults.api_latency(milliseconds=200),
}


@pytest.mark.parametrize("kind", LINES)
def test_one_line_sets_a_fault_and_one_lifts_it(lab, kind):
    fault = LINES[kind](lab.faults)
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.is_in_force, [each.id for each in lab.faults]) == (kind, True, [fault.id])
    fault.lift()
    assert (fault.is_in_force, len(lab.faults)) == (False, 0)
    fault.lift()


def test_a_fault_ends_with_its_block(lab):
    with lab.faults.cut_network("k8s-m1") as fault:
        assert fault.is_in_force
    assert not fault.is_in_force
    assert lab.faults.past[-1].ended == lab.now


def test_a_duration_may_be_a_text(lab):
    began = lab.now
    fault = lab.faults.fail_readiness("pod/web-1", seconds="1m30s")
    assert fault.until == began + 90
    lab.settle()
    assert not fault.is_in_force
    life = lab.story().pods("default", name="web-1")[-1]
    gap = [end.time for _, end in life.intervals(is_serving) if end is not None][-1]
    assert began < gap < began + 15
    with pytest.raises(
        K8slabError, match=r'expected virtual seconds or a duration like "30s" or "2m", found'
    ):
        lab.faults.stale_dns(seconds="soon")


def test_they_show_themselves_as_a_table(lab):
    assert repr(lab.faults) == "No faults are in force."
    fault = lab.faults.node_down("k8s-m2", seconds=60)
    lab.faults.stale_dns()
    began = f"{fault.since:g}s"
    head, first, second = repr(lab.faults).splitlines()
    assert head.split() == ["FAULT", "SINCE", "LASTS", "WHAT", "IS", "WRONG"]
    assert first.split(maxsplit=4) == [fault.id, began, "until", f"{fault.until:g}s", fault.description]
    assert (
        second.split("   ")[-1]
        == "The cluster's DNS is stale: it answers from what there was when this began."
    )
    html = lab.faults._repr_html_()
    assert html.count("<tr>") == 3
    assert f'<th scope="row" style="text-align:left;white-space:nowrap"><code>{fault.id}</code></th>' in html
    assert repr(fault) == f"<{fault.id}: {fault.description} Since {began}, until {fault.until:g}s.>"


def test_a_node_comes_up_whatever_had_failed(lab):
    lab.faults.kubelet_down("k8s-m3")
    lab.faults.node_up("k8s-m3")
    assert len(lab.faults) == 0
    with pytest.raises(K8slabError, match="expected a node that is down, found no such fault of 'k8s-m3'"):
        lab.faults.node_up("k8s-m3")


def test_all_are_lifted_at_once_or_one_by_its_name(lab):
    fault = lab.faults.node_down("k8s-m2")
    lab.faults.stale_dns()
    lab.faults.lift(fault.id)
    assert [each.kind for each in lab.faults] == ["stale-dns"]
    assert lab.faults[next(iter(lab.faults)).id].kind == "stale-dns"
    lab.faults.lift()
    assert list(lab.faults) == []
    with pytest.raises(ApiError, match="expected a fault in force"):
        lab.faults.lift("node-down-99")
    with pytest.raises(K8slabError, match=r"expected a fault in force \(none\), found 'x'"):
        lab.faults["x"]


def test_what_is_not_there_is_refused(lab):
    with pytest.raises(ApiError, match="there are k8s-m1, k8s-m2, k8s-m3"):
        lab.faults.node_down("k8s-m9")
    with pytest.raises(ApiError, match="expected a pod in namespace other, found 'web-0'"):
        lab.faults.fail_readiness("web-0", namespace="other")
    assert len(lab.faults) == 0


def test_setting_a_fault_moves_no_time(lab):
    before = lab.now
    lab.faults.stale_dns()
    repr(lab.faults)
    assert lab.now == before


def test_images_are_brought_to_nodes(lab):
    lab.load_image("mine:v1")
    lab.build_image("ours:v1", "nginx", node="k8s-m1")
    held = {node: images(lab, node) for node in ("k8s-m1", "k8s-m2")}
    assert {"mine:v1", "ours:v1"} <= held["k8s-m1"]
    assert "mine:v1" in held["k8s-m2"]
    assert "ours:v1" not in held["k8s-m2"]


def images(lab, node):
    return {name for image in lab.core.read_node(node).status.images for name in image.names}


def test_a_rewind_goes_back_to_before_a_fault_and_a_fork_has_it_for_itself():
    with Lab(nodes=2) as lab:
        before = lab.snapshot()
        lab.advance(5)
        fault = lab.faults.node_down("k8s-m2", seconds=60)
        lab.advance(5)
        with lab.fork() as other:
            assert [each.id for each in other.faults] == [fault.id]
            other.faults.lift()
            assert fault.is_in_force
        lab.rewind(before)
        assert (list(lab.faults), fault.is_in_force) == ([], False)
        lab.faults.node_down("k8s-m2")
        assert not fault.is_in_force
        lab.rewind(before)
        lab.settle()
        assert "NotReady" not in lab.kubectl("get no").stdout


def test_an_incident_is_begun_looked_at_and_solved():
    with Lab() as lab:
        incident = lab.incident(3)
        assert not incident.solved
        for line in incident.solution():
            assert lab.kubectl(line.partition("  #")[0]).ok
        lab.settle()
        assert incident.solved
        secret = next(iter(lab.faults))
        assert (secret.kind, secret.description) == (
            "incident",
            "A part of an incident: find out what it is.",
        )
        lab.faults.lift()
        assert lab.faults.past[0].kind == "node-down"
