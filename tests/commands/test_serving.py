import pytest

from k8slab.commands.serving import clock_name, feature_gates, node_names, start_time
from k8slab.errors import K8slabError


def test_nodes_are_names_or_a_number():
    assert node_names("a, b,c") == ("a", "b", "c")
    assert node_names("2") == ("k8s-m1", "k8s-m2")


@pytest.mark.parametrize("text", ["", "a,a", "0"])
def test_no_nodes_or_one_twice_is_refused(text):
    with pytest.raises(K8slabError, match="expected different node names"):
        node_names(text)


def test_feature_gates_are_switched_by_name():
    assert feature_gates("MaxUnavailableStatefulSet=True, ") == {"MaxUnavailableStatefulSet": True}
    assert feature_gates("") == {}
    with pytest.raises(K8slabError, match="found 'A'"):
        feature_gates("A")


def test_a_gate_that_would_do_nothing_is_refused():
    with pytest.raises(K8slabError, match=r"\(MaxUnavailableStatefulSet\), found 'Foo'"):
        feature_gates("Foo=true")


@pytest.mark.parametrize("clock", ["instant", "live", "live:10", "live:0.5"])
def test_clocks_have_names(clock):
    assert clock_name(clock) == clock


@pytest.mark.parametrize("clock", ["", "fast", "instant:2", "live:", "live:x", "live:0", "live:nan"])
def test_other_clocks_are_refused(clock):
    with pytest.raises(K8slabError, match=r"expected instant or live\[:SPEED\]"):
        clock_name(clock)


@pytest.mark.parametrize(("text", "start"), [("", None), ("2026-01-01T00:01:00Z", 60.0)])
def test_a_cluster_begins_when_it_is_told(text, start):
    assert start_time(text) == start


def test_what_is_no_time_is_refused():
    with pytest.raises(K8slabError, match="expected now or a time like 2026-01-01T00:00:00Z, found 'noon'"):
        start_time("noon")
