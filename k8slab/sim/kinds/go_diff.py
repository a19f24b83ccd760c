"""How the API server shows that a part of an object was changed that must not be: a diff of its Go structs.

A struct is printed as JSON with all of its fields by their Go names, absent ones as null, indented by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Struct(NamedTuple):
    """A Go struct: for each field its name in manifests, or a pair of that and the struct of its value."""

    fields: tuple[str | tuple[str, Struct], ...]

    def dump(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._dumped(manifest))

    def _dumped(self, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for each in self.fields:
            name, struct = (each, None) if isinstance(each, str) else each
            value = manifest.get(name)
            if struct is not None and value is not None:
                value = struct.dump(value)
            yield GO_NAMES.get(name) or name[0].upper() + name[1:], ZERO.get(name) if value is None else value


GO_NAMES = {"nfs": "NFS", "csi": "CSI", "fc": "FC", "iscsi": "ISCSI", "rbd": "RBD", "cephfs": "CephFS"} | {
    "gcePersistentDisk": "GCEPersistentDisk",
    "awsElasticBlockStore": "AWSElasticBlockStore",
    "scaleIO": "ScaleIO",
    "storageos": "StorageOS",
    "apiGroup": "APIGroup",
    "fsType": "FSType",
}
ZERO: dict[str, Any] = {"volumeName": "", "readOnly": False}
"""Fields that are no pointers."""


def difference(struct: Struct, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The lines that differ, with three lines around them."""
    from difflib import unified_diff

    before, after = (json.dumps(struct.dump(each), indent=1).splitlines() for each in (old, new))
    lines = list(unified_diff(before, after, lineterm=""))[2:]
    return "".join(f"{line}\n" for line in lines)
