"""How the API server shows that a part of an object was changed that must not be: a diff of its Go structs.

A struct is printed as JSON with all of its fields by their Go names, absent ones as null, indented by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Struct(NamedTuple):
    """A Go struct: for each field its name in manifests, or a pair of that and the struct of its value.

    ``zero`` holds what fields show that are no pointers and not set.
    """

    fields: tuple[str | tuple[str, Struct], ...]
    zero: Mapping[str, Any] = {"volumeName": "", "readOnly": False}

    def dump(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._dumped(manifest))

    def _dumped(self, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for each in self.fields:
            name, struct = (each, None) if isinstance(each, str) else each
            value = manifest.get(name)
            if struct is not None and isinstance(value, list):
                value = [struct.dump(item) for item in value] or None
            elif struct is not None and value is not None:
                value = struct.dump(value)
            yield go_name(name), self.zero.get(name) if value is None else value


ZEROS: Mapping[str, Any] = {"s": "", "b": False, "i": 0}


def struct(fields: str, **structs: Struct) -> Struct:
    """Of names like ``path:s``; ``:s``, ``:b`` and ``:i`` are strings, booleans and numbers, no pointers."""
    pairs = [word.partition(":") for word in fields.split()]
    found = tuple((name, structs[name]) if name in structs else name for name, _, _ in pairs)
    return Struct(found, {name: ZEROS[kind] for name, _, kind in pairs if kind})


GO_NAMES = {"nfs": "NFS", "csi": "CSI", "fc": "FC", "iscsi": "ISCSI", "rbd": "RBD", "cephfs": "CephFS"} | {
    "gcePersistentDisk": "GCEPersistentDisk",
    "awsElasticBlockStore": "AWSElasticBlockStore",
    "scaleIO": "ScaleIO",
    "storageos": "StorageOS",
    "ip": "IP",
    "os": "OS",
    "tty": "TTY",
    "grpc": "GRPC",
}
BEGINNINGS = (("api", "API"), ("dns", "DNS"), ("fs", "FS"), ("http", "HTTP"), ("se", "SE"), ("tcp", "TCP"))
"""How names begin in Go that begin with an abbreviation."""


def go_name(name: str) -> str:
    """The field that a manifest's name stands for."""
    if name in GO_NAMES:
        return GO_NAMES[name]
    for start, spelled in BEGINNINGS:
        if name.startswith(start) and name[len(start) : len(start) + 1].isupper():
            return spelled + name[len(start) :]
    return name[0].upper() + name[1:]


def difference(struct: Struct, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The lines that differ, with three lines around them, and an empty one."""
    from difflib import unified_diff

    before, after = (json.dumps(struct.dump(each), indent=1).splitlines() for each in (old, new))
    lines = list(unified_diff(before, after, lineterm=""))[2:]
    return "".join(f"{line}\n" for line in [*lines, ""])
