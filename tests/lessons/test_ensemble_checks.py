"""The checks of `ensemble`, both ways: right submissions by several routes, and known mistakes.

A submission is what somebody does for each task, in order; after each, the cluster settles and the task's
check is asked, as in the notebook.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from k8slab import Lab
from k8slab.backends.control import Control
from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.checks import Referee
from k8slab.command_line import execute, words
from k8slab.sim.http.gateway import Gateway
from k8slab.verdict import Verdict

LESSONS = Path(__file__).parents[2] / "lessons"
POINTS = {"volumes": 2, "members": 2, "service": 1, "return": 2, "redeploy": 2, "fourth": 1}

Step = Callable[[Any], object]
Submission = Mapping[str, Step]


class Learner:
    """What a learner needs of a Lab, in this process: fast enough for many submissions."""

    def __init__(self) -> None:
        cluster = new_cluster(Settings(nodes=("k8s-m1", "k8s-m2", "k8s-m3")))
        gateway = Gateway(cluster, referee=Referee(LESSONS))
        self._transport = InProcess(gateway, user_agent="kubectl/test")
        self.control = Control(InProcess(gateway, passive=True))

    def kubectl(self, line: str, *, stdin: str = "") -> None:
        execute(words(line), self._transport, stdin=stdin)

    def apply(self, *objects: Mapping[str, Any]) -> None:
        self.kubectl("apply -f -", stdin=yaml.safe_dump_all(objects))

    def settle(self) -> None:
        self.control.settle()

    def add_node(self, name: str) -> None:
        self.control.add_node(name)

    def check(self, name: str) -> Verdict:
        return Verdict.from_dict(self.control.check(name))


def verdicts(lab: Any, submission: Submission) -> dict[str, Verdict]:
    """What the referee says about each task of a submission."""
    found = {}
    for task in POINTS:
        submission[task](lab)
        lab.settle()
        found[task] = lab.check(f"quorum-{task}")
    return found


def earned(found: Mapping[str, Verdict]) -> dict[str, float]:
    return {task: verdict.earned for task, verdict in found.items()}


def namespace() -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "quorum"}}


def volume(name: str, *, size: str = "1Gi", mode: str = "ReadWriteOnce", **spec: str) -> dict[str, Any]:
    nfs = {"server": "192.168.2.140", "path": f"/data/{name}"}
    spec_of = {"capacity": {"storage": size}, "accessModes": [mode], "nfs": nfs, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec_of}


def four_volumes(**spec: str) -> list[dict[str, Any]]:
    return [volume(f"disk-{letter}", **spec) for letter in "abcd"]


def service(namespace: str = "quorum", **spec: Any) -> dict[str, Any]:
    ports = [{"name": "server", "port": 2888}]
    spec_of = {"clusterIP": "None", "selector": {"app": "keeper"}, "ports": ports, **spec}
    metadata = {"name": "peers", "namespace": namespace}
    wanted = {key: value for key, value in spec_of.items() if value is not None}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": wanted}


def keeper(
    *,
    namespace: str = "quorum",
    image: str = "kubebiz/zookeeper:3.4.10",
    pod: Mapping[str, Any] | None = None,
    mounted: bool = True,
    **spec: Any,
) -> dict[str, Any]:
    """The set; `pod` changes the template's spec and `spec` the set's, None leaves a field out."""
    labels = {"app": "keeper"}
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": labels}}
    container = {"name": "zookeeper", "image": image}
    if mounted:
        container["volumeMounts"] = [{"name": "data", "mountPath": "/var/lib/zookeeper"}]  # type: ignore[assignment]
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    pod_spec = {"affinity": affinity, "containers": [container], **(pod or {})}
    spec_of = {
        "serviceName": "peers",
        "replicas": 3,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": pod_spec},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        **spec,
    }
    wanted = {key: value for key, value in spec_of.items() if value is not None}
    metadata = {"name": "keeper", "namespace": namespace}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": wanted}


def applied(*objects: Mapping[str, Any]) -> Step:
    return lambda lab: lab.apply(*objects)


def kubectl(*lines: str) -> Step:
    """Lines of kubectl; the cluster settles between them."""

    def step(lab: Any) -> None:
        for line in lines:
            lab.kubectl(line)
            lab.settle()

    return step


def nothing(_: Any) -> None:
    """A task left out."""


def together(*steps: Step) -> Step:
    def step(lab: Any) -> None:
        for each in steps:
            each(lab)
            lab.settle()

    return step


def add_node(lab: Any) -> None:
    lab.add_node("k8s-m4")


def replaced(made: Mapping[str, Any]) -> Step:
    """The set deleted and applied again."""
    return together(kubectl("delete sts keeper -n quorum"), applied(made))


SCALE = kubectl("scale sts keeper -n quorum --replicas=4")
RIGHT: Submission = {
    "volumes": applied(namespace(), *four_volumes()),
    "members": applied(keeper()),
    "service": applied(service()),
    "return": kubectl("delete po keeper-1 -n quorum"),
    "redeploy": replaced(keeper()),
    "fourth": together(SCALE, add_node),
}

PREFERRED = """{"spec":{"template":{"spec":{"affinity":{"podAntiAffinity":{
  "requiredDuringSchedulingIgnoredDuringExecution":null,
  "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{
    "topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"keeper"}}}}]}}}}}}"""
SOFTER = kubectl(f"patch sts keeper -n quorum -p '{PREFERRED}'")
ANNOTATED = """{"spec":{"template":{"metadata":{"annotations":{"again":"yes"}}}}}"""
ROUTES: dict[str, Submission] = {
    "manifests, then a node": RIGHT,
    "one pod after the other": RIGHT
    | {
        "members": applied(keeper(podManagementPolicy="OrderedReady")),
        "redeploy": replaced(keeper(podManagementPolicy="OrderedReady")),
    },
    "service and set in the wrong order, larger volumes": RIGHT
    | {
        "volumes": applied(namespace(), *four_volumes(size="5Gi")),
        "members": applied(service(), keeper()),
        "service": nothing,
    },
    "scaled to none before it is deleted": RIGHT
    | {
        "redeploy": together(
            kubectl("scale sts keeper -n quorum --replicas=0", "delete sts keeper -n quorum"),
            applied(keeper()),
        )
    },
    "a softer rule, and one member with the hard rule out of the way": RIGHT
    | {"fourth": together(SCALE, SOFTER, kubectl("delete po keeper-2 -n quorum"))},
}

NONE_AT_ALL = dict.fromkeys(POINTS, 0)
ON_ONE_NODE = {"affinity": None, "nodeSelector": {"kubernetes.io/hostname": "k8s-m1"}}
MISTAKES: dict[str, tuple[Submission, dict[str, float]]] = {
    "nothing done": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "no namespace": (RIGHT | {"volumes": applied(*four_volumes())}, NONE_AT_ALL),
    "a class that the claims do not ask for": (
        RIGHT | {"volumes": applied(namespace(), *four_volumes(storageClassName="fast"))},
        NONE_AT_ALL,
    ),
    "three volumes": (
        RIGHT | {"volumes": applied(namespace(), *four_volumes()[:3])},
        {"volumes": 0, "fourth": 0},
    ),
    "one volume too small": (
        RIGHT | {"volumes": applied(namespace(), *four_volumes()[:3], volume("disk-d", size="500Mi"))},
        {"volumes": 0, "fourth": 0},
    ),
    "one volume only for reading": (
        RIGHT | {"volumes": applied(namespace(), *four_volumes()[:3], volume("disk-d", mode="ReadOnlyMany"))},
        {"volumes": 0, "fourth": 0},
    ),
    "all members on one node": (
        RIGHT | {"members": applied(keeper(pod=ON_ONE_NODE)), "redeploy": replaced(keeper(pod=ON_ONE_NODE))},
        {"members": 0},
    ),
    "two members": (
        RIGHT | {"members": applied(keeper(replicas=2)), "redeploy": replaced(keeper(replicas=2))},
        {"members": 0, "service": 0, "return": 0, "redeploy": 0},
    ),
    "no claims": (
        RIGHT
        | {
            "members": applied(keeper(mounted=False, volumeClaimTemplates=None)),
            "redeploy": replaced(keeper(mounted=False, volumeClaimTemplates=None)),
        },
        {"members": 0, "return": 0, "redeploy": 0, "fourth": 0},
    ),
    "claims that no container mounts": (
        RIGHT | {"members": applied(keeper(mounted=False)), "redeploy": replaced(keeper(mounted=False))},
        {"members": 0},
    ),
    "a slip in the image's name": (
        RIGHT
        | {
            "members": applied(keeper(image="kubebiz/zookeper:3.4.10")),
            "redeploy": replaced(keeper(image="kubebiz/zookeper:3.4.10")),
        },
        {"members": 0},
    ),
    "another namespace": (
        RIGHT | {"members": applied(keeper(namespace="default")), "redeploy": nothing},
        {"members": 0, "service": 0, "return": 0, "redeploy": 0, "fourth": 0},
    ),
    "a Service with an address": (RIGHT | {"service": applied(service(clusterIP=None))}, {"service": 0}),
    "a Service that selects nobody": (
        RIGHT | {"service": applied(service(selector={"app": "keper"}))},
        {"service": 0},
    ),
    "a Service of another name than the set's": (
        RIGHT | {"members": applied(keeper(serviceName="friends"))},
        {"service": 0},
    ),
    "every member deleted": (RIGHT | {"return": kubectl("delete po --all -n quorum")}, {"return": 0}),
    "a rollout": (RIGHT | {"return": kubectl(f"patch sts keeper -n quorum -p '{ANNOTATED}'")}, {"return": 0}),
    "nobody deleted": (RIGHT | {"return": nothing}, {"return": 0}),
    "claims deleted with the set": (
        RIGHT
        | {
            "redeploy": together(
                kubectl("delete sts keeper -n quorum", "delete pvc --all -n quorum"), applied(keeper())
            )
        },
        {"redeploy": 0, "fourth": 0},
    ),
    "members orphaned and adopted": (
        RIGHT
        | {"redeploy": together(kubectl("delete sts keeper -n quorum --cascade=orphan"), applied(keeper()))},
        {"redeploy": 0},
    ),
    "never deployed again": (
        RIGHT | {"redeploy": kubectl("delete sts keeper -n quorum")},
        {"redeploy": 0, "fourth": 0},
    ),
    "never deleted": (RIGHT | {"redeploy": applied(keeper())}, {"redeploy": 0}),
    "a fourth member without a cure": (RIGHT | {"fourth": SCALE}, {"fourth": 0}),
    "a softer rule while all others have the hard one": (
        RIGHT | {"fourth": together(SCALE, SOFTER)},
        {"fourth": 0},
    ),
    "a node without a fourth member": (RIGHT | {"fourth": add_node}, {"fourth": 0}),
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_right_route_earns_every_point(route: str) -> None:
    assert earned(verdicts(Learner(), ROUTES[route])) == POINTS


@cache
def mistaken(mistake: str) -> dict[str, Verdict]:
    """The verdicts on a known mistake."""
    return verdicts(Learner(), MISTAKES[mistake][0])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_loses_exactly_its_points(mistake: str) -> None:
    assert earned(mistaken(mistake)) == POINTS | MISTAKES[mistake][1]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_lost_point_is_explained(mistake: str) -> None:
    for verdict in (verdict for verdict in mistaken(mistake).values() if not verdict.passed):
        assert verdict.expected
        assert verdict.found
        assert "mistake in the check" not in verdict.found
        assert len(verdict.hints) == 3


@pytest.mark.parametrize(
    ("mistake", "task", "told"),
    [
        ("no namespace", "volumes", "namespaces named 'quorum'"),
        ("one volume too small", "volumes", "disk-d holds 500Mi"),
        ("a class that the claims do not ask for", "members", "unbound immediate PersistentVolumeClaims"),
        ("all members on one node", "members", "on the same node k8s-m1"),
        ("another namespace", "members", "it in namespace default"),
        ("a Service with an address", "service", "clusterIP 10."),
        ("every member deleted", "return", "keeper-0 there all the time"),
        ("nobody deleted", "return", "still there"),
        ("claims deleted with the set", "redeploy", "data-keeper-0 bound all the time"),
        ("a fourth member without a cure", "fourth", "didn't match pod anti-affinity rules"),
        ("a softer rule while all others have the hard one", "fourth", "existing pods anti-affinity rules"),
    ],
)
def test_a_verdict_names_what_is_wrong(mistake: str, task: str, told: str) -> None:
    assert told in repr(mistaken(mistake)[task])


def test_the_official_client_earns_every_point() -> None:
    with Lab() as lab:
        assert earned(verdicts(lab, OFFICIAL)) == POINTS


def created_namespace(lab: Lab) -> None:
    lab.core.create_namespace(namespace())
    for each in four_volumes():
        lab.core.create_persistent_volume(each)


def redeployed(lab: Lab) -> None:
    lab.apps.delete_namespaced_stateful_set("keeper", "quorum")
    lab.settle()
    lab.apps.create_namespaced_stateful_set("quorum", keeper())


def scaled_with_a_node(lab: Lab) -> None:
    lab.apps.patch_namespaced_stateful_set_scale("keeper", "quorum", {"spec": {"replicas": 4}})
    lab.add_node("k8s-m4")


OFFICIAL: Submission = {
    "volumes": created_namespace,
    "members": lambda lab: lab.apps.create_namespaced_stateful_set("quorum", keeper()),
    "service": lambda lab: lab.core.create_namespaced_service("quorum", service()),
    "return": lambda lab: lab.core.delete_namespaced_pod("keeper-1", "quorum"),
    "redeploy": redeployed,
    "fourth": scaled_with_a_node,
}


def test_what_to_do_next_fits_what_is_there() -> None:
    lab = Learner()
    assert [lab.check(f"quorum-{task}").next for task in ("return", "redeploy")] == [
        "Task 2 comes first."
    ] * 2
    for task in ("volumes", "members"):
        RIGHT[task](lab)
    lab.settle()
    assert lab.check("quorum-return").next == "kubectl delete po keeper-1 -n quorum"
    assert lab.check("quorum-redeploy").next == "kubectl delete sts keeper -n quorum, then apply it again"
