"""Who reaches whom between nodes."""

from __future__ import annotations

from k8slab.sim.containers.links import NO_ROUTE, TIMED_OUT, Links


def test_1_a_node_that_is_cut_off_reaches_only_itself() -> None:
    links = Links()
    links.cut("b")
    assert [links.silence("a", "b"), links.silence("b", "a")] == [TIMED_OUT, TIMED_OUT]
    assert [links.silence("b", "b"), links.silence("a", "c")] == ["", ""]
    links.join("b")
    assert links.silence("a", "b") == ""


def test_2_that_a_machine_is_off_its_network_says_but_not_through_a_cut() -> None:
    links = Links()
    links.switch("b", on=False)
    assert links.silence("a", "b") == NO_ROUTE
    links.cut("a")
    assert links.silence("a", "b") == TIMED_OUT
    links.join("a")
    links.switch("b", on=True)
    assert links.silence("a", "b") == ""


def test_3_only_who_is_cut_off_hears_no_names() -> None:
    links = Links()
    links.cut("b")
    assert [links.is_cut(node) for node in "ab"] == [False, True]
