"""A node's own paths, as the kubelet and a container see them."""

from __future__ import annotations

import pytest

from k8slab.sim.shell import Volume
from k8slab.sim.storage import host_path


@pytest.fixture
def disk() -> Volume:
    found = Volume(lambda: 0.0)
    host_path.furnish(found)
    return found


def test_1_without_a_type_what_is_missing_becomes_a_directory(disk: Volume) -> None:
    source = {"path": "/data/mine", "type": ""}
    assert host_path.refusal(disk, source) == ""
    assert host_path.mount(disk, source).root == "/data/mine"
    assert disk.entries["/data/mine"].is_directory


@pytest.mark.parametrize(("wanted", "is_directory"), [("DirectoryOrCreate", True), ("FileOrCreate", False)])
def test_2_what_is_missing_is_made(disk: Volume, wanted: str, is_directory: bool) -> None:
    source = {"path": "/data/x", "type": wanted}
    assert host_path.refusal(disk, source) == ""
    host_path.mount(disk, source)
    assert disk.entries["/data/x"].is_directory is is_directory
    assert host_path.refusal(disk, source) == ""


@pytest.mark.parametrize(
    ("path", "wanted", "why"),
    [
        ("/var/log", "Directory", ""),
        ("/data", "Directory", "/data is not a directory"),
        ("/etc/hosts", "Directory", "/etc/hosts is not a directory"),
        ("/etc/hosts", "DirectoryOrCreate", "/etc/hosts is not a directory"),
        ("/etc/hosts", "File", ""),
        ("/var/log", "File", "/var/log is not a file"),
        ("/var/log/", "FileOrCreate", "/var/log/ is not a file"),
        ("/run/containerd/containerd.sock", "Socket", ""),
        ("/etc/hosts", "Socket", "/etc/hosts is not a socket file"),
        ("/dev/null", "CharDevice", ""),
        ("/dev/sda", "CharDevice", "/dev/sda is not a character device"),
        ("/dev/sdb", "BlockDevice", "/dev/sdb is not a block device"),
    ],
)
def test_3_what_is_there_must_be_of_the_type(disk: Volume, path: str, wanted: str, why: str) -> None:
    found = host_path.refusal(disk, {"path": path, "type": wanted})
    assert found == (f"hostPath type check failed: {why}" if why else "")


def test_a_socket_is_still_one_after_it_was_mounted(disk: Volume) -> None:
    source = {"path": "/dev/null", "type": "CharDevice"}
    host_path.mount(disk, source)
    assert host_path.refusal(disk, source) == ""
