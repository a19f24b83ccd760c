from k8slab.pictures import Timeline
from k8slab.pictures.story_marks import MOST_WARNINGS, story_marks
from k8slab.story import Story
from tests.pictures.played import play, statefulset


def warning(time, number, *, reason="Failed", message="no"):
    about = {"name": f"web-{number}", "uid": f"uid-{number}"}
    meta = {"name": f"e{time}.{number}", "uid": f"e{time}.{number}"}
    obj = {"metadata": meta, "type": "Warning", "reason": reason, "message": message, "involvedObject": about}
    return {"time": time, "revision": time, "type": "ADDED", "resource": "events", "object": obj}


def pod(number):
    obj = {"metadata": {"name": f"web-{number}", "uid": f"uid-{number}"}, "spec": {}}
    return {"time": 0, "revision": 0, "type": "ADDED", "resource": "pods", "object": obj}


def told(events, number=1):
    story = Story.from_dicts([*(pod(at) for at in range(number)), *events])
    return [(mark.time, mark.text) for mark in story_marks(story, story.pods(), [])]


def test_the_same_warning_about_several_pods_is_one_mark():
    assert told([warning(3, 0), warning(3, 1), warning(5, 0)], 2) == [
        (3, "Failed (web-0, web-1): no"),
        (5, "Failed (web-0): no"),
    ]


def test_warnings_about_other_objects_are_left_out():
    assert told([warning(3, 7)]) == []


def test_many_warnings_are_told_once_for_each_reason():
    many = [warning(at, at % 5, message=f"no {at}") for at in range(1, MOST_WARNINGS + 3)]
    assert told(many, 5) == [(1, "Failed (web-1, web-2, web-3 and 2 more, 14 times, until 14s): no 1")]


def test_a_real_story_tells_who_scaled_and_what_the_scheduler_said():
    played = play("scale sts/web --replicas=2", "cordon k8s-m1", manifest=statefulset(1), nodes=1)
    texts = [mark.text for each in Timeline.of(played.story).instants for mark in each.marks]
    assert "StatefulSet web: scaled from 1 to 2" in texts
    assert texts[-1] == "node k8s-m1 cordoned"
