import pytest

from k8slab.errors import K8slabError
from k8slab.pictures import Timeline


def rollout(teller):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    teller.stops(40, "zk-1")
    teller.starts(70, "zk-1", revision="zk-b")
    return teller.story()


def test_the_text_tells_every_life_of_every_pod(teller):
    assert repr(Timeline.of(rollout(teller))).splitlines() == [
        "Pods over virtual time, 0s to 86s",
        "revision 1: zk-a",
        "revision 2: zk-b",
        "zk-0  #1 revision 1 on k8s-m1: 0s ContainerCreating, 3s Running, not Ready, 16s Ready",
        "zk-1  #1 revision 1 on k8s-m1: 0s ContainerCreating, 3s Running, not Ready, 16s Ready, "
        "40s Terminating, 70s gone",
        "zk-1  #2 revision 2 on k8s-m1: 70s ContainerCreating, 73s Running, not Ready, 86s Ready",
    ]


def test_rows_are_in_ordinal_order(teller):
    for name in ("zk-10", "zk-9", "zk-0"):
        teller.create(0, name)
    assert [row.name for row in Timeline.of(teller.story()).rows] == ["zk-0", "zk-9", "zk-10"]


def test_names_carry_the_namespace_only_where_there_are_several(teller):
    teller.create(0, "zk-0")
    teller.create(0, "zk-1")
    teller.pods["zk-1"]["metadata"]["namespace"] = "other"
    assert [row.name for row in Timeline.of(teller.story()).rows] == ["other/zk-1", "zookeeper/zk-0"]
    assert [row.name for row in Timeline.of(teller.story(), namespace="other").rows] == ["zk-1"]


def test_a_picture_can_be_cut_at_both_ends(teller):
    cut = Timeline.of(rollout(teller), since=20, until=50)
    assert (cut.start, cut.end) == (20, 50)
    assert cut.lives() == [
        "zk-0  #1 on k8s-m1: 20s already Ready",
        "zk-1  #1 on k8s-m1: 20s already Ready, 40s Terminating",
    ]


def test_looking_back_knows_nothing_of_what_came_later(teller):
    story = rollout(teller)
    assert Timeline.of(story, until=50).revisions == ()
    assert [each.name for each in Timeline.of(story, until=80).revisions] == ["zk-a", "zk-b"]
    teller.create(90, "zk-2")
    assert [row.name for row in Timeline.of(teller.story(), until=80).rows] == ["zk-0", "zk-1"]
    teller.bind(95, "zk-2", "k8s-m2")
    assert "zk-2  #1 revision 1 on no node: 90s Pending" in Timeline.of(teller.story(), until=92).lives()


def test_lives_keep_their_numbers_in_a_cut_picture(teller):
    rollout(teller)
    teller.stops(90, "zk-0")
    cut = Timeline.of(teller.story(), since=85, until=100)
    assert [line[:22] for line in cut.lives()] == ["zk-0  #1 revision 1 on", "zk-1  #2 revision 2 on"]
    assert Timeline.of(teller.story(), since=121).rows[0].name == "zk-1"


def test_no_pods_is_said_in_words_and_drawn(teller):
    empty = Timeline.of(teller.story())
    assert repr(empty) == "Pods over virtual time, 0s to 0s\nno pods"
    assert empty.svg.endswith("</svg>")
    assert ">no pods</text>" in empty.svg


def test_the_notebook_gets_an_image_with_its_text(teller):
    html = Timeline.of(rollout(teller))._repr_html_()
    assert '<img style="max-width:100%" alt="Pods over virtual time, 0s to 86s" src=' in html
    assert 'src="data:image/svg+xml;utf8,%3Csvg xmlns=' in html
    assert "<details><summary>As text</summary><pre>Pods over virtual time" in html


def test_the_picture_begins_when_the_first_pods_controller_was_made(teller):
    owner = {"metadata": {"name": "zk", "namespace": "zookeeper", "uid": "set"}, "kind": "StatefulSet"}
    teller.tell(3, "ADDED", "statefulsets", {**owner, "spec": {"replicas": 1}})
    teller.starts(5, "zk-0")
    timeline = Timeline.of(teller.story())
    assert timeline.start == 3
    assert timeline.mark_lines() == ["1   3s change: StatefulSet zk made with 1 replica"]
    assert Timeline.of(teller.story(), since=4).start == 4


def test_a_timeline_cannot_end_before_it_begins(teller):
    story = rollout(teller)
    with pytest.raises(
        K8slabError, match=r"begins before 5s, where it ends, found since=20\. Next: take an earlier"
    ):
        Timeline.of(story, since=20, until=5)
