"""Timelines and rollouts of a real control plane: nothing in them assumes the simulator."""

from __future__ import annotations

import pytest

from k8slab.pictures import Comparison, Rollout, Timeline
from k8slab.pictures.stage import Stage
from tests.pictures.drawing import elements
from tests.pictures.recorded import before, recorded


def test_a_partition_is_told_by_a_real_rollout():
    story, lifted = before("c_partition", "kubectl patch")
    timeline = Timeline.of(story)
    assert [row.name for row in timeline.rows] == ["web-0", "web-1", "web-2"]
    assert [revision.number for revision in timeline.revisions] == [1, 2]
    rollout = Rollout.of(story, "sts/web", time=lifted)
    assert (rollout.partition, rollout.split) == (2, 2)
    assert [member.is_new for member in rollout.members] == [False, False, True]
    assert rollout.lacking == ""
    assert "StatefulSet web: partition from 2 to 0" in str(timeline)


def test_a_real_daemonset_has_a_row_for_each_node_whatever_its_revisions():
    story, _ = recorded("e_ds_rollout")
    timeline = Timeline.of(story)
    assert [row.name for row in timeline.rows] == ["k8s-m1", "k8s-m2", "k8s-m3"]
    assert [revision.number for revision in timeline.revisions] == [1, 2, 3, 4, 5]
    assert {row.lanes for row in timeline.rows} == {1}
    failing = [
        part
        for row in timeline.rows
        for bar in row.bars
        for part in bar.segments
        if part.label == "ErrImagePull"
    ]
    assert failing
    assert all(part.stage is Stage.FAILING for part in failing)


def test_a_node_that_failed_is_a_mark_and_its_pods_are_not_ready():
    story, _ = recorded("h_node_failure")
    text = str(Timeline.of(story, namespace="default"))
    assert "change: node k8s-m3 NotReady" in text
    assert "warning: NodeNotReady (web-2): Node is not ready" in text
    assert "56.382s Running, not Ready" in text


def test_real_policies_can_be_compared():
    (parallel, _), (ordered, _) = recorded("a_zk_parallel"), recorded("b_zk_ordered")
    comparison = Comparison.of(ordered, parallel, labels=("OrderedReady", "Parallel"), at=0.0, until=20.0)
    (order,) = (each for each in comparison.findings if each.question.startswith("became Ready"))
    assert order.answers[0].startswith("zk-0, then zk-1, then zk-2")
    assert comparison.svg


@pytest.mark.parametrize(
    "name", ["c_broken", "d_maxunavailable_gated", "d_minready", "e_ds_strategy", "f_deploy"]
)
def test_a_real_rollout_can_be_drawn_at_every_step(name):
    story, starts = recorded(name)
    elements(Timeline.of(story))
    for resource, short in (("statefulsets", "sts"), ("daemonsets", "ds"), ("deployments", "deploy")):
        for life in story.lives(resource):
            for time in (start for start in starts if start >= life.created.time):
                rollout = Rollout.of(story, f"{short}/{life.name}", life.namespace, time)
                there = [pod for pod in story.pods(life.namespace) if pod.at(time) is not None]
                assert sum(bool(member.pod) for member in rollout.members) <= len(there)
                elements(rollout)
