from k8slab.objects import meta
from k8slab.story import Scene


def test_a_scene_has_what_was_there_at_that_second(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    teller.starts(70, "zk-0")
    story = teller.story()
    there = [[meta.uid(pod) for pod in Scene(story, time).objects("pods")] for time in (0, 69, 70, 100)]
    assert there == [["uid-1"], ["uid-1"], ["uid-2"], ["uid-2"]]
    assert Scene(story, 20).find("pods", "zk-0", "zookeeper")["status"]["phase"] == "Running"
    assert Scene(story, 20).find("pods", "zk-0", "default") is None


def test_a_scene_is_at_the_end_of_the_story_unless_a_time_is_given(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    assert Scene(teller.story()).time == 70
    assert Scene(teller.story()).objects("pods") == []


def test_what_is_gone_can_still_be_looked_up_as_it_last_was(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    life, pod = Scene(teller.story()).last_seen("pods", "zk-0", "zookeeper")
    assert life.deleted.time == 70
    assert meta.is_terminating(pod)
    assert Scene(teller.story(), -1).last_seen("pods", "zk-0", "zookeeper") is None


def test_the_events_about_an_object_end_with_the_newest(teller):
    def event(time, name, message, uid="uid-1", change="ADDED"):
        told = {"metadata": {"name": name, "namespace": "x", "uid": name}, "message": message}
        teller.tell(time, change, "events", {**told, "involvedObject": {"uid": uid}})

    teller.create(0, "zk-0")
    event(1, "a", "first")
    event(2, "b", "second")
    event(2, "c", "of another", uid="uid-2")
    event(3, "a", "first, again", change="MODIFIED")
    pod = teller.pods["zk-0"]
    told = [each["message"] for each in Scene(teller.story(), 2).events_about(pod)]
    assert told == ["first", "second"]
    assert [each["message"] for each in Scene(teller.story()).events_about(pod)] == ["second", "first, again"]
