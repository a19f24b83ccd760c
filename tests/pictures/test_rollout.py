import pytest

from k8slab.errors import K8slabError
from k8slab.pictures import Rollout
from k8slab.pictures.rollout import MOST
from k8slab.story import Event, Moment, Story
from tests.pictures.played import daemonset, deployment, play, statefulset

PARTITION = """ '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}}}}'"""


def states(rollout):
    return {member.place: member.state for member in rollout.members}


@pytest.fixture(scope="module")
def ordered():
    return play(
        f"patch sts web -p {PARTITION % 1}", "set image sts/web web=nginx:1.28", manifest=statefulset()
    )


def test_ordinals_stand_in_order_with_revision_and_stage(ordered):
    end = Rollout.of(ordered.story, "sts/web")
    assert list(states(end).items()) == [
        ("web-0", "revision 1, Ready"),
        ("web-1", "revision 2, Ready"),
        ("web-2", "revision 2, Ready"),
    ]
    assert [member.is_new for member in end.members] == [False, True, True]


def test_the_partition_stands_before_the_first_ordinal_that_is_updated(ordered):
    end = Rollout.of(ordered.story, "sts/web")
    assert (end.partition, end.split) == (1, 1)
    assert (
        "partition 1: ordinals from 1 up take the new revision, ordinals below 1 keep the old one"
        in end.rules
    )
    assert end.lacking == ""


def test_old_and_new_are_counted_and_named(ordered):
    old, new = Rollout.of(ordered.story, "sts/web").revisions
    assert (old.number, old.role, old.pods, old.ready) == (1, "old", 1, 1)
    assert (new.number, new.role, new.pods, new.ready) == (2, "new", 2, 2)
    assert new.name.startswith("web-")


def test_a_look_back_shows_the_rollout_as_it_was(ordered):
    begun = ordered.marks[-1].time
    before = Rollout.of(ordered.story, "sts/web", time=begun - 1)
    assert [revised.role for revised in before.revisions] == ["only"]
    during = Rollout.of(ordered.story, "sts/web", time=begun)
    assert states(during)["web-2"] == "revision 1, Terminating"
    assert [revised.role for revised in during.revisions] == ["old", "new"]
    assert during.lacking


def test_a_revision_that_no_pod_has_yet_is_told():
    patch = f"patch sts web -p {PARTITION % 3}"
    played = play(patch, "set image sts/web web=nginx:1.28", manifest=statefulset())
    rollout = Rollout.of(played.story, "sts/web")
    assert [(each.number, each.role, each.pods) for each in rollout.revisions] == [
        (1, "old", 3),
        (2, "new", 0),
    ]
    assert rollout.split == 3


def test_an_ordinal_without_a_pod_has_its_place():
    begun = Rollout.of(play(manifest=statefulset(2)).story, "sts/web", time=0)
    assert states(begun) == {"web-0": "revision 1, ContainerCreating", "web-1": "no pod"}
    assert begun.members[1].stage is None


def test_ordinals_may_begin_elsewhere_and_the_partition_counts_from_there():
    more = "\n  ordinals: {start: 5}\n  updateStrategy: {rollingUpdate: {partition: 2}}"
    played = play("set image sts/web web=nginx:1.28", manifest=statefulset(3, more=more))
    rollout = Rollout.of(played.story, "sts/web")
    assert [member.is_new for member in rollout.members] == [False, False, True]
    assert rollout.split == 2
    assert "ordinals from 7 up" in rollout.rules[1]


def test_a_pod_that_is_ready_but_does_not_count_yet_is_told_apart():
    played = play(5, manifest=statefulset(1, more="\n  minReadySeconds: 10"))
    ready = played.story.pods()[0].first_ready.time
    waits = Rollout.of(played.story, "sts/web", time=ready + 1)
    assert waits.members[0].note == f"available at {ready + 10:g}s"
    assert (waits.revisions[0].ready, waits.revisions[0].available) == (1, 0)
    counts = Rollout.of(played.story, "sts/web", time=ready + 10)
    assert counts.revisions[0].available == 1


def test_who_waits_for_a_deletion_is_told_so():
    on_delete = statefulset(more="\n  updateStrategy: {type: OnDelete}")
    played = play("set image sts/web web=nginx:1.28", "delete po web-1", manifest=on_delete)
    rollout = Rollout.of(played.story, "sts/web")
    assert rollout.rules == ("OnDelete: a pod takes the new revision when somebody deletes it",)
    assert [member.is_new for member in rollout.members] == [False, True, False]
    assert (
        rollout.summary()
        == "3 wanted, 3 there, 3 Ready, 1 of the newest revision: 2 to be deleted before all are new"
    )


def test_who_waits_for_no_deletion_any_more_is_all_new():
    on_delete = statefulset(more="\n  updateStrategy: {type: OnDelete}")
    commands = [f"delete po web-{number}" for number in range(3)]
    played = play("set image sts/web web=nginx:1.28", *commands, manifest=on_delete)
    assert Rollout.of(played.story, "sts/web").summary().endswith("3 of the newest revision: all are new")


def test_a_daemonset_is_told_by_node_and_a_surge_has_both_pods():
    rolling = "maxSurge: 1, maxUnavailable: 0"
    played = play("set image ds/agent web=nginx:1.28", manifest=daemonset(rolling))
    begun = played.marks[-1].time
    during = Rollout.of(played.story, "ds/agent", time=begun)
    assert [member.place for member in during.members] == ["k8s-m1", "k8s-m1", "k8s-m2", "k8s-m3"]
    assert [member.revision for member in during.members] == [1, 2, 1, 1]
    assert "maxSurge 1: the new pod starts before the old one ends" in during.rules


def test_a_node_whose_pod_is_replaced_keeps_its_place():
    played = play("set image ds/agent web=nginx:1.28", manifest=daemonset(), nodes=2)
    begun = played.marks[-1].time
    times = sorted({event.moment.time for event in played.story.events if event.moment.time >= begun})
    for time in times:
        rollout = Rollout.of(played.story, "ds/agent", time=time)
        assert {member.place for member in rollout.members} == {"k8s-m1", "k8s-m2"}


def test_a_deployment_is_told_old_pods_first():
    played = play("set image deploy/web web=nginx:1.28", manifest=deployment(4))
    during = Rollout.of(played.story, "deploy/web", time=played.marks[-1].time)
    assert [member.is_new for member in during.members] == [False] * 4 + [True] * 2
    assert during.rules == ("RollingUpdate: maxUnavailable 25% of 4 = 1, maxSurge 25% of 4 = 1",)
    assert Rollout.of(played.story, "deploy/web").revisions[0].number == 2


def test_many_members_share_a_place_but_never_across_the_partition():
    patch = f"patch sts web -p {PARTITION % 70}"
    played = play(patch, "set image sts/web web=nginx:1.28", manifest=statefulset(80, "Parallel"), nodes=3)
    before = Rollout.of(played.story, "sts/web", time=played.marks[-1].time - 1)
    assert [str(group) for group in before.groups] == [
        "web-0 to web-69 (70): revision 1, Ready",
        "web-70 to web-79 (10): revision 1, Ready",
    ]
    end = Rollout.of(played.story, "sts/web")
    assert [group.places for group in end.groups] == ["web-0 to web-69", "web-70 to web-79"]
    assert end.split == 1
    assert sum(len(group.members) for group in end.groups) == 80 > MOST


def test_a_workload_that_is_gone_says_since_when():
    played = play("delete sts web", manifest=statefulset(1))
    (gone,) = played.story.lives("statefulsets")
    assert Rollout.of(played.story, "sts/web").summary() == f"gone since {gone.deleted}"


def test_what_has_no_rollout_is_refused(ordered):
    with pytest.raises(
        K8slabError, match=r"expected one of sts/NAME, ds/NAME, deploy/NAME, found 'pod/web-0'"
    ):
        Rollout.of(ordered.story, "pod/web-0")
    with pytest.raises(K8slabError, match="expected StatefulSet 'zk' in namespace default"):
        Rollout.of(ordered.story, "sts/zk")


def test_the_partition_line_stands_right_beside_ordinals_that_are_no_longer_wanted():
    more = "\n  updateStrategy: {rollingUpdate: {partition: 1}}"
    begin = """patch sts web -p '{"spec":{"ordinals":{"start":2}}}'"""
    played = play(begin, 0.0, manifest=statefulset(3, "Parallel", more))
    moved = Rollout.of(played.story, "sts/web", time=played.marks[-1].time + 0.1)
    assert [(member.place, member.note) for member in moved.members][:2] == [
        ("web-0", "not wanted"),
        ("web-1", "not wanted"),
    ]
    assert [member.place for member in moved.members][moved.split :] == ["web-3", "web-4"]
    assert "partition 1: ordinals from 3 up" in moved.rules[1]


def test_a_pod_that_only_claims_to_be_of_the_set_is_shown_as_not_wanted():
    played = play(manifest=statefulset(1, more="\n  updateStrategy: {rollingUpdate: {partition: 1}}"))
    pod = played.story.pods()[0]
    stranger = {**pod.last, "metadata": {**pod.last["metadata"], "name": "web-x", "uid": "stranger"}}
    told = Event(Moment(played.end, 10**6), "ADDED", "pods", stranger)
    rollout = Rollout.of(Story([*played.story.events, told]), "sts/web")
    assert {member.place: member.note for member in rollout.members} == {"web-0": "", "web-x": "not wanted"}
    assert rollout.svg
