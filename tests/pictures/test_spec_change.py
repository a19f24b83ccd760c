import pytest

from k8slab.pictures.spec_change import Change, changes, node_marks, workload_marks
from k8slab.story import Story
from tests.pictures.played import deployment, play, statefulset


def told(before, after):
    return [str(change) for change in changes(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"replicas": 3}, {"replicas": 4}, "scaled from 3 to 4"),
        ({"minReadySeconds": 5}, {}, "minReadySeconds removed"),
        ({}, {"updateStrategy": {"rollingUpdate": {"partition": 2}}}, "partition set to 2"),
        (
            {"template": {"spec": {"containers": [{"image": "a:1"}]}}},
            {"template": {"spec": {"containers": [{"image": "a:2"}]}}},
            "template changed: image from a:1 to a:2",
        ),
        (
            {"template": {"metadata": {}}},
            {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "now"}}}},
            "template changed: restarted",
        ),
        (
            {"template": {"spec": {"containers": [{}]}}},
            {"template": {"spec": {"containers": [{}, {}]}}},
            "template changed: containers changed",
        ),
    ],
)
def test_a_change_is_told_in_the_words_of_the_field(before, after, words):
    assert told(before, after) == [words]


def test_equal_specs_have_no_changes_and_long_values_are_not_shown():
    assert told({"a": [1]}, {"a": [1]}) == []
    assert str(Change("template.spec.x", "v" * 100, "w" * 100)) == "template changed: x changed"


def test_the_life_of_a_workload_is_told_from_made_to_gone():
    played = play("scale sts/web --replicas=1", "delete sts web", manifest=statefulset(2))
    (life,) = played.story.lives("statefulsets")
    assert [mark.text for mark in workload_marks(life)] == [
        "StatefulSet web made with 2 replicas",
        "StatefulSet web: scaled from 2 to 1",
        "StatefulSet web gone",
    ]


def test_what_the_controller_writes_into_a_status_is_no_change():
    (life,) = play(manifest=deployment()).story.lives("deployments")
    assert len(life.versions) > 2
    assert [mark.text for mark in workload_marks(life)] == ["Deployment web made with 3 replicas"]


def node(time, change, *, ready="True", unschedulable=None):
    conditions = [{"type": "Ready", "status": ready}]
    spec = {"unschedulable": True} if unschedulable else {}
    obj = {"metadata": {"name": "k8s-m1", "uid": "n"}, "spec": spec, "status": {"conditions": conditions}}
    return {"time": time, "revision": time + 1, "type": change, "resource": "nodes", "object": obj}


def test_nodes_are_told_when_they_join_late_are_cordoned_fail_and_leave():
    story = Story.from_dicts(
        [
            node(0, "ADDED"),
            node(3, "MODIFIED", unschedulable=True),
            node(5, "MODIFIED"),
            node(8, "MODIFIED", ready="Unknown"),
            node(9, "DELETED"),
        ]
    )
    (life,) = story.lives("nodes")
    assert [(mark.time, mark.text) for mark in node_marks(life, 0.0)] == [
        (3, "node k8s-m1 cordoned"),
        (5, "node k8s-m1 uncordoned"),
        (8, "node k8s-m1 NotReady"),
        (9, "node k8s-m1 gone"),
    ]
    assert next(node_marks(life, -1.0)).text == "node k8s-m1 joined"
