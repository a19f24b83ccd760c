import pytest

from k8slab.pictures import NodeMap
from k8slab.pictures.stage import Stage
from tests.pictures.ensemble import Ensemble, crowd, ensemble
from tests.pictures.recorded import before


@pytest.fixture(scope="module")
def crowded():
    return NodeMap.of(crowd().story())


def node(node_map, name):
    return next(box for box in node_map.nodes if box.name == name)


def pods(node_map):
    return {tile.name: (box.name, tile.status, tile.belonging) for box in node_map.nodes for tile in box.pods}


def test_each_pod_is_on_its_node_with_stage_owner_and_what_the_node_gives():
    node_map = NodeMap.of(ensemble().story())
    assert pods(node_map) == {
        "zk-0": ("k8s-m1", "Ready", "StatefulSet zk"),
        "zk-1": ("k8s-m2", "Ready", "StatefulSet zk"),
        "zk-2": ("k8s-m3", "Ready", "StatefulSet zk"),
    }
    assert list(map(str, node(node_map, "k8s-m1").uses)) == [
        "pods 1 of 110",
        "cpu 500m of 4",
        "memory 1Gi of 8Gi",
    ]
    assert [use.percent for use in node(node_map, "k8s-m1").uses] == [1, 12, 12]


def test_a_pod_arrives_until_it_was_ready_once():
    story = ensemble().story()
    movements = [
        (time, tile.stage, tile.movement)
        for time in (0, 10, 60)
        for tile in node(NodeMap.of(story, time), "k8s-m1").pods
    ]
    assert movements == [
        (0, Stage.CREATING, "arriving"),
        (10, Stage.RUNNING, "arriving"),
        (60, Stage.READY, ""),
    ]


def test_a_pod_that_lost_its_readiness_does_not_arrive(teller):
    teller.starts(0, "zk-0")
    teller.runs(20, "zk-0", ready=False)
    (box,) = NodeMap.of(teller.story()).nodes
    assert (box.state, box.pods[0].label, box.pods[0].movement) == ("gone", "Running, not Ready", "")


def test_a_pod_leaves_when_it_is_deleted_and_tells_that_it_was_evicted():
    made = ensemble()
    made.kubectl("taint node k8s-m2 maintenance=yes:NoExecute", "delete pod zk-0 -n zookeeper --wait=false")
    made.advance(1)
    leaving = {tile.name: (tile.status, tile.reason) for tile in NodeMap.of(made.story()).tiles}
    assert leaving["zk-0"] == ("Terminating, leaving", "")
    assert leaving["zk-1"] == ("Terminating, leaving", "evicted for a taint of its node")
    assert leaving["zk-2"] == ("Ready", "")


def test_pods_on_no_node_wait_with_the_schedulers_reason():
    made = ensemble()
    made.kubectl("scale sts zk -n zookeeper --replicas=4")
    made.advance(1)
    (tile,) = NodeMap.of(made.story()).waiting
    assert (tile.name, tile.label) == ("zk-3", "Pending")
    assert tile.reason.startswith("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.")


def test_a_failing_pod_is_named_with_the_kubelets_words():
    made = Ensemble()
    made.kubectl("run broken --image=nginx:no-such")
    made.settle()
    node_map = NodeMap.of(made.story())
    (tile,) = node_map.tiles
    assert tile.is_failing
    assert (tile.label, tile.owner) == ("ImagePullBackOff", "no controller")
    assert tile.reason.startswith('Back-off pulling image "nginx:no-such"')
    assert [box.is_troubled for box in node_map.nodes].count(True) == 1


def test_roles_zone_own_labels_taints_and_cordons_are_told():
    made = Ensemble(nodes=1)
    made.kubectl(
        "label node k8s-m1 node-role.kubernetes.io/control-plane= topology.kubernetes.io/zone=a disk=ssd",
        "taint node k8s-m1 gpu=yes:NoSchedule",
        "cordon k8s-m1",
    )
    box = node(NodeMap.of(made.story()), "k8s-m1")
    assert box.facts == ("role control-plane", "zone a", "disk=ssd")
    assert box.taints == ("gpu=yes:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule")
    assert (box.cordoned, box.is_troubled, box.is_failing) == (True, True, False)


def test_a_silent_node_is_not_ready_and_keeps_what_is_being_deleted():
    made = ensemble()
    made.cluster.stop_node("k8s-m3")
    made.advance(400)
    box = node(NodeMap.of(made.story()), "k8s-m3")
    assert box.state == "NotReady"
    assert box.ailments[0] == "its kubelet does not answer: Kubelet stopped posting node status."
    assert box.ailments[1].startswith("nobody confirms that pods stop here")
    assert [tile.status for tile in box.pods] == ["Terminating, leaving"]


def test_the_same_is_told_of_a_real_control_planes_silent_node():
    node_map = NodeMap.of(*before("h_node_failure", "kubectl describe po web-2"))
    box = node(node_map, "k8s-m3")
    assert (box.state, box.ailments[0]) == (
        "NotReady",
        "its kubelet does not answer: Kubelet stopped posting node status.",
    )
    told = {tile.name.rpartition("/")[2]: (tile.label, tile.reason) for tile in box.pods}
    assert told["web-2"] == ("Terminating", "evicted for a taint of its node")
    assert next(label for name, (label, _) in told.items() if name != "web-2") == "Running, not Ready"


def test_pods_of_a_node_that_is_gone_are_not_lost(teller):
    teller.starts(0, "zk-0")
    (box,) = NodeMap.of(teller.story()).nodes
    assert (box.name, box.state, [tile.name for tile in box.pods]) == ("k8s-m1", "gone", ["zk-0"])
    assert box.ailments == ("not there: no node has this name",)


def test_pods_that_were_not_asked_for_are_counted_on_their_node():
    made = ensemble()
    made.agents()
    made.settle()
    chosen = NodeMap.of(made.story(), namespace="zookeeper", selector="app=zk")
    assert [tile.name for tile in chosen.tiles] == ["zk-0", "zk-1", "zk-2"]
    assert {box.emptiness for box in chosen.nodes} == {"1 pod not asked for"}
    assert {str(box.uses[0]) for box in chosen.nodes} == {"pods 2 of 110"}
    assert "namespace zookeeper, selector app=zk" in chosen.lines()[0]


def test_revisions_are_numbered_for_each_workload_that_has_had_several():
    made = Ensemble()
    made.agents()
    made.web("Deployment", "api", 1)
    made.settle()
    made.kubectl("set image ds/agent agent=nginx:1.28")
    made.settle()
    node_map = NodeMap.of(made.story())
    assert {tile.belonging for tile in node_map.tiles} == {"DaemonSet agent, revision 2", "Deployment api"}
    assert [(number, owner) for number, owner, _ in node_map.numbered] == [
        (1, "DaemonSet agent"),
        (2, "DaemonSet agent"),
    ]


def test_names_carry_their_namespace_where_there_are_several():
    made = ensemble()
    made.web("StatefulSet", "zk", 1)
    made.settle()
    tiles = {tile.name: tile for tile in NodeMap.of(made.story()).tiles}
    assert sorted(tiles) == ["default/zk-0", "zookeeper/zk-0", "zookeeper/zk-1", "zookeeper/zk-2"]
    assert tiles["default/zk-0"].owner == "StatefulSet default/zk"
    assert tiles["default/zk-0"].pod == "zk-0"


def test_nodes_are_in_the_order_of_their_numbers():
    made = Ensemble(nodes=11)
    assert [box.name for box in NodeMap.of(made.story()).nodes][-2:] == ["k8s-m10", "k8s-m11"]


def test_a_crowded_map_begins_with_trouble_and_counts_every_pod(crowded):
    assert crowded.crowded
    assert [box.name for box in crowded.large] == ["k8s-m9", "k8s-m42", "k8s-m50", "k8s-m99"]
    assert list(crowded.nodes[:4]) == list(crowded.large)
    counted = sum(len(group.names) for box in crowded.nodes for group in box.groups)
    assert counted + len(crowded.waiting) == len(crowded.tiles) >= 490
    assert "1 ImagePullBackOff of StatefulSet web, revision 2 (web-199)" in [
        str(group) for group in node(crowded, "k8s-m99").groups
    ]


def test_a_crowded_map_says_that_it_counts(crowded):
    assert crowded.lines()[0].startswith("Nodes and their pods at ")
    assert crowded.lines()[1].startswith("100 nodes (99 Ready, 1 NotReady), ")
    assert crowded.lines()[2] == (
        "Ready pods are counted; of the others at most 3 are named for each workload, stage and node. "
        "Nodes with trouble come first."
    )
    assert sum(line.startswith("k8s-m") for line in crowded.lines()) == 100


def test_waiting_pods_of_a_crowded_map_stand_in_queues_by_reason():
    made = Ensemble()
    made.web("Deployment", "api", 70)
    made.settle()
    made.kubectl("cordon k8s-m1 k8s-m2 k8s-m3", "scale deploy api --replicas=90")
    made.advance(1)
    (queue,) = NodeMap.of(made.story()).queues
    assert str(queue).startswith("20 Pending of Deployment api (api-")
    assert " and 17 more): 0/3 nodes are available: 3 node(s) were unschedulable." in str(queue)


def test_many_pods_on_few_nodes_are_counted_on_large_cards():
    made = Ensemble()
    made.web("Deployment", "api", 70)
    made.settle()
    node_map = NodeMap.of(made.story())
    assert (node_map.crowded, len(node_map.large), node_map.letters) == (True, 3, ())


def test_an_empty_cluster_is_told_in_words(teller):
    assert str(NodeMap.of(teller.story())) == "Nodes and their pods at 0s\n0 nodes, 0 pods"


def test_every_node_use_taint_and_pod_is_in_the_text():
    made = ensemble()
    made.kubectl(
        "scale sts zk -n zookeeper --replicas=5", "taint node k8s-m1 a=b:NoSchedule", "cordon k8s-m2"
    )
    made.advance(1)
    node_map = NodeMap.of(made.story())
    lines = [line.strip() for line in node_map.lines()]
    for box in node_map.nodes:
        assert box.head() in lines
        assert all(str(use) in box.head() for use in box.uses)
        assert all(note in lines for note in box.notes())
        assert all(any(taint in line for line in lines) for taint in box.taints)
    assert all(str(tile) in lines for tile in node_map.tiles)


def test_every_group_and_every_queue_of_a_crowd_is_in_the_text(crowded):
    lines = [line.strip() for line in crowded.lines()]
    assert all(str(group) in lines for box in crowded.nodes for group in box.groups)
    assert all(str(queue) in lines for queue in crowded.queues)
    assert all(tile.name in str(crowded) for tile in crowded.tiles if not tile.is_ready)


def test_of_many_nodes_with_trouble_the_first_twelve_are_large_and_the_others_come_next():
    made = Ensemble(nodes=30)
    made.kubectl(*(f"cordon k8s-m{number}" for number in range(11, 31)))
    node_map = NodeMap.of(made.story())
    assert [box.name for box in node_map.large] == [f"k8s-m{number}" for number in range(11, 23)]
    assert [box.name for box in node_map.nodes[12:21]] == [
        *(f"k8s-m{number}" for number in range(23, 31)),
        "k8s-m1",
    ]
