"""What an incident shows, and what it does not."""

from __future__ import annotations

import re

import pytest

from k8slab.errors import ApiError, K8slabError
from k8slab.incidents import begin
from tests.incidents.site import incident, new_site

ZK = """
apiVersion: v1
kind: Service
metadata: {name: zk}
spec: {clusterIP: None, selector: {app: zk}, ports: [{port: 2181}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: zk}
spec:
  replicas: 3
  serviceName: zk
  selector: {matchLabels: {app: zk}}
  template:
    metadata: {labels: {app: zk}}
    spec: {containers: [{name: server, image: "kubebiz/zookeeper:3.4.10"}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: "httpd:2.4"}]}
"""


def test_it_shows_what_must_hold_and_what_is_found_instead() -> None:
    found = incident(3)
    lines = repr(found).splitlines()
    assert lines[0] == "Incident 3: StatefulSet queue in namespace incident-3"
    assert lines[2].startswith("The machine of node k8s-m")
    goals = [line for line in lines if line.startswith(("  ✓", "  ✗"))]
    assert len(goals) == len(found.goals)
    assert re.fullmatch(r"  ✗ All 3 pods .* \(found: queue-\d is Terminating\)", goals[0])
    found.solve()
    assert "✗" not in repr(found)


def test_neither_its_cause_nor_its_solution_shows() -> None:
    found = incident(3)
    shown = repr(found) + found._repr_html_().partition("<details")[0]
    assert found.causes == ("node-down",)
    assert "node-down" not in shown
    assert "--force" not in shown


def test_hints_tell_more_and_more_and_are_folded_into_one_another() -> None:
    found = incident(3)
    assert "kubectl get no" in found.hint()
    assert "--force" in found.hint(3)
    html = found._repr_html_()
    assert html.count("<details") == 3
    assert html.index("Hint 1 of 3") < html.index("Hint 2 of 3") < html.index("Hint 3 of 3")
    assert html.endswith("</details></details></details></div>")
    with pytest.raises(K8slabError, match="expected the number of a hint, 1 to 3, found 4"):
        found.hint(4)


def test_its_solution_is_told_as_lines_of_kubectl() -> None:
    found = incident(3)
    force = r"kubectl delete po queue-\d -n incident-3 --force --grace-period=0"
    *forced, status = found.solution()
    assert forced
    assert all(re.fullmatch(force, line) for line in forced)
    assert status == "kubectl rollout status sts/queue -n incident-3 --timeout=30m"


def test_another_way_solves_it_too() -> None:
    found = incident(3)
    node = re.search(r"node (\S+) has burnt", found.reports[0])
    assert node is not None
    found.site.kubectl(f"delete no {node[1]}")
    found.site.advance(600)
    found.site.settle()
    assert found.solved


def test_looking_moves_no_time() -> None:
    found = incident(0)
    before = found.site.control.cluster()["time"]
    repr(found), found._repr_html_(), found.solved, found.solution()
    assert found.site.control.cluster()["time"] == before


@pytest.mark.parametrize("seed", range(12))
def test_it_may_happen_to_a_workload_that_is_there(seed: int) -> None:
    site, _ = new_site()
    site.kubectl("apply -f -", stdin=ZK)
    site.settle()
    found = begin(site, seed, "zk", daemon_set="agent")
    assert not found.solved
    found.solve()
    assert found.solved
    assert found.workload.image == "kubebiz/zookeeper:3.4.10"


def test_the_workload_must_be_well_and_there() -> None:
    site, _ = new_site()
    with pytest.raises(ApiError, match=r'statefulsets\.apps "zk" not found'):
        begin(site, 0, "zk")
    site.kubectl("apply -f -", stdin=ZK)
    with pytest.raises(
        K8slabError, match=r"expected StatefulSet zk .* with all of its pods Ready .* found 0 of 3"
    ):
        begin(site, 0, "zk")
    assert site.control.faults()["faults"] == []


def test_an_incident_happens_once_to_a_cluster() -> None:
    site, _ = new_site()
    begin(site, 0)
    with pytest.raises(K8slabError, match="expected a cluster without incident 0, found its volumes"):
        begin(site, 0)
    assert not begin(site, 2).solved


def test_one_node_is_enough() -> None:
    site, _ = new_site(nodes=("alone",))
    found = begin(site, 5)
    assert not found.solved
    found.solve()
    assert found.solved
