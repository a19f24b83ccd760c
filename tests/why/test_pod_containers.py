"""Why a pod that has a node is not Ready."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.why import Given, explain, pages
from tests.why.manifests import claim, mounting, pod, volume
from tests.why.told import chain, link, proofs, roots


def shell(script: str) -> dict[str, Any]:
    return {"image": "busybox", "command": ["sh", "-c", script]}


def test_a_ready_pod_says_so_and_where_else_it_could_be(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.settle()
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Running and Ready on a; nothing holds it up",
        "1.1 pod/p was placed on a; now a, b and c could take it, the best first",
    ]
    assert why.is_fine
    assert proofs(link(why, "1.1"))["spec.nodeName"] == "a"


def test_an_image_that_cannot_be_had(ground: Any) -> None:
    ground.apply(pod("p", container={"image": "nginx:broken"}))
    ground.advance(30)
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Pending on a",
        "1.1 container main cannot start: its image nginx:broken cannot be had (ImagePullBackOff)",
    ]
    told = proofs(why.root[0])
    assert told["event Failed"].startswith('"Failed to pull image "nginx:broken": rpc error: code = NotFound')
    assert told["status.containerStatuses[main].state"].startswith("waiting, reason ImagePullBackOff")
    assert (why.root[0].page, why.root[0].next) == (pages.IMAGES, "kubectl describe pod p")


def test_a_crash_loop_tells_the_last_exit_code_and_the_last_words(ground: Any) -> None:
    ground.apply(pod("p", container=shell("echo begin; echo no such file: zk.conf; exit 3")))
    ground.advance(60)
    (root,) = ground.why("pod/p").root
    assert root.says.startswith("crashes again and again (3 restarts); last it ended with exit code 3")
    assert proofs(root)["its last words"] == '"no such file: zk.conf"'
    assert proofs(root)["status.containerStatuses[main].lastState.terminated"] == "exitCode 3, reason Error"
    assert (root.page, root.next) == (pages.RESTARTS, "kubectl logs p --previous")


def test_the_last_words_of_an_exception_are_its_message_and_not_its_frames(ground: Any) -> None:
    said = "printf 'java.lang.RuntimeException: no id\\n\\tat Peer.start(Peer.java)\\n'"
    ground.apply(pod("p", container=shell(f"{said}; exit 1")))
    ground.advance(60)
    (root,) = ground.why("pod/p").root
    assert proofs(root)["its last words"] == '"java.lang.RuntimeException: no id"'


def test_a_container_that_its_liveness_probe_ends_again_and_again(ground: Any) -> None:
    probe = {"livenessProbe": {"exec": {"command": ["cat", "/alive"]}, "periodSeconds": 2}}
    ground.apply(pod("p", container=probe))
    ground.advance(60)
    (root,) = ground.why("pod/p").root
    assert root.says.startswith("is killed again and again by the kubelet: a probe fails (3 restarts)")
    assert proofs(root)["event Unhealthy"].startswith(
        '"Liveness probe failed: cat: /alive: No such file or directory"'
    )
    assert root.page == pages.PROBES


def test_a_pod_that_was_restarted_and_is_ready_tells_how_it_ended_before(ground: Any) -> None:
    ground.apply(pod("p", container=shell("if [ -e /tmp/x ]; then sleep 1000; fi; exit 1")))
    ground.apply(
        pod("q", container={"image": "k8slab/falls-ill", "livenessProbe": {"httpGet": {"port": 80}}})
    )
    ground.advance(62)
    why = ground.why("pod/q")
    assert "1.1 container main was restarted once; last it ended with exit code" in chain(why)[1]


def test_a_failed_pod_tells_how_its_container_ended(ground: Any) -> None:
    ground.apply(pod("p", container=shell("echo oops; exit 3"), restartPolicy="Never"))
    ground.settle()
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p has Failed: its containers will not be started again",
        "1.1 container main has ended with exit code 3; restartPolicy Never does not start it again",
    ]
    assert proofs(link(why, "1.1"))["its last words"] == '"oops"'


def test_a_pod_that_has_done_its_work_is_well(ground: Any) -> None:
    ground.apply(pod("p", container=shell("true"), restartPolicy="Never"))
    ground.settle()
    why = ground.why("pod/p")
    assert why.is_fine
    assert why.top.says.startswith("has Succeeded")


@pytest.mark.parametrize("kind", ["readiness", "startup"])
def test_a_probe_that_fails_is_told_with_its_words(ground: Any, kind: str) -> None:
    probe = {"exec": {"command": ["cat", "/ready"]}, "failureThreshold": 100}
    ground.apply(pod("p", container={f"{kind}Probe": probe}))
    ground.advance(30)
    (root,) = ground.why("pod/p").root
    assert (
        str(root)
        == f"container main runs, but its {kind} probe fails: cat: /ready: No such file or directory"
    )
    assert proofs(root)[f"{kind}Probe"] == "runs cat /ready every 10s"
    assert root.next == "kubectl logs p"


def test_an_init_container_that_does_not_end_keeps_the_others_waiting(ground: Any) -> None:
    wait = {"name": "wait", "image": "busybox", "command": ["sleep", "1000"]}
    ground.apply(pod("p", initContainers=[wait]))
    ground.advance(30)
    why = ground.why("pod/p")
    assert roots(why) == [
        "init container wait runs; the other containers wait until it has ended with exit code 0"
    ]
    assert (why.root[0].page, why.root[0].next) == (pages.INIT_CONTAINERS, "kubectl logs p -c wait")


def test_a_reference_to_nothing_is_told(ground: Any) -> None:
    ground.apply(pod("p", container={"envFrom": [{"configMapRef": {"name": "gone"}}]}))
    ground.advance(30)
    assert roots(ground.why("pod/p")) == [
        'container main cannot start (CreateContainerConfigError): configmap "gone" not found'
    ]


def test_a_volume_that_cannot_be_mounted_is_told(ground: Any) -> None:
    ground.apply(pod("p", volumes=[{"name": "v", "configMap": {"name": "gone"}}]))
    ground.advance(30)
    why = ground.why("pod/p")
    assert roots(why) == [
        'pod/p waits for a volume that cannot be mounted: MountVolume.SetUp failed for volume "v" : '
        'configmap "gone" not found'
    ]
    assert "event FailedMount" in proofs(why.root[0])


def test_a_pod_whose_image_is_being_pulled_says_so_and_is_well(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.advance(1.2)
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Pending on a",
        "1.1 container main is being created: its image nginx is being pulled",
    ]
    assert (why.is_fine, link(why, "1.1").since) == (True, 0.0)


def test_a_failing_mount_is_told_in_short_and_whole_as_evidence(ground: Any) -> None:
    nfs = {"hostPath": None, "nfs": {"server": "nfs.example.com", "path": "/x"}}
    ground.apply(volume("v", **nfs), claim("data", storageClassName=""))
    ground.settle()
    ground.fault("nfs-away", server="nfs.example.com")
    mount = {"volumeMounts": [{"name": "data", "mountPath": "/d"}]}
    ground.apply(pod("p", container=mount, **mounting("data")))
    ground.advance(200)
    (root,) = ground.why("pod/p").root
    assert root.says == (
        'waits for a volume that cannot be mounted: MountVolume.SetUp failed for volume "v" : mount failed: '
        "exit status 32; Output: mount.nfs: Connection timed out"
    )
    assert "Mounting command: mount" in proofs(root)["event FailedMount"]


def test_a_pod_whose_claim_is_lost_would_not_be_placed_again(ground: Any) -> None:
    ground.apply(volume("v"), claim("data", storageClassName=""))
    ground.settle()
    ground.apply(pod("p", **mounting("data")))
    ground.settle()
    ground.kubectl("delete pv v --wait=false")
    ground.kubectl('patch pv v -p {"metadata":{"finalizers":null}}')
    ground.settle()
    told = link(ground.why("pod/p"), "1.1")
    assert told.says == "was placed on a; as things are now it would not be placed there again"
    assert (
        'persistentvolumeclaim "data" bound to non-existent persistentvolume "v"'
        in proofs(told)["the scheduler's verdict now"]
    )


def test_a_readiness_gate_waits_for_somebody(ground: Any) -> None:
    ground.apply(pod("p", readinessGates=[{"conditionType": "example.com/ok"}]))
    ground.settle()
    (root,) = ground.why("pod/p").root
    assert root.page == pages.READINESS_GATES
    assert root.says == "waits for somebody to set its condition example.com/ok to True: a readiness gate"


def test_a_read_write_once_volume_that_is_attached_elsewhere_names_the_pod_that_has_it() -> None:
    """The simulator attaches nothing: these are objects as a cloud's cluster shows them."""
    there = {**placed(pod("first", **mounting("data")), "a"), "status": {"phase": "Running"}}
    here = {**placed(pod("second", **mounting("data")), "b"), "status": {"phase": "Pending"}}
    bound = {**claim("data"), "metadata": {"name": "data", "namespace": "default"}}
    message = 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) first'
    event = {
        "kind": "Event",
        "metadata": {"name": "e", "namespace": "default"},
        "involvedObject": {"kind": "Pod", "name": "second", "namespace": "default"},
        "reason": "FailedAttachVolume",
        "message": message,
        "lastTimestamp": "2026-01-01T00:00:09Z",
    }
    node = {"kind": "Node", "metadata": {"name": "b"}, "spec": {}, "status": {}}
    why = explain(Given([there, here, bound, event, node]), "pod/second")
    assert chain(why) == [
        "1 pod/second is Pending on b",
        f"1.1 pod/second waits for a volume that cannot be attached to its node: {message}",
        "1.1.1 pod/first uses claim data on a; ReadWriteOnce means one node at a time",
    ]
    assert why.root[0].page == pages.ACCESS_MODES


def placed(manifest: dict[str, Any], node: str) -> dict[str, Any]:
    spec = {**manifest["spec"], "nodeName": node}
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": "default"}, "spec": spec}
