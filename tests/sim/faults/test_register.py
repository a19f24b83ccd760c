"""Faults are set, listed, lifted singly, all or by time; what makes no sense changes nothing."""

from __future__ import annotations

import pytest

from k8slab.sim import kinds
from tests.sim.faults.ward import FAULTS, Ward
from tests.sim.http.asking import ask, content


def test_a_fault_says_what_it_is_and_since_when(ward: Ward) -> None:
    ward.advance(5)
    assert ward.fault("node-down", node="b", seconds=60) == {
        "id": "node-down-1",
        "kind": "node-down",
        "target": {"node": "b"},
        "description": "The machine of node b is off: nothing runs there and nobody hears from it.",
        "since": 5.0,
        "until": 65.0,
        "ended": None,
    }
    assert ward.faults() == ["node-down-1"]
    assert content(ask(ward.gateway, "GET", f"{FAULTS}/node-down-1"))["since"] == 5.0


def test_one_is_lifted_or_all(ward: Ward) -> None:
    for node in "abc":
        ward.fault("kubelet-down", node=node)
    ward.lift("kubelet-down-2")
    assert ward.faults() == ["kubelet-down-1", "kubelet-down-3"]
    ward.lift()
    past = content(ask(ward.gateway, "GET", FAULTS))["past"]
    assert [each["id"] for each in past] == ["kubelet-down-2", "kubelet-down-3", "kubelet-down-1"]


def test_a_duration_keeps_the_cluster_busy_and_then_lifts(ward: Ward) -> None:
    ward.fault("network-cut", node="a", seconds=7.5)
    assert not ward.cluster.settled
    ward.settle()
    assert (ward.faults(), ward.cluster.faults.past[0].ended) == ([], 7.5)


def test_a_fault_that_is_lifted_early_is_not_lifted_again_by_its_clock(ward: Ward) -> None:
    ward.fault("network-cut", node="a", seconds=60)
    ward.lift("network-cut-1")
    ward.fault("node-down", node="a")
    ward.advance(100)
    assert ward.faults() == ["node-down-2"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"kind": "earthquake"}, "expected a kind of fault, found 'earthquake'; there are node-down, "),
        ({"kind": "node-down"}, "fault node-down: expected node: a name, found None at 3s"),
        ({"kind": "node-down", "node": "d"}, "a node of the cluster, found 'd' at 3s; there are a, b, c"),
        ({"kind": "node-down", "name": "a"}, "expected one of node, seconds, found 'name' at 3s"),
        ({"kind": "node-down", "node": "a", "seconds": 0}, "a duration above 0 in virtual seconds, found 0"),
        ({"kind": "node-down", "node": "a", "seconds": "x"}, "seconds: a number, found 'x' at 3s"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_there_is(
    ward: Ward, asked: dict[str, str], why: str
) -> None:
    ward.advance(3)
    assert why in ward.refused(**asked)


def test_two_faults_of_one_node_are_refused(ward: Ward) -> None:
    ward.fault("node-down", node="a")
    assert ward.refused("network-cut", node="a") == (
        "fault network-cut: expected no other fault of node a, found node-down-1 in force at 0s. "
        "Next: lift node-down-1 first"
    )


def test_what_is_not_in_force_cannot_be_lifted(ward: Ward) -> None:
    ward.fault("node-down", node="a", seconds=2)
    ward.settle()
    answer = ask(ward.gateway, "DELETE", f"{FAULTS}/node-down-1")
    assert (answer.status, content(answer)["message"]) == (
        404,
        "expected a fault in force (none), found 'node-down-1', which was lifted at 2s",
    )


def test_faults_of_one_cluster_are_not_those_of_another(ward: Ward) -> None:
    ward.fault("node-down", node="a")
    other = Ward()
    assert other.faults() == []
    assert [each.type for each in other.cluster.store.log if each.kind is kinds.NODE] == ["ADDED"] * 3


def test_what_an_incident_sets_is_told_only_when_it_is_over(ward: Ward) -> None:
    told = ward.fault("node-down", node="a", secret=True)
    assert (told["id"], told["kind"], told["target"]) == ("incident-1", "incident", {})
    assert told["description"] == "A part of an incident: find out what it is."
    assert "Next: lift incident-1 first" in ward.refused("network-cut", node="a")
    ward.lift("incident-1")
    over = content(ask(ward.gateway, "GET", f"{FAULTS}/incident-1"))
    assert (over["kind"], over["target"]) == ("node-down", {"node": "a"})
    assert "secret: true or false, found 1" in ward.refused("node-down", node="a", secret=1)
