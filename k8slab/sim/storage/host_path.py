"""Paths of a node's own file system that pods mount.

1. Without a type nothing is asked: what is missing becomes a directory.
2. DirectoryOrCreate and FileOrCreate make what is missing.
3. With any type, what is there must be of it.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from k8slab.sim.shell import Mount, Volume

FURNITURE = (
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib/modules",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run/containerd",
    "/srv",
    "/sys/fs/cgroup",
    "/tmp",
    "/usr/share/zoneinfo",
    "/var/lib/containerd",
    "/var/lib/kubelet/pods",
    "/var/log/containers",
    "/var/log/pods",
)
FILES = {
    "/etc/hostname": "",
    "/etc/hosts": "",
    "/etc/localtime": "",
    "/etc/machine-id": "",
    "/etc/os-release": "",
}
SPECIAL = {
    "/run/containerd/containerd.sock": "Socket",
    "/dev/fuse": "CharDevice",
    "/dev/kmsg": "CharDevice",
    "/dev/null": "CharDevice",
    "/dev/random": "CharDevice",
    "/dev/zero": "CharDevice",
    "/dev/sda": "BlockDevice",
}
"""What is neither a file nor a directory."""
WORDS = {
    "Directory": "directory",
    "DirectoryOrCreate": "directory",
    "File": "file",
    "FileOrCreate": "file",
    "Socket": "socket file",
    "CharDevice": "character device",
    "BlockDevice": "block device",
}


def furnish(disk: Volume) -> None:
    """What every node's machine has."""
    for path in FURNITURE:
        disk.make_directories(path)
    for path, content in FILES.items():
        disk.write(path, content.encode())


def refusal(disk: Volume, source: Mapping[str, str]) -> str:
    """What the kubelet says; empty if the path can be mounted (3)."""
    path, wanted = posixpath.normpath(source["path"]), source.get("type") or ""
    there = _type_of(disk, path)
    if not wanted or (not there and wanted.endswith("OrCreate")) or wanted.removesuffix("OrCreate") == there:
        return ""
    return f"hostPath type check failed: {source['path']} is not a {WORDS.get(wanted, wanted)}"


def mount(disk: Volume, source: Mapping[str, str]) -> Mount:
    """The path, made if it is missing (1, 2)."""
    path = posixpath.normpath(source["path"])
    if path not in disk.entries:
        if path in SPECIAL or source.get("type") == "FileOrCreate":
            disk.make_directories(posixpath.dirname(path))
            disk.write(path, b"")
        else:
            disk.make_directories(path)
    return Mount(disk, path)


def _type_of(disk: Volume, path: str) -> str:
    """Empty if there is nothing."""
    entry = disk.entries.get(path)
    if path in SPECIAL or entry is None:
        return SPECIAL.get(path, "")
    return "Directory" if entry.is_directory else "File"
