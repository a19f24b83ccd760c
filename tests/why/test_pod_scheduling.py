"""Why a pod has no node: the scheduler's verdict per plugin and node."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.why import Given, explain, pages
from tests.why.manifests import apart, claim, mounting, pod, storage_class, volume
from tests.why.told import chain, link, proofs, roots


def test_anti_affinity_is_told_with_the_pod_that_each_node_has(ground: Any) -> None:
    ground.apply(*(pod(f"p{n}", labels={"app": "zk"}, affinity=apart("zk")) for n in range(4)))
    why = ground.why("pod/p3")
    assert chain(why) == [
        "1 pod/p3 is Pending: no node can take it",
        "1.1 nodes a, b and c are refused by InterPodAffinity: node(s) didn't match pod anti-affinity rules",
    ]
    assert proofs(why.top)["condition PodScheduled"].startswith(
        "False, Unschedulable, \"0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. "
    )
    assert proofs(why.root[0]) == {
        "node/a": "kubernetes.io/hostname=a has p0; the pod must not be with app=zk",
        "node/b": "kubernetes.io/hostname=b has p1; the pod must not be with app=zk",
        "node/c": "kubernetes.io/hostname=c has p2; the pod must not be with app=zk",
    }
    assert (why.root[0].page, why.root[0].next) == (pages.POD_AFFINITY, "kubectl get pods -o wide")


def test_every_plugin_that_refuses_a_node_has_its_own_link(ground: Any) -> None:
    ground.kubectl("taint node b key=value:NoSchedule")
    ground.kubectl("cordon c")
    ground.apply(pod("big", container={"resources": {"requests": {"cpu": "64"}}}))
    why = ground.why("pod/big")
    assert chain(why)[1:] == [
        "1.1 node/a is refused by NodeResourcesFit: Insufficient cpu",
        "1.2 node/c is refused by NodeUnschedulable: node(s) were unschedulable",
        "1.3 node/b is refused by TaintToleration: node(s) had untolerated taint(s)",
    ]
    told = {source: value for root in why.root for source, value in proofs(root).items()}
    assert told == {
        "node/a": "cpu: 64000m asked for, 4000m left of 4000m",
        "node/b": "taint key=value:NoSchedule",
        "node/c": "spec.unschedulable = true",
    }
    assert [root.next for root in why.root] == [
        "kubectl describe node a",
        "kubectl uncordon c",
        "kubectl describe node b",
    ]


def test_labels_that_no_node_has_are_told(ground: Any) -> None:
    ground.kubectl("label node a disk=hdd")
    ground.apply(pod("p", nodeSelector={"disk": "ssd"}))
    (root,) = ground.why("pod/p").root
    assert proofs(root) == {
        "node/a": "disk=hdd, wanted ssd",
        "node/b": "disk=(none), wanted ssd",
        "node/c": "disk=(none), wanted ssd",
    }


def test_node_affinity_is_told_by_its_terms(ground: Any) -> None:
    expression = {"key": "zone", "operator": "In", "values": ["x", "y"]}
    required = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    ground.apply(pod("p", affinity=affinity))
    assert proofs(ground.why("pod/p").root[0])["node/a"] == "zone=(none), wanted In x, y"


def test_a_taken_host_port_names_who_has_it(build: Any) -> None:
    ground = build(("a",))
    port = {"ports": [{"containerPort": 80, "hostPort": 8080}]}
    ground.apply(pod("first", container=port), pod("second", container=port))
    why = ground.why("pod/second")
    assert roots(why) == [
        "node/a is refused by NodePorts: node(s) didn't have free ports for the requested pod ports"
    ]
    assert proofs(why.root[0]) == {"node/a": "first has host port 8080/TCP"}


def test_an_existing_pod_that_refuses_company_is_named(build: Any) -> None:
    ground = build(("a",))
    ground.apply(pod("loner", affinity=apart("p")), pod("p"))
    why = ground.why("pod/p")
    assert proofs(why.root[0]) == {
        "node/a": "kubernetes.io/hostname=a has loner, which must not be with app=p"
    }


def test_company_that_is_missing_is_named(build: Any) -> None:
    ground = build(("a",))
    term = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    ground.apply(pod("p", affinity=affinity))
    assert proofs(ground.why("pod/p").root[0]) == {
        "node/a": "kubernetes.io/hostname=a has no pod with app=db; the pod must be with one"
    }


def test_uneven_spreading_is_counted(build: Any) -> None:
    ground = build(("a", "b"))
    constraint = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "w"}},
    }
    ground.apply(pod("w0", labels={"app": "w"}, topologySpreadConstraints=[constraint]))
    ground.kubectl("cordon b")
    ground.apply(pod("w1", labels={"app": "w"}, topologySpreadConstraints=[constraint]))
    why = ground.why("pod/w1")
    told = {source: value for root in why.root for source, value in proofs(root).items()}
    assert told["node/a"] == "kubernetes.io/hostname=a has 1, the emptiest part 0, maxSkew is 1"


def test_an_unbound_claim_is_followed_to_its_volumes_and_its_class(ground: Any) -> None:
    ground.apply(claim("data", "2Gi"), volume("small"), pod("p", **mounting("data")))
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Pending: no node can take it",
        "1.1 pvc/data is Pending: no volume suits it and none is made for it",
        "1.1.1 volume small does not suit the claim",
        "1.1.2 pvc/data names no StorageClass, and there is no default one: the cluster has no StorageClass",
    ]
    assert proofs(link(why, "1.1.1")) == {"pv/small": "its capacity 1Gi is less than the 2Gi asked for"}


def test_a_claim_that_does_not_exist_is_the_cause(ground: Any) -> None:
    ground.apply(pod("p", **mounting("nothing")))
    assert roots(ground.why("pod/p")) == ["pvc/nothing does not exist"]


def test_a_bound_volume_of_another_node_is_told_with_where_it_can_be_used(ground: Any) -> None:
    ground.apply(volume("v", nodes=["a"]), claim("data", storageClassName=""))
    ground.settle()
    ground.kubectl("cordon a")
    ground.apply(pod("p", **mounting("data")))
    why = ground.why("pod/p")
    assert chain(why)[1:] == [
        "1.1 nodes b and c are refused by VolumeBinding: node(s) didn't match PersistentVolume's node "
        "affinity",
        "1.2 node/a is refused by NodeUnschedulable: node(s) were unschedulable",
    ]
    where = "volume v can be used only where kubernetes.io/hostname In a"
    assert proofs(link(why, "1.1")) == {"node/b": where, "node/c": where}


def test_a_volume_of_another_zone_is_told(ground: Any) -> None:
    for node, zone in (("a", "x"), ("b", "x"), ("c", "x")):
        ground.kubectl(f"label node {node} topology.kubernetes.io/zone={zone}")
    elsewhere = volume("v")
    elsewhere["metadata"]["labels"] = {"topology.kubernetes.io/zone": "y"}
    ground.apply(elsewhere, claim("data", storageClassName=""))
    ground.settle()
    ground.apply(pod("p", **mounting("data")))
    (root,) = ground.why("pod/p").root
    assert str(root) == "nodes a, b and c are refused by VolumeZone: node(s) had no available volume zone"
    assert proofs(root)["node/a"] == "v is in y, the node in x"


def test_a_claim_for_one_pod_only_names_the_pod_that_has_it(ground: Any) -> None:
    modes = {"accessModes": ["ReadWriteOncePod"]}
    ground.apply(volume("v", **modes), claim("data", "1Gi", "ReadWriteOncePod", storageClassName=""))
    ground.settle()
    ground.apply(pod("first", **mounting("data")))
    ground.settle()
    ground.apply(pod("second", **mounting("data")))
    (root,) = ground.why("pod/second").root
    assert root.page == pages.ACCESS_MODES
    assert proofs(root)["node/a"] == "claim data is in use by first"


def test_a_claim_that_waits_for_its_pod_and_finds_no_volume_there_ends_at_the_volumes(ground: Any) -> None:
    late = storage_class("late", volumeBindingMode="WaitForFirstConsumer")
    ground.apply(late, claim("data", storageClassName="late"))
    ground.apply(volume("v", nodes=["elsewhere"], storageClassName="late"), pod("p", **mounting("data")))
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Pending: no node can take it",
        "1.1 nodes a, b and c are refused by VolumeBinding: node(s) didn't find available persistent volumes "
        "to bind",
        "1.1.1 pvc/data is Pending: its class waits for a pod that uses it before a volume is chosen or made",
        "1.1.1.1 pod/p is explained above",
        "1.1.1.2 volume v does not suit the claim",
        "1.1.1.3 storageclass/late makes no volumes: its provisioner is kubernetes.io/no-provisioner, "
        "they are made by hand",
    ]
    assert roots(why) == ["volume v does not suit the claim"]
    assert proofs(link(why, "1.1.1.2")) == {
        "pv/v": "it can be used only where kubernetes.io/hostname In elsewhere: on no node of the cluster"
    }


def test_gates_and_other_schedulers_are_told_before_any_node_is_asked(ground: Any) -> None:
    ground.apply(pod("gated", schedulingGates=[{"name": "example.com/wait"}]))
    ground.apply(pod("foreign", schedulerName="mine"))
    assert roots(ground.why("pod/gated")) == [
        "pod/gated is Pending: the scheduler does not look at it before its scheduling gates are gone: "
        "example.com/wait"
    ]
    assert roots(ground.why("pod/foreign")) == [
        "pod/foreign is Pending: it waits for a scheduler named mine, not for default-scheduler"
    ]


def test_a_cluster_without_nodes_says_so(build: Any) -> None:
    ground = build(())
    ground.apply(pod("p"))
    assert roots(ground.why("pod/p")) == ["nodes are missing: the cluster has none"]


def test_a_verdict_that_has_changed_since_the_scheduler_looked_is_shown_beside_the_old_one(
    ground: Any,
) -> None:
    ground.apply(pod("p", nodeSelector={"disk": "ssd"}))
    nodes = [{**node, "kind": "Node"} for node in ground.get("/api/v1/nodes")["items"]]
    waiting = ground.get("/api/v1/namespaces/default/pods/p")
    why = explain(Given([*nodes[:2], waiting]), "pod/p")
    told = proofs(why.top)
    assert told["condition PodScheduled"].startswith('False, Unschedulable, "0/3 nodes are available')
    assert told["the scheduler's verdict now"].startswith("0/2 nodes are available")


@pytest.mark.parametrize("count", [3, 30])
def test_what_it_says_per_node_stays_whole_and_its_text_short(build: Any, count: int) -> None:
    ground = build(tuple(f"n{number:02}" for number in range(count)))
    ground.apply(pod("p", nodeSelector={"disk": "ssd"}))
    why = ground.why("pod/p")
    assert len(why.root[0].proofs) == count
    assert max(map(len, str(why).splitlines())) <= 110
    assert ("more: 20 like these" in str(why)) == (count == 30)


def test_a_pod_whose_volume_is_being_made_waits_for_its_claim(ground: Any) -> None:
    made = storage_class("made", "rancher.io/local-path", volumeBindingMode="WaitForFirstConsumer")
    ground.apply(made, claim("data", storageClassName="made"), pod("p", **mounting("data")))
    why = ground.why("pod/p")
    assert chain(why)[:2] == [
        "1 pod/p is Pending: it gets its node once its claims have volumes",
        "1.1 pvc/data is Pending: its class waits for a pod that uses it before a volume is chosen or made",
    ]
    assert why.top.page == pages.BINDING_MODE


def test_a_pod_for_which_others_are_leaving_says_so(build: Any) -> None:
    ground = build(("a",))
    high = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}}
    need = {"resources": {"requests": {"cpu": "3"}}, "image": "k8slab/stubborn"}
    ground.apply({**high, "value": 1000}, pod("low", container=need))
    ground.settle()
    ground.apply(pod("vip", container=need, priorityClassName="high"))
    why = ground.why("pod/vip")
    assert chain(why) == [
        "1 pod/vip is Pending: a is kept for it, and low is leaving that node",
        "1.1 pod/low is Terminating: its containers have 30s to end, until 31s",
    ]
    assert (why.is_fine, why.top.page) == (True, pages.PREEMPTION)
    told = proofs(link(why, "1.1"))["condition DisruptionTarget"]
    assert told.startswith("True, PreemptionByScheduler")


def test_a_refusal_that_no_longer_holds_is_told_as_one_of_the_past(ground: Any) -> None:
    ground.apply(pod("p", nodeSelector={"disk": "ssd"}))
    waiting = ground.get("/api/v1/namespaces/default/pods/p")
    nodes = [{**node, "kind": "Node"} for node in ground.get("/api/v1/nodes")["items"]]
    nodes[1]["metadata"]["labels"]["disk"] = "ssd"
    why = explain(Given([*nodes, waiting]), "pod/p")
    assert roots(why) == [
        "pod/p is Pending: when the scheduler looked, no node could take it; as things are now, b could"
    ]
