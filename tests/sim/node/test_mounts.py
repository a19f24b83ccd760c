"""What keeps a pod in ContainerCreating, in the kubelet's words."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds

CLAIMED = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
SERVER = "nfs.example.com"
"""Of the test bench's volumes, which lie in a directory of their own name."""


def phase(bench: Any, pod: str) -> str:
    return str(bench.get(kinds.POD, pod)["status"]["phase"])


def test_1_a_missing_secret_is_waited_for(bench: Any) -> None:
    bench.pod("p", volumes=[{"name": "keys", "secret": {"secretName": "keys"}}])
    bench.settle()
    assert bench.events("p")[-1] == (
        'FailedMount: MountVolume.SetUp failed for volume "keys" : secret "keys" not found'
    )
    bench.create(kinds.SECRET, {"metadata": {"name": "keys"}})
    bench.settle()
    assert phase(bench, "p") == "Running"


def test_1_what_is_optional_is_not_waited_for(bench: Any) -> None:
    bench.pod("p", volumes=[{"name": "keys", "secret": {"secretName": "keys", "optional": True}}])
    bench.settle()
    assert phase(bench, "p") == "Running"


def test_1_a_key_that_is_missing_is_waited_for(bench: Any) -> None:
    bench.create(kinds.CONFIG_MAP, {"metadata": {"name": "settings"}, "data": {"a": "1"}})
    items = [{"key": "a", "path": "a"}, {"key": "b", "path": "b"}]
    bench.pod("p", volumes=[{"name": "etc", "configMap": {"name": "settings", "items": items}}])
    bench.settle()
    assert bench.events("p")[-1] == (
        'FailedMount: MountVolume.SetUp failed for volume "etc" : references non-existent config key: b'
    )
    bench.change(kinds.CONFIG_MAP, "settings", lambda draft: draft["data"].update(b="2"))
    bench.cluster.advance(300)
    assert phase(bench, "p") == "Running"


def test_1_a_projected_volume_names_all_that_is_missing(bench: Any) -> None:
    sources = [
        {"configMap": {"name": "one"}},
        {"secret": {"name": "two"}},
        {"secret": {"name": "three", "optional": True}},
    ]
    bench.pod("p", volumes=[{"name": "all", "projected": {"sources": sources}}])
    bench.settle()
    assert bench.events("p")[-1] == (
        'FailedMount: MountVolume.SetUp failed for volume "all" : '
        '[configmap "one" not found, secret "two" not found]'
    )


def test_3_a_host_path_of_another_type_is_waited_for(bench: Any) -> None:
    bench.pod("p", volumes=[{"name": "data", "hostPath": {"path": "/data", "type": "Directory"}}])
    bench.settle()
    assert bench.events("p")[-1] == (
        'FailedMount: MountVolume.SetUp failed for volume "data" : '
        "hostPath type check failed: /data is not a directory"
    )
    bench.cluster.disks.node("a").make_directories("/data")
    bench.cluster.advance(300)
    assert phase(bench, "p") == "Running"


def test_2_a_directory_that_the_server_lacks_is_waited_for(bench: Any) -> None:
    bench.cluster.nfs.declare(SERVER, ["/other"])
    bench.volume("pv", mountOptions=["hard", "nfsvers=4.1"])
    bench.claim("data")
    bench.pod("p", **CLAIMED)
    bench.settle()
    pod = bench.get(kinds.POD, "p")
    assert pod["status"]["containerStatuses"][0]["state"] == {"waiting": {"reason": "ContainerCreating"}}
    target = f"/var/lib/kubelet/pods/{meta.uid(pod)}/volumes/kubernetes.io~nfs/pv"
    assert bench.events("p")[-1] == (
        'FailedMount: MountVolume.SetUp failed for volume "pv" : mount failed: exit status 32\n'
        "Mounting command: mount\n"
        f"Mounting arguments: -t nfs -o hard,nfsvers=4.1 nfs.example.com:/pv {target}\n"
        "Output: mount.nfs: mounting nfs.example.com:/pv failed, "
        "reason given by server: No such file or directory\n"
    )
    bench.cluster.nfs.declare(SERVER, ["/other", "/pv"])
    bench.settle()
    assert phase(bench, "p") == "Running"


def test_2_a_server_that_does_not_answer_is_waited_for(bench: Any) -> None:
    bench.cluster.nfs.stop(SERVER)
    bench.pod("p", volumes=[{"name": "data", "nfs": {"server": SERVER, "path": "/x"}}])
    bench.settle()
    assert bench.events("p")[-1].endswith("Output: mount.nfs: Connection timed out\n")
    bench.cluster.nfs.start(SERVER)
    bench.settle()
    assert phase(bench, "p") == "Running"


def test_2_a_made_volume_needs_its_share(bench: Any) -> None:
    parameters = {"server": SERVER, "share": "/export"}
    bench.create(
        kinds.STORAGE_CLASS,
        {"metadata": {"name": "shared"}, "provisioner": "nfs.csi.k8s.io", "parameters": parameters},
    )
    bench.claim("data", storageClassName="shared")
    bench.settle()
    bench.cluster.nfs.declare(SERVER, [])
    bench.pod("p", **CLAIMED)
    bench.settle()
    assert "rpc error: code = Internal desc = mount failed: exit status 32" in bench.events("p")[-1]
    assert phase(bench, "p") == "Pending"


def test_mounting_is_tried_again_ever_more_rarely(bench: Any) -> None:
    bench.cluster.nfs.declare(SERVER, [])
    bench.pod("p", volumes=[{"name": "data", "nfs": {"server": SERVER, "path": "/x"}}])
    bench.settle()
    bench.cluster.advance(60)
    failed = [each for each in bench.api.list(kinds.EVENT) if each["reason"] == "FailedMount"]
    assert [each["count"] for each in failed] == [7]


def test_data_are_there_when_the_pod_comes_back(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    for expected in (None, b"kept"):
        bench.pod("p", **CLAIMED)
        bench.settle()
        mount = bench.cluster.disks.of_pod(bench.get(kinds.POD, "p"))["data"]
        path = f"{mount.root}/file"
        found = mount.volume.entries.get(path)
        assert (found.content if found else None) == expected
        mount.volume.write(path, b"kept")
        bench.delete(kinds.POD, "p")
        bench.settle()
