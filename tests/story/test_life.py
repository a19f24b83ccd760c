from k8slab.objects import meta
from k8slab.story import Moment


def test_a_life_lasts_from_added_to_deleted(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    (life,) = teller.story().pods()
    assert (life.created.time, life.terminating.time, life.deleted.time) == (0, 40, 70)
    assert repr(life) == "<pods zk-0 in zookeeper: created at 0s, gone at 70s>"


def test_an_object_made_again_has_two_lives(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    teller.starts(70, "zk-0")
    assert [life.uid for life in teller.story().pods(name="zk-0")] == ["uid-1", "uid-2"]


def test_an_object_stayed_if_it_was_there_before_and_was_not_on_its_way_out_until_after(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    (life,) = teller.story().pods()
    assert life.stayed(Moment(10, 5), Moment(30, 5))
    assert not life.stayed(Moment(10, 5), Moment(50, 50))
    assert not life.stayed(life.created, Moment(30, 5))
    assert not life.stayed(Moment(10, 5))
    teller.starts(50, "zk-1")
    assert teller.story().pods(name="zk-1")[0].stayed(Moment(99, 99))


def test_at_gives_the_version_that_was_current(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    (life,) = teller.story().pods()
    assert life.at(-1) is None
    assert life.at(2)["status"]["phase"] == "Pending"
    assert life.at(20)["status"]["phase"] == "Running"
    assert life.at(70) is None


def test_as_of_tells_apart_what_happened_at_the_same_second(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    (life,) = teller.story().pods()
    asked = life.terminating
    assert not meta.is_terminating(life.as_of(Moment(asked.time, asked.revision - 1)))
    assert meta.is_terminating(life.as_of(asked))
    assert life.as_of(life.deleted) is None
    assert life.as_of(Moment(-1, 0)) is None


def test_a_pod_that_loses_its_controller_still_counts_as_its_owners(teller):
    teller.create(0, "zk-0")
    freed = {**teller.pods["zk-0"]["metadata"], "ownerReferences": []}
    teller._change(1, "zk-0", metadata=freed)
    (life,) = teller.story().pods(owner="StatefulSet/zk")
    assert meta.controller_of(life.last) is None
    assert teller.story().pods(owner="DaemonSet/zk") == []


def test_intervals_of_what_still_holds_have_no_end(teller):
    teller.starts(0, "zk-0")
    (interval,) = teller.story().pods()[0].ready
    assert (interval.start, interval.end) == (Moment(16, 4), None)
    assert not interval.covers(15.9)
    assert interval.covers(16)
    assert str(interval) == "16s to the end"


def test_an_interval_includes_its_first_moment_and_not_that_of_its_end(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    (interval,) = teller.story().pods()[0].ready
    assert interval.includes(interval.start)
    assert not interval.includes(Moment(interval.start.time, interval.start.revision - 1))
    assert interval.includes(Moment(interval.end.time, interval.end.revision - 1))
    assert not interval.includes(interval.end)
