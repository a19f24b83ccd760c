"""The disks' guarantees, as numbered in the docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.storage import Disks, NfsServers

CLAIM, VOLUME = kinds.PERSISTENT_VOLUME_CLAIM, kinds.PERSISTENT_VOLUME


@pytest.fixture
def disks(bench: Any) -> Disks:
    return Disks(bench.api, NfsServers(lambda: bench.cluster.clock.now))


def mounting(**source: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "data", **source}]}


CLAIMED = mounting(persistentVolumeClaim={"claimName": "data"})


def write(bench: Any, disks: Disks, pod: str, content: bytes) -> None:
    mount = disks.of_pod(bench.get(kinds.POD, pod))["data"]
    mount.volume.write(f"{mount.root.rstrip('/')}/file", content)


def read(bench: Any, disks: Disks, pod: str) -> bytes | None:
    mount = disks.of_pod(bench.get(kinds.POD, pod))["data"]
    entry = mount.volume.entries.get(f"{mount.root.rstrip('/')}/file")
    return entry.content if entry else None


def again(bench: Any, pod: str, **spec: Any) -> None:
    bench.delete(kinds.POD, pod, gracePeriodSeconds=0)
    bench.settle()
    bench.pod(pod, **spec)
    bench.settle()


def test_1_a_pod_that_comes_back_finds_its_data(bench: Any, disks: Disks) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.pod("p", nodeName="a", **CLAIMED)
    write(bench, disks, "p", b"kept")
    again(bench, "p", nodeName="b", **CLAIMED)
    assert read(bench, disks, "p") == b"kept"
    assert disks.nfs["nfs.example.com"].files.entries["/pv/file"].content == b"kept"


def test_1_host_paths_are_each_nodes_own(bench: Any, disks: Disks) -> None:
    source = mounting(hostPath={"path": "/var/data"})
    bench.pod("p", nodeName="a", **source)
    write(bench, disks, "p", b"on a")
    again(bench, "p", nodeName="b", **source)
    assert read(bench, disks, "p") is None
    again(bench, "p", nodeName="a", **source)
    assert read(bench, disks, "p") == b"on a"


def test_1_two_pods_share_an_nfs_directory(bench: Any, disks: Disks) -> None:
    bench.pod("p", **mounting(nfs={"server": "n", "path": "/x"}))
    bench.pod("q", **mounting(nfs={"server": "n", "path": "/x/", "readOnly": True}))
    write(bench, disks, "p", b"shared")
    assert read(bench, disks, "q") == b"shared"
    assert disks.of_pod(bench.get(kinds.POD, "q"))["data"].read_only


def test_1_what_is_not_bound_or_not_on_a_disk_has_no_files(bench: Any, disks: Disks) -> None:
    bench.claim("data")
    bench.pod("p", **CLAIMED)
    bench.pod("q", **mounting(configMap={"name": "kube-root-ca.crt"}))
    assert disks.of_pod(bench.get(kinds.POD, "p")) == {}
    assert disks.of_pod(bench.get(kinds.POD, "q")) == {}


def test_2_an_empty_directory_goes_with_the_pod(bench: Any, disks: Disks) -> None:
    bench.pod("p", **mounting(emptyDir={}))
    write(bench, disks, "p", b"scratch")
    assert read(bench, disks, "p") == b"scratch"
    again(bench, "p", **mounting(emptyDir={}))
    assert read(bench, disks, "p") is None


@pytest.mark.parametrize(
    ("policy", "found"), [("Retain", b"old"), ("Recycle", None), ("Delete", None)], ids=str
)
def test_3_4_what_the_next_one_finds_depends_on_the_policy(
    bench: Any, disks: Disks, policy: str, found: bytes | None
) -> None:
    bench.volume("pv", hostPath={"path": "/tmp/x"}, nfs=None, persistentVolumeReclaimPolicy=policy)
    bench.claim("data")
    bench.pod("p", nodeName="a", **CLAIMED)
    write(bench, disks, "p", b"old")
    bench.delete(kinds.POD, "p", gracePeriodSeconds=0)
    bench.delete(CLAIM, "data")
    bench.settle()
    if bench.find(VOLUME, "pv") is None:
        bench.volume("pv", hostPath={"path": "/tmp/x"}, nfs=None)
    bench.change(VOLUME, "pv", lambda volume: volume["spec"].pop("claimRef", None))
    bench.claim("data")
    bench.settle()
    bench.pod("p", nodeName="a", **CLAIMED)
    assert read(bench, disks, "p") == found


def test_3_a_provisioned_nfs_volume_is_a_directory_of_its_share(bench: Any, disks: Disks) -> None:
    parameters = {"server": "n", "share": "/export"}
    bench.create(
        kinds.STORAGE_CLASS,
        {"metadata": {"name": "shared"}, "provisioner": "nfs.csi.k8s.io", "parameters": parameters},
    )
    bench.claim("data", storageClassName="shared")
    bench.settle()
    bench.pod("p", **CLAIMED)
    write(bench, disks, "p", b"mine")
    name = bench.get(CLAIM, "data")["spec"]["volumeName"]
    assert disks.nfs["n"].files.entries[f"/export/{name}/file"].content == b"mine"
    bench.delete(kinds.POD, "p", gracePeriodSeconds=0)
    bench.delete(CLAIM, "data")
    bench.settle()
    assert f"/export/{name}/file" not in disks.nfs["n"].files.entries
