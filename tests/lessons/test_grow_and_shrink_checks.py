"""The checks of `grow-and-shrink`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from k8slab import Lab
from k8slab.task_sheet import TaskSheet
from tests.lessons.assignment_tests import AssignmentTests
from tests.lessons.learner import LESSONS, Learner, sheet_of
from tests.lessons.submission import (
    Exercise,
    Mistakes,
    Step,
    Submission,
    applied,
    earned,
    kubectl,
    node_added,
    nothing,
    together,
)

TASKS = ("wish", "cure", "servers", "shrink", "give-back", "retention")
EXERCISE = Exercise("growth", dict.fromkeys(TASKS, 15))
POINTS = EXERCISE.points
START = (LESSONS / "07-scaling" / "exercise" / "start.yml").read_text()
NO_CLAIM = """{"spec":{"claimRef":null}}"""
FREE = """[{"op":"remove","path":"/spec/claimRef"}]"""
DELETE_WHEN_SCALED = """{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"}}}"""
DELETE_WHEN_DELETED = """{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete"}}}"""
PREFERRED = """{"spec":{"template":{"spec":{"affinity":{"podAntiAffinity":{
  "requiredDuringSchedulingIgnoredDuringExecution":null,
  "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{
    "topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"$set"}}}}]}}}}}}"""


class Kit:
    """Objects and commands with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def start(self, *, servers: int = 3, replicas: int = 3) -> list[dict[str, Any]]:
        """What is there when the exercise begins, or that with other numbers."""
        text = START.replace("--servers=3", f"--servers={servers}")
        text = text.replace("replicas: 3", f"replicas: {replicas}")
        return list(yaml.safe_load_all(self.task.fill(text)))

    @property
    def begin(self) -> Step:
        return applied(*self.start())

    @property
    def again(self) -> Step:
        """The set deleted and applied with fewer members."""
        fewer = self.start(servers=self.task.grown, replicas=self.task.shrunk)
        return together(self.kubectl("delete sts $set -n $namespace"), applied(*fewer))

    def volume(self, number: int, size: str = "") -> dict[str, Any]:
        nfs = {"server": "192.168.2.140", "path": f"/data/{number}"}
        capacity = {"storage": size or self.task.size}
        spec = {"capacity": capacity, "accessModes": ["ReadWriteOnce"], "nfs": nfs}
        metadata = {"name": f"disk-{number}"}
        return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}

    def volumes(self, size: str = "") -> Step:
        return applied(*(self.volume(number, size) for number in range(4, self.task.grown + 1)))

    def kubectl(self, *lines: str) -> Step:
        """Lines in which $set, $namespace and the numbers stand for this sheet's."""
        return kubectl(*map(self.task.fill, lines))

    def scaled(self, *numbers: int) -> Step:
        return self.kubectl(
            *(f"scale sts $set -n $namespace --replicas={number}" for number in numbers),
        )

    def patched(self, patch: str) -> Step:
        return self.kubectl(f"patch sts $set -n $namespace -p '{patch}'")

    def nodes(self, first: str = "") -> Step:
        others = (f"more-{number}" for number in range(5, self.task.grown + 1))
        return together(node_added(first or self.task.node), *map(node_added, others))

    def served(self, servers: int = 0, replicas: int = 0) -> Step:
        grown = self.task.grown
        return applied(*self.start(servers=servers or grown, replicas=replicas or grown))

    @property
    def one_by_one(self) -> Step:
        return self.scaled(*range(self.task.grown - 1, self.task.shrunk - 1, -1))

    @property
    def gone(self) -> Sequence[int]:
        return range(self.task.shrunk, self.task.grown)

    def claims_deleted(self, *more: int) -> Step:
        return self.kubectl(
            *(f"delete pvc data-$set-{number} -n $namespace --wait=false" for number in (*self.gone, *more))
        )

    def freed(self, lab: Any) -> None:
        """The volumes of the members that are gone: the claims have been bound in order."""
        for number in self.gone:
            lab.kubectl(f"patch pv disk-{number + 1} --type=json -p '{FREE}'")

    @property
    def retained(self) -> Step:
        return together(self.patched(DELETE_WHEN_SCALED), self.scaled(self.task.shrunk - 1))

    def right(self) -> Submission:
        return {
            "wish": together(self.begin, self.volumes(), self.scaled(self.task.grown)),
            "cure": self.nodes(),
            "servers": self.served(),
            "shrink": self.one_by_one,
            "give-back": together(self.claims_deleted(), self.freed),
            "retention": self.retained,
        }


KIT = Kit(sheet_of("grow-and-shrink"))
RIGHT = KIT.right()
COMMAND = "/spec/template/spec/containers/0/command/2"
SERVERS_PATCH = f'[{{"op":"replace","path":"{COMMAND}","value":"start-zookeeper --servers=5"}}]'


def released(*numbers: int) -> Step:
    """The volumes of these numbers without the claims that they had, by a merge patch."""
    return kubectl(*(f"patch pv disk-{number} -p '{NO_CLAIM}'" for number in numbers))


ROUTES: dict[str, Submission] = {
    "manifests, scale and patches": RIGHT,
    "patches only": RIGHT
    | {
        "wish": together(KIT.begin, KIT.volumes(), KIT.patched('{"spec":{"replicas":5}}')),
        "servers": KIT.kubectl(f"patch sts $set -n $namespace --type=json -p '{SERVERS_PATCH}'"),
        "give-back": together(KIT.claims_deleted(), released(3, 4, 5)),
    },
    "volumes after the members": RIGHT | {"wish": together(KIT.begin, KIT.scaled(5), KIT.volumes())},
    "one member more at a time": RIGHT | {"wish": together(KIT.begin, KIT.volumes(), KIT.scaled(4, 5))},
    "the file applied again and again": RIGHT
    | {"shrink": together(*(KIT.served(replicas=number) for number in (4, 3, 2)))},
    "a node too early, and once more": RIGHT
    | {
        "wish": together(
            KIT.begin,
            KIT.volumes(),
            node_added("early-1"),
            node_added("early-2"),
            KIT.scaled(5, 3),
            KIT.kubectl("delete node early-1 early-2"),
            KIT.scaled(5),
        )
    },
    "a first member deleted, and grown once more": RIGHT
    | {"cure": together(KIT.kubectl("delete po $set-0 -n $namespace"), KIT.nodes(), KIT.scaled(3, 5))},
    "every claim deleted, and all once more with new volumes": RIGHT
    | {
        "give-back": together(
            KIT.kubectl("delete pvc --all -n $namespace --wait=false", "delete po --all -n $namespace"),
            applied(*map(KIT.volume, (6, 7, 8, 9, 10))),
            KIT.scaled(5),
            KIT.one_by_one,
            KIT.claims_deleted(),
            released(7, 8, 9),
        )
    },
    "too many away, and rolled out once more": RIGHT
    | {
        "servers": together(
            KIT.served(),
            KIT.kubectl("delete po --all -n $namespace", "rollout restart sts $set -n $namespace"),
        )
    },
    "the leader last, by hand": RIGHT
    | {
        "servers": together(
            KIT.patched('{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'),
            KIT.served(),
            KIT.kubectl(*(f"delete po $set-{number} -n $namespace" for number in (4, 3, 0, 2, 1))),
        )
    },
    "all at once, and shrunk once more": RIGHT | {"shrink": together(KIT.scaled(2, 5), KIT.one_by_one)},
    "a claim deleted by hand, and once more": RIGHT
    | {
        "retention": together(
            KIT.scaled(1), KIT.kubectl("delete pvc data-$set-1 -n $namespace"), KIT.scaled(2), KIT.retained
        )
    },
}


def hurried(lab: Any) -> None:
    """The file applied, and all members deleted before the set has replaced them."""
    KIT.served()(lab)
    lab.kubectl(KIT.task.fill("delete po --all -n $namespace"))


NONE_AT_ALL = dict.fromkeys(POINTS, 0)
NEVER_BOUND = {"wish": 5, "cure": 0, "servers": 0, "shrink": 10, "give-back": 5}
MISTAKES: Mistakes = {
    "nothing done": (dict.fromkeys(POINTS, nothing) | {"wish": KIT.begin}, NONE_AT_ALL),
    "nothing but nodes and volumes": (
        dict.fromkeys(POINTS, nothing) | {"wish": together(KIT.begin, KIT.volumes()), "cure": KIT.nodes()},
        NONE_AT_ALL,
    ),
    "no volumes for the new ones": (
        RIGHT | {"wish": together(KIT.begin, KIT.scaled(5))},
        NEVER_BOUND,
    ),
    "volumes that are too small": (
        RIGHT | {"wish": together(KIT.begin, KIT.volumes("500Mi"), KIT.scaled(5))},
        NEVER_BOUND,
    ),
    "nodes before members": (
        RIGHT | {"wish": together(KIT.begin, KIT.volumes(), KIT.nodes(), KIT.scaled(5)), "cure": nothing},
        {"wish": 10},
    ),
    "one member too few": (
        RIGHT | {"wish": together(KIT.begin, KIT.volumes(), KIT.scaled(4)), "servers": KIT.served(5, 4)},
        {"wish": 0, "cure": 0, "servers": 0, "shrink": 0, "give-back": 0},
    ),
    "no cure": (RIGHT | {"cure": nothing}, {"cure": 0, "servers": 0, "shrink": 10}),
    "a softer rule and a member deleted": (
        RIGHT
        | {
            "cure": together(
                KIT.patched(KIT.task.fill(PREFERRED)), KIT.kubectl("delete po $set-3 $set-2 -n $namespace")
            )
        },
        {"cure": 5, "servers": 0, "shrink": 10},
    ),
    "one node too few": (RIGHT | {"cure": node_added("k8s-m4")}, {"cure": 0, "servers": 0, "shrink": 10}),
    "nodes of other names": (RIGHT | {"cure": KIT.nodes("fourth")}, {"cure": 10}),
    "a first member deleted to make room": (
        RIGHT | {"cure": together(KIT.kubectl("delete po $set-0 -n $namespace"), KIT.nodes())},
        {"cure": 10},
    ),
    "the crash not looked at": (RIGHT | {"servers": nothing}, {"servers": 0}),
    "only servers changed in the file": (
        RIGHT | {"servers": KIT.served(replicas=3)},
        {"servers": 0, "shrink": 10},
    ),
    "only the number changed in the file": (RIGHT | {"servers": KIT.served(servers=3)}, {"servers": 0}),
    "a server too many": (RIGHT | {"servers": KIT.served(servers=6)}, {"servers": 0}),
    "all members deleted to hurry": (
        RIGHT | {"servers": hurried},
        {"servers": 10},
    ),
    "shrunk at once": (RIGHT | {"shrink": KIT.scaled(2)}, {"shrink": 10}),
    "one member too many left": (RIGHT | {"shrink": KIT.scaled(4, 3)}, {"shrink": 5, "give-back": 5}),
    "deleted and applied again with fewer": (RIGHT | {"shrink": KIT.again}, {"shrink": 5}),
    "a member that stays deleted": (
        RIGHT | {"shrink": together(KIT.one_by_one, KIT.kubectl("delete po $set-0 -n $namespace"))},
        {"shrink": 10},
    ),
    "claims deleted on the way": (
        RIGHT | {"shrink": together(KIT.one_by_one, KIT.claims_deleted()), "give-back": KIT.freed},
        {"shrink": 10},
    ),
    "claims not given back": (RIGHT | {"give-back": nothing}, {"give-back": 0}),
    "volumes left Released": (RIGHT | {"give-back": KIT.claims_deleted()}, {"give-back": 10}),
    "volumes deleted and made again": (
        RIGHT
        | {
            "give-back": together(
                KIT.claims_deleted(),
                KIT.kubectl("delete pv disk-3 disk-4 disk-5"),
                applied(*map(KIT.volume, (3, 4, 5))),
            )
        },
        {"give-back": 10},
    ),
    "every claim deleted": (
        RIGHT
        | {"give-back": together(KIT.kubectl("delete pvc --all -n $namespace --wait=false"), KIT.freed)},
        {"give-back": 10, "retention": 5},
    ),
    "claims kept": (RIGHT | {"retention": KIT.scaled(1)}, {"retention": 5}),
    "a claim deleted by hand": (
        RIGHT | {"retention": together(KIT.scaled(1), KIT.kubectl("delete pvc data-$set-1 -n $namespace"))},
        {"retention": 5},
    ),
    "the policy after the member": (
        RIGHT | {"retention": together(KIT.scaled(1), KIT.patched(DELETE_WHEN_SCALED))},
        {"retention": 10},
    ),
    "the other half of the policy": (
        RIGHT | {"retention": together(KIT.patched(DELETE_WHEN_DELETED), KIT.scaled(1))},
        {"retention": 5},
    ),
    "the policy alone": (RIGHT | {"retention": KIT.patched(DELETE_WHEN_SCALED)}, {"retention": 5}),
}


TOLD = [
    ("nothing done", "wish", "3 at most"),
    ("no volumes for the new ones", "wish", "data-maple-3 Bound"),
    ("no volumes for the new ones", "give-back", "it Pending as long as it was there"),
    ("nodes before members", "wish", "maple-3 Pending for want of a node"),
    ("no cure", "cure", "didn't match pod anti-affinity rules"),
    ("nodes of other names", "cure", "a member on k8s-m4"),
    ("a first member deleted to make room", "cure", "maple-0 there all the time"),
    ("only servers changed in the file", "servers", "'maple-3' among the pods"),
    ("only the number changed in the file", "servers", "--servers=3"),
    ("the crash not looked at", "servers", "expected  --servers=5"),
    ("one node too few", "cure", "maple-4 on a node"),
    ("all members deleted to hurry", "servers", "maple-1 Ready as long as maple-0 is away"),
    ("shrunk at once", "shrink", "maple-3 told to go when maple-4 is gone"),
    ("claims deleted on the way", "shrink", "data-maple-2 Bound all the time"),
    ("volumes left Released", "give-back", "disk-3, which data-maple-2 had, Available"),
    ("volumes deleted and made again", "give-back", "disk-3, which data-maple-2 had, there all the time"),
    ("every claim deleted", "give-back", "data-maple-0 Bound all the time"),
    ("a claim deleted by hand", "retention", "it deleted by hand"),
    ("the other half of the policy", "retention", "whenScaled: Retain, whenDeleted: Delete"),
]
"""What the verdict about a task says of a mistake."""


def test_nobody_is_told_to_delete_the_claim_that_shall_go_by_itself() -> None:
    assert "delete pvc" not in repr(TestGrowAndShrink.mistaken("claims kept")["retention"])


def test_what_was_right_stays_right_when_the_set_has_become_smaller() -> None:
    lab = Learner()
    EXERCISE.verdicts(lab, RIGHT)
    again = {task: lab.check(f"growth-{task}").earned for task in ("wish", "give-back", "retention")}
    assert again == dict.fromkeys(again, 15)


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("grow-and-shrink", "ada"), sheet_of("grow-and-shrink", "ben")
    assert (mine.namespace, mine.set) != (theirs.namespace, theirs.set)
    copied = Kit(theirs).right()
    copied = copied | {"wish": together(Kit(mine).begin, copied["wish"])}
    assert earned(EXERCISE.verdicts(Learner("ada"), copied)) == NONE_AT_ALL


def test_copied_numbers_and_a_copied_node_show_where_the_names_were_changed() -> None:
    copied = RIGHT | {"wish": together(KIT.begin, KIT.volumes(), applied(KIT.volume(6)), KIT.scaled(6))}
    copied = copied | {
        "cure": together(KIT.nodes("k8s-w1"), node_added("more-6")),
        "shrink": KIT.scaled(5, 4, 3),
    }
    found = earned(EXERCISE.verdicts(Learner(), copied | {"servers": KIT.served(6, 6)}))
    assert [found[task] for task in ("wish", "cure", "servers", "shrink")] == [0, 0, 0, 5]


def scale(lab: Lab, number: int) -> None:
    lab.apps.patch_namespaced_stateful_set_scale("maple", "orchard", {"spec": {"replicas": number}})


def wished(lab: Lab) -> None:
    lab.apply(KIT.task.fill(START))
    lab.settle()
    for number in (4, 5):
        lab.core.create_persistent_volume(KIT.volume(number))
    scale(lab, 5)


def served(lab: Lab) -> None:
    owner = lab.apps.read_namespaced_stateful_set("maple", "orchard")
    container = owner.spec.template.spec.containers[0]
    container.command = [word.replace("--servers=3", "--servers=5") for word in container.command]
    lab.apps.replace_namespaced_stateful_set("maple", "orchard", owner)


def shrunk(lab: Lab) -> None:
    for number in (4, 3, 2):
        scale(lab, number)
        lab.settle()


def given_back(lab: Lab) -> None:
    for number in (2, 3, 4):
        lab.core.delete_namespaced_persistent_volume_claim(f"data-maple-{number}", "orchard")
        lab.settle()
        lab.core.patch_persistent_volume(f"disk-{number + 1}", {"spec": {"claimRef": None}})


def retained(lab: Lab) -> None:
    policy = {"persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete"}}
    lab.apps.patch_namespaced_stateful_set("maple", "orchard", {"spec": policy})
    lab.settle()
    scale(lab, 1)


OFFICIAL: Submission = {
    "wish": wished,
    "cure": KIT.nodes(),
    "servers": served,
    "shrink": shrunk,
    "give-back": given_back,
    "retention": retained,
}


class TestGrowAndShrink(AssignmentTests):
    assignment, exercise, routes, mistakes = "grow-and-shrink", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
