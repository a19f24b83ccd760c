"""Upstream's specs of a StatefulSet's claims; they need a default StorageClass with a provisioner.

Source: test/e2e/apps/statefulset.go in kubernetes/kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from k8slab.objects.meta import Object as Manifest
from tests.e2e.framework import Framework, Object, is_true, ready_schedulable_nodes
from tests.e2e.statefulsets import (
    PAUSE_PROBE,
    WebSet,
    headless_service,
    new_statefulset,
    with_probe,
)

DELETED = {"whenDeleted": "Delete"}
SCALED = {"whenScaled": "Delete"}


@pytest.fixture(autouse=True)
def service(framework: Framework) -> Iterator[None]:
    with headless_service(framework):
        yield


def with_retention(replicas: int, policy: Object) -> Object:
    manifest = new_statefulset(replicas=replicas, claims=True)
    manifest["spec"]["persistentVolumeClaimRetentionPolicy"] = policy
    return manifest


def claims_of(framework: Framework, name: str) -> dict[int, Object]:
    """By ordinal."""
    pattern = re.compile(rf"^datadir-{name}-([0-9]+)$")
    found = framework.client("persistentvolumeclaims").items()
    matches = [(pattern.match(claim["metadata"]["name"]), claim) for claim in found]
    return {int(match[1]): claim for match, claim in matches if match}


def wait_for_claims(framework: Framework, numbers: Iterable[int]) -> None:
    """Exactly these claims of the set `ss` are there."""
    wanted = set(numbers)
    framework.pace.poll(lambda: set(claims_of(framework, "ss")) == wanted)


def wait_for_owned_claims(web: WebSet, numbers: Iterable[int]) -> None:
    """Exactly these claims are there, and belong to the set."""
    wanted, uid = set(numbers), web.get()["metadata"]["uid"]

    def is_so() -> bool:
        owned = {number: owners(claim) for number, claim in claims_of(web.framework, web.name).items()}
        return set(owned) == wanted and all(
            [owner["uid"] for owner in found] == [uid] for found in owned.values()
        )

    web.framework.pace.poll(is_so)


def owners(claim: Object) -> list[Manifest]:
    found: list[Manifest] = claim["metadata"].get("ownerReferences", [])
    return found


def own(framework: Framework, number: int, references: list[Object] | None, **metadata: object) -> None:
    """Give a claim these owners and no others."""

    def change(claim: Object) -> None:
        claim["metadata"]["ownerReferences"] = references
        claim["metadata"].update(metadata)

    framework.client("persistentvolumeclaims").change(f"datadir-ss-{number}", change)


def set_retention(web: WebSet, policy: Object) -> None:
    web.change(lambda obj: obj["spec"].update(persistentVolumeClaimRetentionPolicy=policy))


def orphan_third_pod(framework: Framework) -> None:
    """As upstream does: its patch says nothing, since it leaves the metadata out."""
    framework.client("pods").patch("ss-2", {})


# A claim for each


def test_it_provides_basic_identity(framework: Framework) -> None:
    web = WebSet.create(framework, with_probe(new_statefulset(replicas=3, claims=True), PAUSE_PROBE))
    web.saturate()
    check_mount(web)
    hostnames = [framework.sh(pod["metadata"]["name"], "printf $(hostname)") for pod in web.pods()]
    assert hostnames == ["ss-0", "ss-1", "ss-2"]
    assert web.obj["spec"]["serviceName"] == "test"
    web.in_all_pods("echo $(hostname) | dd of=/data/hostname conv=fsync")
    web.in_all_pods("ln -s /data/hostname /data/hostname-symlink")

    web.restart()
    web.wait_for_ready()
    check_mount(web)
    for file in ("/data/hostname", "/data/hostname-symlink"):
        web.in_all_pods(f'if [ "$(cat {file})" = "$(hostname)" ]; then exit 0; else exit 1; fi')


def check_mount(web: WebSet) -> None:
    for line in ("ls -idlh /data", "find /data", "touch /data/1795387903390600405"):
        web.in_all_pods(line)


def test_it_adopts_matching_orphans_and_releases_non_matching_pods(framework: Framework) -> None:
    web = WebSet.create(framework, with_probe(new_statefulset(replicas=1, claims=True), PAUSE_PROBE))
    web.saturate()
    client, (pod,) = framework.client("pods"), web.pods()
    name, owner = pod["metadata"]["name"], web.obj["metadata"]["uid"]
    (reference,) = pod["metadata"]["ownerReferences"]
    assert (reference["kind"], reference["name"], reference["uid"]) == ("StatefulSet", "ss", owner)

    def wait_for_owners(uids: list[str]) -> None:
        framework.pace.poll(lambda: [item["uid"] for item in owners(client.get(name))] == uids, every=2)

    client.change(name, lambda pod: pod["metadata"].pop("ownerReferences"))
    wait_for_owners([owner])
    client.change(name, lambda pod: pod["metadata"].pop("labels"))
    wait_for_owners([])
    client.change(name, lambda item: item["metadata"].update(labels=pod["metadata"]["labels"]))
    wait_for_owners([owner])


def test_it_does_not_deadlock_when_a_pods_predecessor_fails(framework: Framework) -> None:
    web = WebSet.create(framework, with_probe(new_statefulset(claims=True), PAUSE_PROBE))
    web.wait_for_running(1, 0)
    web.resume_next_pod()
    web.wait_for_running(2, 1)
    web.delete_pod(0)
    web.wait_for_running(2, 1)
    web.resume_next_pod()
    web.wait_for_ready()


# When claims go


def test_it_deletes_claims_with_a_when_deleted_policy(framework: Framework) -> None:
    web = WebSet.create(framework, with_retention(3, DELETED))
    wait_for_owned_claims(web, range(3))
    web.client.delete("ss")
    wait_for_claims(framework, [])


def test_it_deletes_claims_with_a_when_scaled_policy(framework: Framework) -> None:
    web = WebSet.create(framework, with_retention(3, SCALED))
    wait_for_claims(framework, range(3))
    web.scale(1)
    wait_for_claims(framework, [0])


def test_it_deletes_claims_after_adopting_a_pod_when_deleted(framework: Framework) -> None:
    web = WebSet.create(framework, with_retention(3, DELETED))
    wait_for_owned_claims(web, range(3))
    orphan_third_pod(framework)
    web.client.delete("ss")
    wait_for_claims(framework, [])


def test_it_deletes_claims_after_adopting_a_pod_when_scaled(framework: Framework) -> None:
    web = WebSet.create(framework, with_retention(3, SCALED))
    wait_for_claims(framework, range(3))
    orphan_third_pod(framework)
    web.scale(1)
    wait_for_claims(framework, [0])


def config_map(framework: Framework, name: str) -> Object:
    """A reference to a new one."""
    made = framework.client("configmaps").create({"metadata": {"generateName": name}})["metadata"]
    return {"apiVersion": "v1", "kind": "ConfigMap", "name": made["name"], "uid": made["uid"]}


def test_it_does_not_delete_a_claim_on_scaledown_if_another_controller_owns_it(framework: Framework) -> None:
    web = WebSet.create(framework, new_statefulset(replicas=3, claims=True))
    wait_for_claims(framework, range(3))
    own(framework, 1, [{**config_map(framework, "dummy-controller"), "controller": True}])
    set_retention(web, SCALED)
    web.scale(0)
    wait_for_claims(framework, [1])

    own(framework, 1, None)
    web.scale(2)
    wait_for_claims(framework, [0, 1])
    web.scale(1)
    wait_for_claims(framework, [0])


def test_it_does_not_delete_claims_when_there_is_another_controller(framework: Framework) -> None:
    web = WebSet.create(framework, new_statefulset(replicas=4, claims=True))
    wait_for_claims(framework, range(4))
    external = [config_map(framework, "random-owner")]
    stale = [reference("unknown", "9d86d6ae-4e06-4ff1-bc55-f77f52e272e9")]
    own(framework, 1, external)
    own(framework, 3, stale, finalizers=["keep-with/stale-ref"])
    wait_for_owners(framework, {1: external, 3: stale})

    set_retention(web, DELETED)
    ours = [reference("ss", web.obj["metadata"]["uid"])]
    wait_for_owners(framework, {0: ours, 1: external + ours, 2: ours, 3: stale})

    own(framework, 0, [{**ours[0], "controller": False}])
    set_retention(web, {**DELETED, **SCALED})
    wait_for_owners(framework, {0: ours})

    web.client.delete("ss")
    wait_for_claims(framework, [1, 3])
    framework.client("persistentvolumeclaims").change(
        "datadir-ss-3", lambda claim: claim["metadata"].update(finalizers=[])
    )


def reference(name: str, uid: str) -> Object:
    who = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": name, "uid": uid}
    return {**who, "controller": True, "blockOwnerDeletion": True}


def wait_for_owners(framework: Framework, wanted: dict[int, list[Object]]) -> None:
    client = framework.client("persistentvolumeclaims")
    framework.pace.poll(
        lambda: all(owners(client.get(f"datadir-ss-{number}")) == refs for number, refs in wanted.items())
    )


# A claim that is missing


def test_a_claim_is_recreated_when_a_pod_is_pending_due_to_a_missing_one(framework: Framework) -> None:
    node = ready_schedulable_nodes(framework)[0]["metadata"]
    manifest = new_statefulset(replicas=1, claims=True)
    host = "kubernetes.io/hostname"
    manifest["spec"]["template"]["spec"]["nodeSelector"] = {host: node["labels"][host]}
    web, nodes, pods = (
        WebSet.create(framework, manifest),
        framework.cluster("nodes"),
        framework.client("pods"),
    )
    wait_for_claims(framework, [0])
    web.wait_for_status("readyReplicas", 1)
    assert pods.get("ss-0")["spec"]["nodeName"] == node["name"]

    nodes.patch(node["name"], {"spec": {"unschedulable": True}})
    try:
        framework.pace.poll(lambda: nodes.get(node["name"])["spec"].get("unschedulable"), every=2, timeout=10)
        pods.delete("ss-0")
        generation = web.obj["metadata"]["generation"]
        web.wait_for_state(
            lambda obj, found: (
                obj["status"]["observedGeneration"] >= generation
                and obj["status"].get("currentReplicas", 0) == 1
            )
        )
        pods.get("ss-0")
        (claim,) = framework.client("persistentvolumeclaims").items()
        framework.client("persistentvolumeclaims").delete(claim["metadata"]["name"])
    finally:
        nodes.patch(node["name"], {"spec": {"unschedulable": None}})

    wait_for_claims(framework, [0])
    web.wait_for_status("readyReplicas", 1)
    pod = pods.get("ss-0")
    assert (pod["spec"]["nodeName"], is_true(pod, "Ready")) == (node["name"], True)
