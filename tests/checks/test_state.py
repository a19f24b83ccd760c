import pytest

from k8slab.checks import State, Unmet


@pytest.fixture
def state(teller):
    teller.starts(0, "zk-1")
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-2")
    teller.stops(40, "zk-2")
    return State.of(teller.story())


def test_the_state_of_a_story_is_what_is_left(state):
    assert [pod["metadata"]["name"] for pod in state.list("pods")] == ["zk-0", "zk-1"]


def test_lists_are_chosen_by_namespace_selector_and_owner(state):
    assert len(state.list("pods", "zookeeper", selector="app=zk", owner="StatefulSet/zk")) == 2
    assert state.list("pods", "default") == state.list("pods", owner="web") == state.list("services") == []


@pytest.mark.parametrize(
    ("name", "namespace", "found"),
    [
        ("zk-9", "zookeeper", "zk-1, zk-0"),
        ("web", "zookeeper", "zk-0, zk-1"),
        ("zk-0", "default", "it in namespace zookeeper"),
        ("zk-9", "default", "none"),
    ],
)
def test_what_is_missing_is_told_with_what_is_there_instead(state, name, namespace, found):
    with pytest.raises(Unmet) as caught:
        state.get("pods", name, namespace)
    assert (caught.value.expected, caught.value.found) == (f"{name!r} among the pods", found)
    assert caught.value.where == f"namespace {namespace}"
    assert caught.value.next == "kubectl get pods --all-namespaces"


def test_find_is_silent_about_what_is_missing(state):
    assert state.find("pods", "zk-9") is None
    assert state.find("pods", "zk-0")["metadata"]["uid"] == "uid-2"


def test_what_has_no_namespace_is_looked_for_in_the_cluster(state):
    with pytest.raises(Unmet) as caught:
        state.get("nodes", "k8s-m9")
    assert (caught.value.where, caught.value.next) == ("the cluster", "kubectl get nodes")
