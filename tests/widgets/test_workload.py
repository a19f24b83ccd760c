"""What can be picked at a time."""

import pytest

from k8slab.errors import K8slabError
from k8slab.sim.node.images.catalogue import Catalogue
from k8slab.widgets.workload import KNOWN_IMAGES, Workload, choices, newest, workloads


def workload(kind, name, image, **spec):
    template = {"spec": {"containers": [{"name": "main", "image": image}]}}
    metadata = {"name": name, "namespace": "default", "uid": f"uid-{kind}-{name}"}
    return {"kind": kind, "metadata": metadata, "spec": {"template": template, **spec}}


@pytest.fixture
def story(teller):
    teller.tell(0, "ADDED", "nodes", {"metadata": {"name": "k8s-m1", "uid": "n1"}, "spec": {}})
    teller.tell(1, "ADDED", "statefulsets", workload("StatefulSet", "web", "nginx", replicas=3))
    teller.tell(2, "ADDED", "daemonsets", workload("DaemonSet", "agent", "fluentd"))
    cordoned = {"metadata": {"name": "k8s-m1", "uid": "n1"}, "spec": {"unschedulable": True}}
    teller.tell(3, "MODIFIED", "nodes", cordoned)
    teller.create(4, "zk-0")
    teller.tell(5, "DELETED", "daemonsets", workload("DaemonSet", "agent", "fluentd"))
    return teller.story()


def test_workloads_are_those_of_the_time(story):
    assert [str(each) for each in workloads(story, 4)] == ["ds/agent in default", "sts/web in default"]
    assert [str(each) for each in workloads(story, 5)] == ["sts/web in default"]


def test_the_newest_workload_is_shown_until_one_is_picked(story):
    assert newest(story, 0) is None
    assert newest(story, 4) == Workload("default", "ds", "agent")
    assert newest(story, 5) == Workload("default", "sts", "web")


def test_choices_are_those_of_the_time(story):
    found = choices(story, 4, Workload("default", "sts", "web"))
    assert found["workload"] == "default/sts/web"
    assert (found["target"], found["namespace"], found["replicas"]) == ("sts/web", "default", 3)
    assert found["containers"] == [{"name": "main", "image": "nginx"}]
    assert found["nodes"] == [{"name": "k8s-m1", "cordoned": True}]
    assert found["pods"] == ["zookeeper/zk-0"]
    assert found["images"][0] == "zk:1"
    assert choices(story, 2, None)["nodes"] == [{"name": "k8s-m1", "cordoned": False}]


def test_the_pods_of_the_workload_come_first_and_ordinals_count_as_numbers(teller):
    teller.create(1, "zk-10")
    teller.create(2, "zk-9")
    teller.tell(
        3,
        "ADDED",
        "pods",
        {"metadata": {"name": "a", "namespace": "default", "uid": "a"}, "spec": {"containers": []}},
    )
    story = teller.story()
    zk = ["zookeeper/zk-9", "zookeeper/zk-10"]
    assert choices(story, 3, Workload("zookeeper", "sts", "zk"))["pods"] == [*zk, "default/a"]
    assert choices(story, 3, None)["pods"] == ["default/a", *zk]


def test_what_is_not_scaled_has_no_replicas(story):
    assert choices(story, 4, Workload("default", "ds", "agent"))["replicas"] is None


def test_a_workload_that_is_gone_is_not_offered(story):
    found = choices(story, 5, Workload("default", "ds", "agent"))
    assert (found["workload"], found["target"], found["containers"]) == ("", "", [])


def test_a_workload_is_named_as_kubectl_takes_it():
    assert Workload.named("statefulset/zk", "zookeeper") == Workload("zookeeper", "sts", "zk")
    assert Workload.named("ds/agent", "default").resource == "daemonsets"
    with pytest.raises(K8slabError, match="as in 'sts/zk', found 'pod/zk-0'"):
        Workload.named("pod/zk-0", "default")


def test_the_images_that_are_offered_behave_as_the_simulator_says():
    found = {image: Catalogue().find(image) for image in KNOWN_IMAGES}
    assert not found["nginx:404"].pullable
    assert found["k8slab/never-ready"].ready_after is None
    assert found["k8slab/crashing"].exit_code == 1
    assert all(image.pullable for name, image in found.items() if name != "nginx:404")
