"""The checks of `canary`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

from typing import Any

import yaml

from k8slab import Lab
from k8slab.story import Story
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
    nothing,
    together,
)

EXERCISE = Exercise(
    "canary",
    {
        "stage": 10,
        "canary": 10,
        "phases": 15,
        "broken": 15,
        "back": 10,
        "on-delete": 10,
        "local": 10,
        "slow": 10,
    },
)
POINTS = EXERCISE.points
START = (LESSONS / "08-updating" / "exercise" / "start.yml").read_text()
OLD, STABLE, BUILT = (f"kubebiz/zookeeper:{tag}" for tag in ("3.4.10", "3.5.8", "v1"))


class Kit:
    """Objects and commands with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    @property
    def highest(self) -> int:
        return int(self.task.members) - 1

    @property
    def begin(self) -> Step:
        return applied(*yaml.safe_load_all(self.task.fill(START)))

    def manifest(self, name: str, image: str, **spec: Any) -> dict[str, Any]:
        """One of the two sets as it is in the beginning, with another image and other fields."""
        found = list(yaml.safe_load_all(self.task.fill(START)))
        owner: dict[str, Any] = next(
            each for each in found if each["kind"] == "StatefulSet" and each["metadata"]["name"] == name
        )
        owner["spec"]["template"]["spec"]["containers"][0]["image"] = image
        owner["spec"] |= spec
        return owner

    def web(self, image: str = "", **spec: Any) -> Step:
        """The manifest of the web servers, applied."""
        return applied(self.manifest(self.task.set, image or self.new, **spec))

    def zk(self, image: str, **spec: Any) -> Step:
        return applied(self.manifest("zk", image, **spec))

    @property
    def new(self) -> str:
        return f"nginx:{self.task.version}"

    def kubectl(self, *lines: str) -> Step:
        """Lines in which $set, $namespace and the others stand for this sheet's."""
        return kubectl(*map(self.task.fill, lines))

    def partition(self, number: int, name: str = "$set") -> Step:
        """The set updates ordinals from there on, by a rolling update."""
        strategy = '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":NUMBER}}}}'
        return self.kubectl(f"patch sts {name} -n $namespace -p '{strategy.replace('NUMBER', str(number))}'")

    def by_hand(self, name: str = "$set") -> Step:
        strategy = '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'
        return self.kubectl(f"patch sts {name} -n $namespace -p '{strategy}'")

    def image(self, image: str = "") -> Step:
        return self.kubectl(f"set image sts/$set nginx={image or self.new} -n $namespace")

    def zk_image(self, image: str) -> Step:
        return self.kubectl(f"set image sts/zk zookeeper={image} -n $namespace")

    def deleted(self, *names: str) -> Step:
        """Pods deleted, one after the other, each when the one before is back."""
        return self.kubectl(*(f"delete po {name} -n $namespace" for name in names))

    @property
    def watched(self) -> Step:
        return lambda lab: lab.advance(self.task.watch)

    @property
    def staged(self) -> Step:
        return together(self.partition(self.task.members), self.image())

    @property
    def in_phases(self) -> Step:
        phase = together(self.watched, self.partition(self.task.phase))
        return together(phase, self.watched, self.partition(0))

    @property
    def whole(self) -> Step:
        """Tasks 1 to 3."""
        return together(self.staged, self.partition(self.highest), self.in_phases)

    @property
    def typed(self) -> Step:
        """What the colleague does in the given cell."""
        return self.image(self.task.typo)

    @property
    def mended(self) -> Step:
        return together(
            self.kubectl("rollout undo sts/$set -n $namespace"), self.deleted(f"$set-{self.highest}")
        )

    @property
    def back(self) -> Step:
        return self.kubectl("rollout undo sts/$set -n $namespace --to-revision=1")

    @property
    def ordered(self) -> list[str]:
        return [f"zk-{ordinal}" for ordinal in self.task.order.split(", ")]

    @property
    def by_order(self) -> Step:
        return together(self.by_hand("zk"), self.zk_image(STABLE), self.deleted(*self.ordered))

    def built(self, lab: Any) -> None:
        """What the given cell does: an image that only the node of zk-0 has."""
        pods = Story.from_dicts(lab.control.story()).pods(self.task.namespace, name="zk-0")
        lab.build_image(BUILT, STABLE, node=pods[-1].node or "k8s-m1")

    def loaded(self, lab: Any) -> None:
        lab.load_image(BUILT)

    @property
    def tried(self) -> Step:
        return together(self.built, self.partition(2, "zk"), self.zk_image(BUILT))

    def pause(self, seconds: int) -> Step:
        return self.kubectl(
            f"""patch sts zk -n $namespace -p '{{"spec":{{"minReadySeconds":{seconds}}}}}'""",
        )

    @property
    def slowly(self) -> Step:
        return together(self.pause(self.task.pause), self.partition(0, "zk"))

    def right(self) -> Submission:
        return {
            "stage": together(self.begin, self.staged),
            "canary": self.partition(self.highest),
            "phases": self.in_phases,
            "broken": together(self.typed, self.mended),
            "back": self.back,
            "on-delete": self.by_order,
            "local": together(self.tried, self.loaded),
            "slow": self.slowly,
        }


KIT = Kit(sheet_of("canary"))
RIGHT = KIT.right()


def rolling(partition: int) -> dict[str, Any]:
    return {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": partition}}}


BY_HAND = {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}}
OLD_WEB = "nginx:1.14.2"
MANIFESTS: Submission = {
    "stage": together(KIT.begin, KIT.web(**rolling(5))),
    "canary": KIT.web(**rolling(4)),
    "phases": together(KIT.watched, KIT.web(**rolling(2)), KIT.watched, KIT.web(**rolling(0))),
    "broken": together(KIT.typed, KIT.web(**rolling(0)), KIT.deleted("finch-4")),
    "back": KIT.web(OLD_WEB),
    "on-delete": together(
        KIT.zk(OLD, **BY_HAND), KIT.zk(STABLE, **BY_HAND), KIT.deleted("zk-1", "zk-0", "zk-2")
    ),
    "local": together(KIT.built, KIT.zk(BUILT, **rolling(2)), KIT.loaded),
    "slow": KIT.zk(BUILT, **rolling(0), minReadySeconds=30),
}


ROUTES: dict[str, Submission] = {
    "patches and kubectl": RIGHT,
    "manifests": MANIFESTS,
    "by hand, with OnDelete": RIGHT
    | {
        "stage": together(KIT.begin, KIT.by_hand(), KIT.image()),
        "canary": KIT.deleted("$set-4"),
        "phases": together(
            KIT.watched,
            KIT.deleted("$set-3", "$set-2"),
            KIT.watched,
            KIT.deleted("$set-1", "$set-0"),
            KIT.partition(0),
        ),
    },
    "a phase more than asked for": RIGHT
    | {
        "phases": together(
            KIT.watched, KIT.partition(3), KIT.partition(2), KIT.watched, KIT.partition(1), KIT.partition(0)
        )
    },
    "the image first, and once more": RIGHT
    | {
        "stage": together(
            KIT.begin, KIT.image(), KIT.kubectl("rollout undo sts/$set -n $namespace"), KIT.staged
        ),
        "back": KIT.image(OLD_WEB),
    },
    "not watched, and all of it once more": RIGHT
    | {
        "phases": together(KIT.partition(0), KIT.kubectl("rollout undo sts/$set -n $namespace"), KIT.whole),
        "back": KIT.image(OLD_WEB),
    },
    "healthy ones deleted, and typed and mended once more": RIGHT
    | {
        "broken": together(
            KIT.typed,
            KIT.kubectl("rollout undo sts/$set -n $namespace", "delete po --all -n $namespace"),
            KIT.typed,
            KIT.mended,
        )
    },
    "the set deleted, and typed and mended once more": RIGHT
    | {
        "broken": together(
            KIT.typed,
            KIT.kubectl("delete sts $set -n $namespace"),
            KIT.web(**rolling(0)),
            KIT.typed,
            KIT.mended,
        ),
        "back": KIT.image(OLD_WEB),
    },
    "the broken one back, mended, and then the first": RIGHT
    | {
        "back": together(
            KIT.kubectl("rollout undo sts/$set -n $namespace"),
            KIT.mended,
            KIT.back,
        )
    },
    "others away, and back once more": RIGHT
    | {
        "back": together(
            KIT.back,
            KIT.kubectl("delete po --all -n $namespace"),
            KIT.image(),
            KIT.kubectl("rollout undo sts/$set -n $namespace"),
        )
    },
    "another order, and in this order once more": RIGHT
    | {
        "on-delete": together(
            KIT.zk_image(STABLE),
            KIT.by_hand("zk"),
            KIT.zk_image(OLD),
            KIT.deleted(*KIT.ordered),
            KIT.by_order,
        )
    },
    "the canary of zk deleted, and once more": RIGHT
    | {
        "local": together(
            KIT.tried, KIT.deleted("zk-2"), KIT.loaded, KIT.zk_image(STABLE), KIT.zk_image(BUILT), KIT.loaded
        )
    },
    "too fast, and slowly once more": RIGHT
    | {
        "slow": together(
            KIT.partition(0, "zk"),
            KIT.pause(30),
            KIT.zk_image(STABLE),
            KIT.zk_image(BUILT),
        )
    },
}


def all_at_once(lab: Any) -> None:
    """The three members of zk deleted in one go, in the order of the sheet."""
    together(KIT.by_hand("zk"), KIT.zk_image(STABLE))(lab)
    lab.kubectl(KIT.task.fill(f"delete po {' '.join(KIT.ordered)} -n $namespace --wait=false"))


def a_moment_too_late(lab: Any) -> None:
    """The partition follows the image at once; the set has told the highest member to go before."""
    KIT.begin(lab)
    lab.settle()
    lab.kubectl(KIT.task.fill("set image sts/$set nginx=nginx:$version -n $namespace"))
    KIT.partition(KIT.task.members)(lab)


def gone_back_in_a_hurry(lab: Any) -> None:
    lab.kubectl(KIT.task.fill("rollout undo sts/$set -n $namespace --to-revision=1"))
    lab.kubectl(KIT.task.fill("delete po $set-3 $set-2 $set-1 $set-0 -n $namespace --wait=false"))


def last_phase_in_a_hurry(lab: Any) -> None:
    together(KIT.watched, KIT.partition(2), KIT.watched)(lab)
    lab.kubectl(KIT.task.fill("""patch sts $set -n $namespace -p '{"spec":{"updateStrategy":null}}'"""))
    lab.kubectl(KIT.task.fill("delete po $set-1 $set-0 -n $namespace --wait=false"))


NONE_AT_ALL = dict.fromkeys(POINTS, 0)
LEFT_ALONE: Submission = dict.fromkeys(POINTS, nothing) | {
    "stage": KIT.begin,
    "broken": KIT.typed,
    "local": KIT.built,
}
MISTAKES: Mistakes = {
    "nothing done": (LEFT_ALONE, NONE_AT_ALL),
    "nothing but partitions and strategies": (
        LEFT_ALONE
        | {
            "stage": together(KIT.begin, KIT.partition(5)),
            "canary": KIT.partition(4),
            "phases": KIT.partition(0),
            "on-delete": KIT.by_hand("zk"),
        },
        NONE_AT_ALL,
    ),
    "tasks 1 to 3 left out": (
        RIGHT | {"stage": KIT.begin, "canary": nothing, "phases": nothing},
        {"stage": 0, "canary": 0, "phases": 0, "back": 0},
    ),
    "the image before the partition": (
        RIGHT | {"stage": together(KIT.begin, KIT.image(), KIT.partition(5))},
        {"stage": 4, "canary": 5, "phases": 7},
    ),
    "the partition a moment too late": (RIGHT | {"stage": a_moment_too_late}, {"stage": 4}),
    "no partition at all": (
        RIGHT | {"stage": together(KIT.begin, KIT.image()), "canary": nothing, "phases": nothing},
        {"stage": 4, "canary": 5, "phases": 7},
    ),
    "staged with the partition of the canary": (
        RIGHT | {"stage": together(KIT.begin, KIT.partition(4), KIT.image())},
        {"stage": 4},
    ),
    "the set deleted and made anew with the new version": (
        RIGHT
        | {"stage": together(KIT.begin, KIT.kubectl("delete sts $set -n $namespace"), KIT.web(**rolling(5)))},
        {"stage": 0, "canary": 0, "phases": 0, "back": 0},
    ),
    "another version": (
        RIGHT | {"stage": together(KIT.begin, KIT.partition(5), KIT.image("nginx:1.25.1"))},
        {"stage": 0, "canary": 0, "phases": 0, "back": 0},
    ),
    "one member too many for a canary": (
        RIGHT | {"canary": KIT.partition(3)},
        {"canary": 5, "phases": 11},
    ),
    "the lowest member for a canary": (
        RIGHT | {"canary": together(KIT.partition(0))},
        {"canary": 5, "phases": 7},
    ),
    "the canary deleted in place of a partition": (
        RIGHT | {"canary": KIT.deleted("$set-4"), "phases": together(KIT.partition(4), KIT.in_phases)},
        {"canary": 0},
    ),
    "nothing watched": (
        RIGHT | {"phases": together(KIT.partition(2), KIT.partition(0))},
        {"phases": 7},
    ),
    "only the canary watched": (
        RIGHT | {"phases": together(KIT.watched, KIT.partition(0))},
        {"phases": 11},
    ),
    "watched for too short a time": (
        RIGHT
        | {
            "phases": together(
                lambda lab: lab.advance(30), KIT.partition(2), lambda lab: lab.advance(30), KIT.partition(0)
            )
        },
        {"phases": 7},
    ),
    "the last phase forgotten": (
        RIGHT | {"phases": together(KIT.watched, KIT.partition(2))},
        {"phases": 4},
    ),
    "the last phase in a hurry": (RIGHT | {"phases": last_phase_in_a_hurry}, {"phases": 12}),
    "undo without deleting the broken one": (
        RIGHT | {"broken": together(KIT.typed, KIT.kubectl("rollout undo sts/$set -n $namespace"))},
        {"broken": 3, "back": 3},
    ),
    "the broken one deleted without undo": (
        RIGHT | {"broken": together(KIT.typed, KIT.deleted("$set-4"))},
        {"broken": 0, "back": 3},
    ),
    "a healthy member deleted first": (
        RIGHT | {"broken": together(KIT.typed, KIT.deleted("$set-3"), KIT.mended)},
        {"broken": 3, "back": 3},
    ),
    "a healthy member deleted first, and both mended": (
        RIGHT | {"broken": together(KIT.typed, KIT.deleted("$set-3"), KIT.mended, KIT.deleted("$set-3"))},
        {"broken": 9},
    ),
    "every web server deleted": (
        RIGHT
        | {
            "broken": together(
                KIT.typed,
                KIT.kubectl("rollout undo sts/$set -n $namespace", "delete po -l app=$set -n $namespace"),
            )
        },
        {"broken": 9},
    ),
    "scaled to nothing and back": (
        RIGHT
        | {
            "broken": together(
                KIT.typed,
                KIT.kubectl(
                    "rollout undo sts/$set -n $namespace",
                    "scale sts/$set -n $namespace --replicas=0",
                    "scale sts/$set -n $namespace --replicas=5",
                ),
            )
        },
        {"broken": 9},
    ),
    "a member fewer": (
        RIGHT
        | {
            "broken": together(
                KIT.typed,
                KIT.kubectl(
                    "rollout undo sts/$set -n $namespace", "scale sts/$set -n $namespace --replicas=4"
                ),
            )
        },
        {"broken": 3, "back": 3},
    ),
    "the set deleted and applied again": (
        RIGHT
        | {
            "broken": together(
                KIT.typed, KIT.kubectl("delete sts $set -n $namespace"), KIT.web(**rolling(0))
            ),
            "back": KIT.image(OLD_WEB),
        },
        {"broken": 9},
    ),
    "healed by a third version": (
        RIGHT | {"broken": together(KIT.typed, KIT.image("nginx:1.25.1"), KIT.deleted("$set-4"))},
        {"broken": 12},
    ),
    "back to the first version too early": (
        RIGHT | {"broken": together(KIT.typed, KIT.back, KIT.deleted("$set-4")), "back": nothing},
        {"broken": 12},
    ),
    "undo without a number": (
        RIGHT | {"back": KIT.kubectl("rollout undo sts/$set -n $namespace")},
        {"back": 0},
    ),
    "back by a template that is new": (
        RIGHT | {"back": together(KIT.back, KIT.kubectl("rollout restart sts/$set -n $namespace"))},
        {"back": 7},
    ),
    "back in a hurry": (RIGHT | {"back": gone_back_in_a_hurry}, {"back": 7}),
    "not gone back": (RIGHT | {"back": nothing}, {"back": 0}),
    "the order of a rolling update": (RIGHT | {"on-delete": KIT.zk_image(STABLE)}, {"on-delete": 7}),
    "all members of zk deleted at once": (RIGHT | {"on-delete": all_at_once}, {"on-delete": 7}),
    "nobody deleted": (
        RIGHT | {"on-delete": together(KIT.by_hand("zk"), KIT.zk_image(STABLE))},
        {"on-delete": 0},
    ),
    "deleted before the image was set": (
        RIGHT | {"on-delete": together(KIT.by_hand("zk"), KIT.deleted(*KIT.ordered), KIT.zk_image(STABLE))},
        {"on-delete": 0},
    ),
    "the strategy forgotten": (
        RIGHT | {"local": together(KIT.built, KIT.zk_image(BUILT), KIT.loaded), "slow": KIT.pause(30)},
        {"local": 0, "slow": 2},
    ),
    "the image given to all of zk": (
        RIGHT | {"local": together(KIT.built, KIT.partition(0, "zk"), KIT.zk_image(BUILT), KIT.loaded)},
        {"local": 7, "slow": 5},
    ),
    "the image nowhere but there": (RIGHT | {"local": KIT.tried}, {"local": 0, "slow": 2}),
    "the canary of zk deleted": (
        RIGHT | {"local": together(KIT.tried, KIT.deleted("zk-2"), KIT.loaded)},
        {"local": 7},
    ),
    "no pause": (RIGHT | {"slow": KIT.partition(0, "zk")}, {"slow": 3}),
    "another pause": (RIGHT | {"slow": together(KIT.pause(10), KIT.partition(0, "zk"))}, {"slow": 3}),
    "the pause too late": (RIGHT | {"slow": together(KIT.partition(0, "zk"), KIT.pause(30))}, {"slow": 5}),
    "the pause alone": (RIGHT | {"slow": KIT.pause(30)}, {"slow": 2}),
}


TOLD = [
    ("nothing done", "stage", "goes from nginx:1.14.2 to nginx:1.29.3"),
    ("the partition a moment too late", "stage", "finch-4 told to go"),
    (
        "the set deleted and made anew with the new version",
        "stage",
        "nginx:1.14.2; then made anew with nginx:1.29.3",
    ),
    ("another version", "stage", "nginx:1.14.2, then nginx:1.25.1"),
    ("one member too many for a canary", "canary", "finch-3 there all the time"),
    ("the canary deleted in place of a partition", "canary", "what are its strategy and its partition?"),
    ("watched for too short a time", "phases", "it told to go 30 s after that"),
    ("only the canary watched", "phases", "finch-2, finch-3, finch-4 had been Ready for 60 s"),
    ("the last phase in a hurry", "phases", "3 Ready"),
    ("undo without deleting the broken one", "broken", "it still waiting for nginx:1.161"),
    ("the broken one deleted without undo", "broken", "one with nginx:1.161"),
    ("a healthy member deleted first, and both mended", "broken", "finch-3 there all the time"),
    ("every web server deleted", "broken", "it replaced or deleted"),
    ("a member fewer", "broken", "it gone"),
    ("back to the first version too early", "broken", "one with nginx:1.14.2"),
    ("undo without a number", "back", "then nginx:1.29.3, then nginx:1.161"),
    ("back by a template that is new", "back", "another one with nginx:1.14.2"),
    ("another version", "back", "it never asking for nginx:1.29.3"),
    ("the order of a rolling update", "on-delete", "zk-2, zk-1, zk-0"),
    ("all members of zk deleted at once", "on-delete", "0 Ready"),
    ("the strategy forgotten", "local", "it running kubebiz/zookeeper:3.5.8"),
    ("the image nowhere but there", "local", "pull access denied"),
    ("the canary of zk deleted", "local", "it deleted, and made again"),
    ("the pause too late", "slow", "zk-2 had been Ready for 30 s"),
    ("another pause", "slow", "minReadySeconds: 10"),
]
"""What the verdict about a task says of a mistake."""


def test_what_was_right_stays_right_when_the_sets_have_gone_on() -> None:
    lab = Learner()
    EXERCISE.verdicts(lab, RIGHT)
    assert {task: lab.check(f"canary-{task}").earned for task in POINTS} == POINTS


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("canary", "ada"), sheet_of("canary", "ben")
    assert (mine.namespace, mine.set) != (theirs.namespace, theirs.set)
    copied = Kit(theirs).right()
    copied = copied | {"stage": together(Kit(mine).begin, copied["stage"])}
    assert earned(EXERCISE.verdicts(Learner("ada"), copied)) == NONE_AT_ALL


def test_copied_numbers_show_where_the_names_were_changed() -> None:
    other = {"version": "1.28.0", "watch": 45, "phase": 1, "order": "0, 1, 2", "pause": 20}
    values = KIT.task.as_dict()
    copied = TaskSheet.from_dict(values | {"values": values["values"] | other})
    found = earned(EXERCISE.verdicts(Learner(), Kit(copied).right()))
    assert found == {
        **dict.fromkeys(("stage", "canary", "phases", "back"), 0),
        **{"broken": 15, "on-delete": 7, "local": 10, "slow": 3},
    }


def patch(lab: Lab, name: str, **spec: Any) -> None:
    lab.apps.patch_namespaced_stateful_set(name, "aviary", {"spec": spec})


def with_image(name: str, image: str) -> dict[str, Any]:
    """The part of a set's spec that says which image a container has."""
    return {"template": {"spec": {"containers": [{"name": name, "image": image}]}}}


def removed(lab: Lab, *names: str) -> None:
    for name in names:
        lab.core.delete_namespaced_pod(name, "aviary")
        lab.settle()


def staged(lab: Lab) -> None:
    lab.apply(KIT.task.fill(START))
    lab.settle()
    patch(lab, "finch", **rolling(5), **with_image("nginx", KIT.new))


def in_phases(lab: Lab) -> None:
    for lowest in (2, 0):
        lab.advance(60)
        patch(lab, "finch", **rolling(lowest))
        lab.settle()


def recovered(lab: Lab) -> None:
    patch(lab, "finch", **with_image("nginx", KIT.task.typo))
    lab.settle()
    patch(lab, "finch", **with_image("nginx", KIT.new))
    lab.settle()
    removed(lab, "finch-4")


def ordered(lab: Lab) -> None:
    strategy = {"type": "OnDelete", "rollingUpdate": None}
    patch(lab, "zk", updateStrategy=strategy, **with_image("zookeeper", STABLE))
    removed(lab, "zk-1", "zk-0", "zk-2")


def tried(lab: Lab) -> None:
    node = lab.core.read_namespaced_pod("zk-0", "aviary").spec.node_name
    lab.build_image(BUILT, STABLE, node=node)
    patch(lab, "zk", **rolling(2), **with_image("zookeeper", BUILT))
    lab.settle()
    lab.load_image(BUILT)


OFFICIAL: Submission = {
    "stage": staged,
    "canary": lambda lab: patch(lab, "finch", **rolling(4)),
    "phases": in_phases,
    "broken": recovered,
    "back": lambda lab: patch(lab, "finch", **with_image("nginx", OLD_WEB)),
    "on-delete": ordered,
    "local": tried,
    "slow": lambda lab: patch(lab, "zk", minReadySeconds=30, **rolling(0)),
}


class TestCanary(AssignmentTests):
    assignment, exercise, routes, mistakes = "canary", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
