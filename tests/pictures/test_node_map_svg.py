import pytest

from k8slab.pictures import NodeMap
from k8slab.pictures.node_map import WAITING
from k8slab.pictures.stage import Stage
from tests.pictures.drawing import check_sound, elements, items, texts
from tests.pictures.ensemble import Ensemble, crowd, ensemble
from tests.pictures.recorded import recorded

LEGEND = {WAITING, *(stage.value for stage in Stage), "arriving", "leaving"}
RECORDINGS = ("b_zk_ordered", "c_broken", "e_ds_basic", "f_deploy", "h_node_failure", "s_article")


@pytest.fixture(scope="module")
def crowded():
    return NodeMap.of(crowd().story())


def legend(node_map):
    """What explains a map: stages, arrows, letters, revisions with their signs."""
    letters = dict(node_map.letters)
    signs = {owner: letter for letter, owner in letters.items()}
    revisions = {f"{signs.get(owner)}{number}, {name}" for number, owner, name in node_map.numbered}
    return {*LEGEND, *letters.values(), *revisions}


def test_all_that_is_drawn_is_told():
    made = ensemble()
    made.kubectl(
        "scale sts zk -n zookeeper --replicas=4", "cordon k8s-m2", "delete pod zk-0 -n zookeeper --wait=false"
    )
    made.advance(1)
    for time in (0, 10, None):
        check_sound(NodeMap.of(made.story(), time), LEGEND)


def test_all_that_is_drawn_of_a_crowd_is_told_in_at_most_300_kb(crowded):
    check_sound(crowded, legend(crowded))
    assert len(crowded.svg.encode()) <= 300_000
    assert len(crowded.inline_svg().encode()) <= 300_000


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_real_control_planes_nodes_are_drawn_at_every_step(name):
    story, starts = recorded(name)
    for start in starts[::4]:
        node_map = NodeMap.of(story, start)
        check_sound(node_map, legend(node_map))


def test_every_node_and_every_pod_can_be_found_by_a_page():
    node_map = NodeMap.of(ensemble().story())
    found = [(each.get("data-node"), each.get("data-pod"), each.get("data-text")) for each in items(node_map)]
    assert found[:2] == [
        ("k8s-m1", None, "k8s-m1: Ready; pods 1 of 110, cpu 500m of 4, memory 1Gi of 8Gi"),
        ("k8s-m1", "zk-0", "zk-0: Ready; StatefulSet zk"),
    ]
    assert len(found) == 6
    pod = items(node_map)[1]
    assert (pod.get("role"), pod.get("aria-label")) == ("img", "zk-0: Ready; StatefulSet zk")
    assert (pod.get("data-namespace"), pod.get("data-stage")) == ("zookeeper", "Ready")


def test_every_node_of_a_crowd_can_be_found_with_its_counts(crowded):
    nodes = {each.get("data-node") for each in items(crowded)}
    assert nodes == {box.name for box in crowded.nodes}
    counts = [int(each.get("data-count")) for each in items(crowded) if each.get("data-count")]
    assert sum(counts) + len(crowded.waiting) == len(crowded.tiles)


def test_movement_and_failure_are_signs_and_words_too():
    made = ensemble()
    made.kubectl("delete pod zk-0 -n zookeeper --wait=false", "run broken --image=nginx:no-such")
    made.advance(5)
    told = texts(NodeMap.of(made.story()))
    assert "Terminating, leaving" in told
    assert "leaving" in told
    assert "ErrImagePull" in told or "ImagePullBackOff" in told
    assert "!" in told


def test_the_revision_of_a_pod_is_a_number_in_its_swatch():
    made = Ensemble(nodes=1)
    made.agents()
    made.settle()
    made.kubectl("set image ds/agent agent=nginx:1.28")
    made.settle()
    told = texts(NodeMap.of(made.story()))
    assert told.count("2") == 2
    assert "DaemonSet agent, revision 2" in told


def test_a_crowds_revisions_are_told_beside_their_counts(crowded):
    assert "C1" in texts(crowded)
    assert any(text.startswith("C2, web-") for text in texts(crowded))


def test_hostile_names_are_escaped(teller):
    teller.starts(0, "zk-0")
    teller.pods["zk-0"]["metadata"]["ownerReferences"][0]["name"] = "<script>alert('x')</script>&\x00"
    node_map = NodeMap.of(teller.story())
    assert "<script" not in node_map.svg
    assert "<script" not in node_map.inline_svg()
    assert "<script" not in node_map._repr_html_()
    assert elements(node_map) is not None


def test_many_workloads_on_one_small_node_are_not_dropped_in_silence():
    made = Ensemble(nodes=13)
    for number in range(6):
        made.kubectl(f"run p{number} --image=nginx:1.27 --labels=n={number}")
    made.settle()
    names = [f"w{number}" for number in range(6)]
    for name in names:
        made.web("StatefulSet", name, 13)
    made.settle()
    node_map = NodeMap.of(made.story())
    check_sound(node_map, legend(node_map))
    fuller = next(box for box in node_map.nodes if len(box.groups) > 4)
    assert f"+{len(fuller.groups) - 4}" in texts(node_map)
