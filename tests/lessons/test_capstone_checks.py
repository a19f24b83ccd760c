"""The checks of `capstone`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from k8slab import Lab
from k8slab.course.notebook import read
from k8slab.task_sheet import TaskSheet
from tests.lessons.assignment_tests import AssignmentTests
from tests.lessons.learner import LESSONS, STUDENTS, Learner, sheet_of
from tests.lessons.submission import (
    Exercise,
    Mistakes,
    Step,
    Submission,
    applied,
    assert_explained,
    earned,
    node_added,
    nothing,
    together,
)

EXERCISE = Exercise(
    "incident",
    {"ensemble": 15, "names": 10, "store": 15, "archive": 15, "web": 10, "agents": 10, "kept": 15},
)
POINTS = EXERCISE.points
NONE_AT_ALL = dict.fromkeys(POINTS, 0)
FOLDER = LESSONS / "13-capstone" / "exercise"
EVENING = (FOLDER / "evening.yml").read_text()
NIGHT = (FOLDER / "night.txt").read_text()
TODAY = (
    EVENING.replace("zookeeper:3.4.10", "zookeeper:3.5.8")
    .replace("nginx:1.27", "nginx:1.28")
    .replace("replicas: 2", "replicas: 3")
)
"""What everything shall be like: the manifests of the evening with the new versions and the third member."""
ROLE = "node-role.kubernetes.io/control-plane"
FREE = """patch pv vault --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'"""
PARTITION = """{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}"""
ROLLING = """{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}"""
ON_DELETE = """{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}"""
PROBE, NO_PROBE = '"readinessProbe":{"httpGet":{"port":80}}', '"readinessProbe":null'
KEY = '"env":[{"name":"MOTTO","valueFrom":{"configMapKeyRef":{"key":"motto"}}}]'
NO_KEY = '"env":[{"name":"MOTTO","$patch":"delete"}]'
LESS = '"resources":{"requests":{"cpu":"100m"}}'
SOFTER = (
    """{"spec":{"template":{"spec":{"affinity":{"podAntiAffinity":"""
    """{"requiredDuringSchedulingIgnoredDuringExecution":null}}}}}}"""
)
NOT_DEFAULT = "annotate sc standard storageclass.kubernetes.io/is-default-class- "


def of_web(patch: str) -> str:
    """The patch of a Deployment's template by what its container web shall be."""
    return f'{{"spec":{{"template":{{"spec":{{"containers":[{{"name":"web",{patch}}}]}}}}}}}}'


class Kit:
    """Given cells and answers with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def kubectl(self, *lines: str) -> Step:
        """Lines in the student's namespace, with the sheet's values; the cluster settles between them."""

        def step(lab: Any) -> None:
            for line in lines:
                lab.kubectl(f"{self.task.fill(line)} -n {self.task.namespace}")
                lab.settle()

        return step

    def objects(self, text: str, *wanted: str) -> list[dict[str, Any]]:
        """Of the objects in a text those that are named, as "Service/atlas"; all without names."""
        found = list(yaml.safe_load_all(self.task.fill(text)))
        named = {f"{each['kind']}/{each['metadata']['name']}": each for each in found}
        return [named[self.task.fill(name)] for name in wanted] if wanted else found

    def applied(self, *wanted: str) -> Step:
        """Some of the objects as they shall be."""
        return applied(*self.objects(TODAY, *wanted))

    def begin(self, lab: Any) -> None:
        """What the given cells do."""
        lab.kubectl(f"label node k8s-m1 {ROLE}=")
        lab.kubectl(f"taint node k8s-m1 {ROLE}:NoSchedule")
        lab.kubectl("label node k8s-m2 k8s-m3 disk=ssd")
        lab.apply(*self.objects(EVENING))
        lab.settle()
        lab.add_node(self.task.node)
        lab.kubectl(f"label node {self.task.node} disk=ssd")
        lab.advance(3600)
        self.night(lab)

    def night(self, lab: Any) -> None:
        for line in self.task.fill(NIGHT).splitlines():
            if line[:2] in self.task.incident.split():
                lab.kubectl(line[3:].replace("-f ", f"-f {FOLDER}/"))
                lab.settle()
        lab.advance(3600)
        lab.kubectl(f"create cm handover -n {self.task.namespace} --from-literal=shift=morning")

    def given(self) -> dict[str, Step]:
        return dict.fromkeys(POINTS, nothing) | {"ensemble": self.begin}

    def first(self, *steps: Step) -> Step:
        """The first task: what is given, and then these."""
        return together(self.begin, *steps)

    def answers(self) -> dict[str, Step]:
        """What mends this student's troubles, task by task."""
        cures = [self.cures()[sign] for sign in self.task.incident.split()]
        return dict(zip(POINTS, (*cures, nothing), strict=True))

    def right(self) -> dict[str, Step]:
        answers = self.answers()
        return answers | {"ensemble": self.first(answers["ensemble"])}

    def cures(self) -> dict[str, Step]:
        """What mends each trouble."""
        return {
            "a1": self.kubectl(f"patch sts $set -p '{PARTITION}'"),
            "a2": self.kubectl("set image sts/$set zookeeper=kubebiz/zookeeper:3.5.8", "delete po $set-2"),
            "a3": self.kubectl(f"patch sts $set -p '{ROLLING}'"),
            "b1": self.kubectl("set selector svc $set app=$set"),
            "b2": self.applied("Service/$set"),
            "b3": together(self.kubectl("delete svc $set"), self.applied("Service/$set")),
            "c1": self.kubectl("uncordon $node"),
            "c2": self.kubectl("taint node $node burn-in-"),
            "c3": self.kubectl("label node $node disk=ssd"),
            "d1": self.archive("delete pvc archive"),
            "d2": self.archive("delete pvc archive"),
            "d3": self.archive(FREE),
            "e1": self.web(PROBE),
            "e2": self.web(KEY),
            "e3": self.web(LESS),
            "f1": self.kubectl("rollout undo ds/$agent"),
            "f2": self.kubectl("rollout undo ds/$agent"),
        }

    def web(self, patch: str) -> Step:
        return self.kubectl(f"patch deploy web -p '{of_web(patch)}'")

    def archive(self, *lines: str) -> Step:
        """The claim made anew while nobody reads."""
        return together(
            self.kubectl("scale deploy reader --replicas=0", *lines),
            self.applied("PersistentVolumeClaim/archive"),
            self.kubectl("scale deploy reader --replicas=1"),
        )

    def archive_with(self, **spec: Any) -> Step:
        """The same, with another specification of the claim."""
        claim = self.objects(TODAY, "PersistentVolumeClaim/archive")[0]
        claim = {
            **claim,
            "spec": {name: each for name, each in {**claim["spec"], **spec}.items() if each is not None},
        }
        return together(
            self.kubectl("scale deploy reader --replicas=0", "delete pvc archive"),
            applied(claim),
            self.kubectl("scale deploy reader --replicas=1"),
        )


KIT = Kit(sheet_of("capstone"))
RIGHT = KIT.right()


def rewound(lab: Any) -> None:
    """The worst, and back to the morning."""
    KIT.begin(lab)
    lab.control.snapshot("morning")
    lab.kubectl(f"delete pvc,po --all -n {KIT.task.namespace} --wait=false")
    lab.kubectl("delete po --all -n next-door")
    lab.settle()
    lab.control.rewind(snapshot="morning")
    RIGHT_CURE(lab)


RIGHT_CURE = KIT.cures()["a2"]
ROUTES: dict[str, Submission] = {
    "commands": RIGHT,
    "manifests": RIGHT
    | {
        "ensemble": KIT.first(KIT.applied("StatefulSet/$set"), KIT.kubectl("delete po $set-2")),
        "names": KIT.applied("Service/$set"),
        "web": KIT.applied("Deployment/web"),
        "agents": KIT.applied("DaemonSet/$agent"),
    },
    "member by member": RIGHT
    | {
        "ensemble": KIT.first(
            KIT.kubectl(
                f"patch sts $set -p '{ON_DELETE}'",
                "set image sts/$set zookeeper=kubebiz/zookeeper:3.5.8",
                "delete po $set-2",
                "delete po $set-0",
                "delete po $set-1",
                f"patch sts $set -p '{ROLLING}'",
            )
        )
    },
    "back, and then the right image": RIGHT
    | {
        "ensemble": KIT.first(
            KIT.kubectl(
                "rollout undo sts/$set",
                "delete po $set-2",
                "set image sts/$set zookeeper=kubebiz/zookeeper:3.5.8",
            )
        )
    },
    "a Service made anew": RIGHT
    | {"names": together(KIT.kubectl("delete svc $set"), KIT.applied("Service/$set"))},
    "a node more, and the other one opened": RIGHT
    | {"store": together(node_added("k8s-m8"), KIT.kubectl("label node k8s-m8 disk=ssd", "uncordon $node"))},
    "a claim that names the volume": RIGHT | {"archive": KIT.archive_with(volumeName="vault")},
    "a tolerant collector": RIGHT
    | {
        "agents": KIT.kubectl(
            'patch ds $agent -p \'{"spec":{"template":{"spec":{"tolerations":[{"operator":"Exists"}]}}}}\''
        )
    },
    "the worst, and back to the morning": RIGHT | {"ensemble": rewound},
}


def anew(lab: Any) -> None:
    """The namespace deleted, and everything applied as it shall be."""
    KIT.kubectl("delete ns $namespace")(lab)
    for number in (1, 2, 3):
        for size in ("small", "large"):
            lab.kubectl(FREE.replace("vault", f"{size}-{number}"))
    lab.apply(*KIT.objects(TODAY))
    lab.settle()


def drained(node: str) -> Step:
    return KIT.kubectl(f"drain {node} --ignore-daemonsets --timeout=60s", f"uncordon {node}")


MISTAKES: Mistakes = {
    "nothing done": (KIT.given(), NONE_AT_ALL),
    "all deleted and applied anew": (
        KIT.given() | {"ensemble": KIT.first(anew), "store": RIGHT["store"], "web": nothing},
        {"ensemble": 9, "store": 9, "web": 6, "kept": 5},
    ),
    "the image mended, the stuck member left": (
        RIGHT | {"ensemble": KIT.first(KIT.kubectl("set image sts/$set zookeeper=kubebiz/zookeeper:3.5.8"))},
        {"ensemble": 0, "kept": 10},
    ),
    "the update taken back": (
        RIGHT | {"ensemble": KIT.first(KIT.kubectl("rollout undo sts/$set", "delete po $set-2"))},
        {"ensemble": 0, "kept": 10},
    ),
    "all members deleted to hurry": (
        RIGHT | {"ensemble": together(RIGHT["ensemble"], KIT.kubectl("delete po $set-0 $set-1 $set-2"))},
        {"ensemble": 9},
    ),
    "rolled by hand, and left so": (
        RIGHT
        | {
            "ensemble": KIT.first(
                KIT.kubectl(f"patch sts $set -p '{ON_DELETE}'"),
                RIGHT_CURE,
                KIT.kubectl("delete po $set-1", "delete po $set-0"),
            )
        },
        {"ensemble": 11},
    ),
    "a canary, and no more": (
        RIGHT
        | {
            "ensemble": KIT.first(
                KIT.kubectl(f"patch sts $set -p '{PARTITION.replace('0', '2')}'"), RIGHT_CURE
            )
        },
        {"ensemble": 6},
    ),
    "a Service with an address": (
        RIGHT
        | {
            "names": KIT.kubectl(
                "delete svc $set",
                "create svc clusterip $set --tcp=2888 --tcp=3888",
                "set selector svc $set app=$set",
            )
        },
        {"names": 0},
    ),
    "a Service with one port": (
        RIGHT
        | {
            "names": KIT.kubectl(
                "delete svc $set",
                "create svc clusterip $set --clusterip=None --tcp=2888",
                "set selector svc $set app=$set",
            )
        },
        {"names": 6},
    ),
    "the rule made softer": (
        RIGHT | {"store": KIT.kubectl(f"patch sts $store -p '{SOFTER}'", "delete po $store-2")},
        {"store": 0, "kept": 10},
    ),
    "the rule made softer, and all made anew": (
        RIGHT
        | {
            "store": KIT.kubectl(
                f"patch sts $store -p '{SOFTER}'", "delete po $store-2", "delete po $store-1 $store-0"
            )
        },
        {"store": 0},
    ),
    "another node instead": (
        RIGHT | {"store": together(node_added("k8s-m8"), KIT.kubectl("label node k8s-m8 disk=ssd"))},
        {"store": 11},
    ),
    "a healthy member deleted": (
        RIGHT | {"store": together(KIT.kubectl("delete po $store-1"), RIGHT["store"])},
        {"store": 9},
    ),
    "fewer members instead": (
        RIGHT | {"store": KIT.kubectl("scale sts $store --replicas=2", "uncordon $node")},
        {"store": 0, "kept": 10},
    ),
    "the claim again without class": (
        RIGHT | {"archive": KIT.archive_with(storageClassName=None)},
        {"archive": 0, "kept": 10},
    ),
    "the default class switched off": (
        RIGHT | {"archive": together(KIT.kubectl(NOT_DEFAULT), KIT.archive_with(storageClassName=None))},
        {"kept": 10},
    ),
    "the volume made again": (
        RIGHT
        | {
            "archive": together(
                KIT.kubectl("delete pv vault"), KIT.applied("PersistentVolume/vault"), RIGHT["archive"]
            )
        },
        {"archive": 10},
    ),
    "the rollout taken back": (RIGHT | {"web": KIT.kubectl("rollout undo deploy/web")}, {"web": 0}),
    "no probe at all": (RIGHT | {"web": KIT.web(NO_PROBE)}, {"web": 8}),
    "the Deployment made anew": (
        RIGHT | {"web": together(KIT.kubectl("delete deploy web"), KIT.applied("Deployment/web"))},
        {"web": 6},
    ),
    "the taint taken away": (
        RIGHT | {"agents": KIT.kubectl(f"taint node k8s-m1 {ROLE}-")},
        {"agents": 6},
    ),
    "a node drained": (RIGHT | {"agents": together(RIGHT["agents"], drained("k8s-m2"))}, {"kept": 10}),
    "a claim thrown away": (
        RIGHT
        | {
            "kept": together(
                KIT.kubectl("delete pvc data-$set-2 --wait=false", "delete po $set-2"),
                KIT.kubectl(FREE.replace("vault", "small-3")),
            )
        },
        {"kept": 10},
    ),
}


TOLD = [
    ("nothing done", "store", "1 node(s) were unschedulable"),
    ("nothing done", "archive", "it Bound to pvc-"),
    ("nothing done", "agents", "a Ready pod of usher on k8s-m1"),
    ("all deleted and applied anew", "kept", "claim data-atlas-0 there all the time"),
    ("all deleted and applied anew", "web", "2 web servers Ready all the time"),
    (
        "all members deleted to hurry",
        "ensemble",
        "2 members Ready all the time, as the budget atlas says",
    ),
    ("rolled by hand, and left so", "ensemble", "OnDelete, partition"),
    ("a canary, and no more", "ensemble", "atlas-0 with kubebiz/zookeeper:3.5.8"),
    ("a Service with an address", "names", "clusterIP 10."),
    ("another node instead", "store", "it cordoned"),
    ("a healthy member deleted", "store", "pod cellar-1 there all the time"),
    ("the claim again without class", "archive", "class standard"),
    ("the default class switched off", "kept", "standard the default class, as others rely on it"),
    ("the volume made again", "archive", "volume vault there all the time"),
    ("no probe at all", "web", "no readinessProbe"),
    ("the taint taken away", "agents", "the taint node-role.kubernetes.io/control-plane:NoSchedule"),
    ("a claim thrown away", "kept", "claim data-atlas-2 there all the time"),
]
"""What the verdict about a task says of a mistake."""


def signs_of(student: str) -> set[str]:
    """The troubles that happen to a student."""
    return set(sheet_of("capstone", student).incident.split())


def test_each_trouble_happens_to_one_of_twenty_students() -> None:
    assert set.union(*map(signs_of, STUDENTS)) == set(KIT.cures())


def student_with(sign: str) -> str:
    """The first student to whom this trouble happens."""
    return next(each for each in STUDENTS if sign in signs_of(each))


OTHER_MISTAKES: dict[str, tuple[str, str, tuple[str, ...], dict[str, float]]] = {
    "the partition one too high": (
        "a1",
        "ensemble",
        (f"patch sts $set -p '{PARTITION.replace('0', '1')}'",),
        {"ensemble": 6},
    ),
    "all old members deleted at once": (
        "a3",
        "ensemble",
        (f"patch sts $set -p '{ROLLING}'", "delete po $set-0 $set-1 $set-2"),
        {"ensemble": 9},
    ),
    "the address left": ("b3", "names", (), {"names": 0}),
    "a toleration instead of no taint": (
        "c2",
        "store",
        (
            'patch sts $store -p \'{"spec":{"template":{"spec":{"tolerations":[{"operator":"Exists"}]}}}}\'',
            "delete po $store-2",
        ),
        {"store": 5, "agents": 4},
    ),
    "the selector taken away": (
        "c3",
        "store",
        (
            'patch sts $store -p \'{"spec":{"template":{"spec":{"nodeSelector":null}}}}\'',
            "delete po $store-2",
        ),
        {"store": 9},
    ),
    "a class for the wrong name": (
        "d2",
        "archive",
        ("create ns other",),
        {"archive": 0, "kept": 10},
    ),
    "the volume left Released": (
        "d3",
        "archive",
        ("scale deploy reader --replicas=0", "scale deploy reader --replicas=1"),
        {"archive": 0, "kept": 10},
    ),
    "the setting taken out": (
        "e2",
        "web",
        (f"patch deploy web -p '{of_web(NO_KEY)}'",),
        {"web": 8},
    ),
}


@pytest.mark.parametrize("mistake", OTHER_MISTAKES)
def test_a_mistake_in_another_incident_loses_exactly_its_points(mistake: str) -> None:
    sign, task, lines, expected = OTHER_MISTAKES[mistake]
    student = student_with(sign)
    kit = Kit(sheet_of("capstone", student))
    step = kit.kubectl(*lines)
    wrong = kit.right() | {task: kit.first(step) if task == "ensemble" else step}
    found = EXERCISE.verdicts(Learner(student), wrong)
    assert earned(found) == {**POINTS, **expected}
    assert_explained(found)


def test_a_label_for_the_control_plane_is_as_right_as_no_selector() -> None:
    student = student_with("f2")
    kit = Kit(sheet_of("capstone", student))
    labelled = kit.right() | {"agents": kit.kubectl("label node k8s-m1 disk=ssd")}
    assert earned(EXERCISE.verdicts(Learner(student), labelled)) == POINTS


def test_the_missing_key_may_be_added_to_the_settings() -> None:
    student = student_with("e2")
    kit = Kit(sheet_of("capstone", student))
    added = kit.right() | {"web": kit.kubectl('patch cm settings -p \'{"data":{"moto":"never"}}\'')}
    assert earned(EXERCISE.verdicts(Learner(student), added)) == POINTS


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("capstone", "ada"), sheet_of("capstone", "ben")
    assert mine.namespace != theirs.namespace
    copied = Kit(theirs).right()
    copied = copied | {"ensemble": together(Kit(mine).begin, Kit(theirs).cures()["a2"])}
    found = earned(EXERCISE.verdicts(Learner("ada"), copied))
    assert found == NONE_AT_ALL


def test_the_answers_to_another_incident_do_not_fit_under_ones_own_names() -> None:
    student = next(each for each in STUDENTS if not {"a2", "b1", "c1", "d1", "e1"} & signs_of(each))
    kit = Kit(sheet_of("capstone", student))
    cures = kit.cures()
    wrong = {"names": "b1", "store": "c1", "archive": "d1", "web": "e1"}
    copied = kit.given() | {task: cures[sign] for task, sign in wrong.items()}
    assert earned(EXERCISE.verdicts(Learner(student), copied)) == NONE_AT_ALL


def covering() -> list[str]:
    """A few students to whom, together, every trouble happens."""
    left, found = set(KIT.cures()), []
    while left:
        found.append(max(STUDENTS, key=lambda each: len(signs_of(each) & left)))
        left -= signs_of(found[-1])
    return found


@pytest.mark.parametrize("student", covering())
def test_the_model_answers_fit_each_trouble(student: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("K8SLAB_STUDENT", student)
    names: dict[str, Any] = {}
    for source in code_cells():
        exec(source.removeprefix("%%capture\n"), names)
    with names["lab"] as lab:
        assert {task: lab.check(f"incident-{task}").earned for task in POINTS} == POINTS


def code_cells() -> list[str]:
    """The cells of the exercise's source that are run, with the model answers."""
    cells = read(FOLDER.parent / "exercise.md", "13-capstone")[0].cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def test_without_the_given_cells_each_verdict_says_so() -> None:
    lab = Learner()
    told = [repr(lab.check(f"incident-{task}")) for task in POINTS]
    assert [each for each in told if "Run the given cells at the top" not in each] == []


class Official:
    """The given cells on a Lab, as the tests' kit expects them; it only looks like a `Learner`."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def apply(self, *objects: Any) -> None:
        self._lab.apply(yaml.safe_dump_all(objects))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lab, name)


def updated(lab: Lab) -> None:
    KIT.begin(Official(lab))
    owner = lab.apps.read_namespaced_stateful_set("atlas", "museum")
    owner.spec.template.spec.containers[0].image = "kubebiz/zookeeper:3.5.8"
    lab.apps.replace_namespaced_stateful_set("atlas", "museum", owner)
    lab.core.delete_namespaced_pod("atlas-2", "museum")


def named(lab: Lab) -> None:
    service = lab.core.read_namespaced_service("atlas", "museum")
    service.spec.selector = {"app": "atlas"}
    lab.core.replace_namespaced_service("atlas", "museum", service)


def opened(lab: Lab) -> None:
    lab.core.patch_node("k8s-m4", {"spec": {"unschedulable": None}})


def archived(lab: Lab) -> None:
    lab.apps.patch_namespaced_deployment_scale("reader", "museum", {"spec": {"replicas": 0}})
    lab.core.delete_namespaced_persistent_volume_claim("archive", "museum")
    lab.settle()
    claim = KIT.objects(TODAY, "PersistentVolumeClaim/archive")[0]
    lab.core.create_namespaced_persistent_volume_claim("museum", claim)
    lab.apps.patch_namespaced_deployment_scale("reader", "museum", {"spec": {"replicas": 1}})


def served(lab: Lab) -> None:
    servers = lab.apps.read_namespaced_deployment("web", "museum")
    servers.spec.template.spec.containers[0].readiness_probe.http_get.port = 80
    lab.apps.replace_namespaced_deployment("web", "museum", servers)


def tolerant(lab: Lab) -> None:
    wanted = [{"key": ROLE, "operator": "Exists", "effect": "NoSchedule"}]
    patch = {"spec": {"template": {"spec": {"tolerations": wanted}}}}
    lab.apps.patch_namespaced_daemon_set("usher", "museum", patch)


OFFICIAL: Submission = {
    "ensemble": updated,
    "names": named,
    "store": opened,
    "archive": archived,
    "web": served,
    "agents": tolerant,
    "kept": nothing,
}


class TestCapstone(AssignmentTests):
    assignment, exercise, routes, mistakes = "capstone", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()

    def test_every_student_can_earn_every_point(self, student: str) -> None:
        """Who begins with nothing."""
        kit, lab = Kit(sheet_of("capstone", student)), Learner(student)
        assert earned(EXERCISE.verdicts(lab, kit.given())) == NONE_AT_ALL
        assert earned(EXERCISE.verdicts(lab, kit.answers())) == POINTS
