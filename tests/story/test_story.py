from k8slab.story import Moment, Story


def test_events_are_put_in_the_order_in_which_they_happened(teller):
    teller.starts(0, "zk-0")
    teller.events.reverse()
    assert [event.moment.revision for event in teller.story().events] == [1, 2, 3, 4]


def test_an_empty_story_ends_where_it_begins():
    assert Story([]).end == 0.0
    assert Story([]).pods() == []
    assert repr(Story([])) == "<Story: 0 events until 0s>"


def test_stories_part_where_the_first_event_is_only_one_s(teller):
    teller.starts(0, "zk-0")
    before = teller.story()
    teller.starts(20, "zk-1")
    assert before.parts_from(teller.story()) == teller.story().parts_from(before) == 20
    assert before.parts_from(before) == before.end
    assert Story([]).parts_from(Story([])) == 0


def test_lives_are_chosen_by_namespace_name_selector_and_owner(teller):
    teller.create(0, "zk-0")
    teller.create(0, "zk-1")
    story = teller.story()
    assert [life.name for life in story.pods("zookeeper", selector="app=zk")] == ["zk-0", "zk-1"]
    assert [life.name for life in story.lives("pods", name="zk-1")] == ["zk-1"]
    assert story.pods("default") == story.pods(selector="app=web") == story.pods(owner="web") == []


def test_ready_and_deletion_order_name_pods_as_they_came_and_went(teller):
    for start, name in ((0, "zk-0"), (16, "zk-1"), (32, "zk-2")):
        teller.starts(start, name)
    teller.terminate(50, "zk-2")
    teller.terminate(51, "zk-0")
    assert teller.story().ready_order("zookeeper", "zk") == ["zk-0", "zk-1", "zk-2"]
    assert teller.story().deletion_order("zookeeper", "zk") == ["zk-2", "zk-0"]


def test_ready_counts_follow_every_change(teller):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    teller.stops(40, "zk-1")
    counts = [(moment.time, number) for moment, number in teller.story().ready_counts("zookeeper", "zk")]
    assert counts == [(16, 1), (16, 2), (40, 1)]


def test_fewest_ready_starts_with_what_was_ready_at_the_first_moment(teller):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    story = teller.story()
    assert story.fewest_ready("zookeeper", "zk", since=Moment(20, 99)).number == 2
    teller.terminate(40, "zk-1")
    lowest = teller.story().fewest_ready("zookeeper", "zk", since=Moment(20, 99))
    assert (lowest.number, lowest.moment.time) == (1, 40)
    assert teller.story().fewest_ready("default", "zk", since=Moment(0, 0)) is None


def test_ready_pods_can_be_counted_by_their_labels(teller):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    teller.terminate(40, "zk-1")
    story = teller.story()
    assert story.fewest_ready("zookeeper", selector="app=web", since=Moment(20, 99)) is None
    assert story.fewest_ready("zookeeper", selector="app=zk", since=Moment(20, 99)).number == 1
