"""What a button stands for is a line of kubectl."""

import shlex

import pytest

from k8slab.errors import K8slabError
from k8slab.kubectl.verbs import find_verb
from k8slab.widgets.actions import ACTIONS, line_of

PICKED = {
    "workload": "sts/zk",
    "namespace": "zookeeper",
    "replicas": "5",
    "container": "zk",
    "image": "zookeeper:3.9",
    "pod": "zk-1",
    "podNamespace": "zookeeper",
    "node": "k8s-m2",
}


def test_every_button_has_its_line():
    assert {action.key: line_of(action.key, PICKED) for action in ACTIONS} == {
        "scale": "kubectl scale sts/zk --replicas=5 -n zookeeper",
        "image": "kubectl set image sts/zk zk=zookeeper:3.9 -n zookeeper",
        "undo": "kubectl rollout undo sts/zk -n zookeeper",
        "kill": "kubectl delete pod zk-1 -n zookeeper --wait=false",
        "cordon": "kubectl cordon k8s-m2",
        "uncordon": "kubectl uncordon k8s-m2",
    }


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_every_line_is_one_that_kubectl_knows(action):
    assert find_verb(shlex.split(line_of(action.key, PICKED))[1:])


def test_what_was_typed_is_one_word_whatever_is_in_it():
    line = line_of("image", {**PICKED, "image": "a b; rm -rf '$HOME'"})
    assert shlex.split(line)[4] == "zk=a b; rm -rf '$HOME'"


def test_what_is_not_picked_is_asked_for():
    with pytest.raises(K8slabError, match="Kill pod: expected a pod, found none picked"):
        line_of("kill", {"namespace": "zookeeper", "pod": ""})


def test_a_button_that_is_not_there_is_refused():
    with pytest.raises(K8slabError, match="found 'format-disk'"):
        line_of("format-disk", PICKED)
