"""Answers about objects that a real control plane made: what the recordings in tests/golden had at a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8slab.objects import meta, pods
from k8slab.objects.placement import KINDS
from k8slab.why import Given, Why, explain
from k8slab.why.pod_scheduling import verdict_of
from k8slab.why.resources import RESOURCES
from tests.golden.recording import Recording
from tests.why.told import roots

TEXTS = Path(__file__).parent / "recorded"
BY_PLURAL = {resource.plural: resource.kind for resource in RESOURCES}
BROKEN = "container nginx cannot start: its image nginx:broken cannot be had"
SILENT = "node/k8s-m3 is NotReady: its kubelet does not answer"
CASES = {
    "crowded-pod": (
        "b_zk_ordered",
        12,
        "pod/zk-3",
        [
            "nodes k8s-m1, k8s-m2 and k8s-m3 are refused by InterPodAffinity: node(s) didn't match pod "
            "anti-affinity rules"
        ],
    ),
    "unbound-claim": (
        "d_pvc_pending",
        7,
        "sts/web",
        [
            "cluster has no PersistentVolume",
            "pvc/www-web-0 names no StorageClass, and there is no default one: the cluster has no "
            "StorageClass",
        ],
    ),
    "broken-update": ("c_broken", 11, "sts/web", [f"{BROKEN} (ImagePullBackOff)"]),
    "reverted-update": (
        "c_broken",
        14,
        "sts/web",
        [
            f"{BROKEN} (ErrImagePull)",
            "statefulset/web has 2 of 3 pods Ready: it waits for web-2 to be Ready before it replaces it, "
            "for podManagementPolicy is OrderedReady",
        ],
    ),
    "readiness-gate": (
        "c_broken",
        26,
        "sts/web",
        ["pod/web-0 waits for somebody to set its condition example.com/ready to True: a readiness gate"],
    ),
    "unreachable-node": ("h_node_failure", 13, "pod/web-2", [SILENT]),
    "stuck-terminating": ("h_node_failure", 19, "sts/web", [SILENT]),
    "healthy-service": ("a_zk_parallel", 36, "svc/zk-hs", []),
}


def evidence(recording: str, step: int) -> Given:
    """The objects that were there when the step had settled."""
    objects = next(found for index, found in Recording.packed(recording).settled() if index == step)
    return Given({**obj, "kind": BY_PLURAL[key[0]]} for key, obj in objects.items() if key[0] in BY_PLURAL)


def answer(case: str) -> Why:
    recording, step, about, _ = CASES[case]
    return explain(evidence(recording, step), about)


@pytest.mark.parametrize("case", CASES)
def test_the_root_causes_of_a_recorded_situation(case: str) -> None:
    assert sorted(roots(answer(case))) == sorted(CASES[case][3])


@pytest.mark.parametrize("case", CASES)
def test_the_whole_text_about_a_recorded_situation(case: str) -> None:
    assert f"{answer(case)}\n" == (TEXTS / f"{case}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("recording", "step", "name"), [("b_zk_ordered", 12, "zk-3"), ("d_pvc_pending", 7, "web-0")]
)
def test_the_verdict_is_the_one_that_the_real_scheduler_wrote_down(
    recording: str, step: int, name: str
) -> None:
    given = evidence(recording, step)
    pod = given.find("Pod", name, "default")
    assert pod is not None
    assert verdict_of(pod, given).message == (pods.condition(pod, "PodScheduled") or {})["message"]


def test_every_recorded_object_can_be_explained_at_every_step() -> None:
    """Whatever state it is in, there is an answer, and it does not change what it is given."""
    askable = {
        resource.kind: resource.word
        for resource in RESOURCES
        if resource.kind in KINDS or "Set" in resource.kind
    }
    asked = 0
    for step, objects in Recording.packed("h_node_failure").settled():
        if step % 5:
            continue
        present = [{**obj, "kind": BY_PLURAL[key[0]]} for key, obj in objects.items() if key[0] in BY_PLURAL]
        before = meta.copy(present)
        for obj in present:
            if obj["kind"] in askable:
                about = f"{askable[obj['kind']]}/{meta.name(obj)}"
                assert str(explain(Given(present), about, meta.namespace(obj) or "default"))
                asked += 1
        assert present == before
    assert asked > 50
