"""A lab's pictures: of its own story, and beside another lab's."""

from __future__ import annotations

import pytest

from k8slab import Lab
from tests.pictures.played import statefulset

CANARY = """patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'"""


@pytest.fixture(scope="module")
def lab():
    with Lab() as lab:
        lab.apply(statefulset())
        lab.settle()
        yield lab


@pytest.fixture(scope="module")
def other(lab):
    with lab.fork() as other:
        other.kubectl(CANARY)
        other.kubectl("set image sts/web web=nginx:1.28")
        other.settle()
        yield other


def test_a_rollout_is_told_now_and_as_it_was(lab, other):
    now = other.rollout("sts/web")
    assert [member.is_new for member in now.members] == [False, False, True]
    assert now.time == other.now
    assert {member.label for member in other.rollout("sts/web", time=0).members} == {
        "ContainerCreating",
        "no pod",
    }


def test_a_fork_is_compared_from_where_it_parted(lab, other):
    parted = lab.now
    comparison = lab.compare(lab, other, labels=("as it was", "canary"))
    assert [side.at for side in comparison.sides] == [parted, parted]
    told = {finding.question.split(" (")[0]: finding.answers for finding in comparison.findings}
    assert told["replaced"] == ("none", "web-2")
    assert told["kept"] == ("web-0, web-1, web-2", "web-0, web-1")
    assert "command: kubectl set image statefulsets/web" in str(comparison)


def test_this_lab_may_be_one_of_the_two(lab, other):
    assert other.compare(lab).sides[0].timeline == other.compare(other, lab).sides[0].timeline
