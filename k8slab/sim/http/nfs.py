"""NFS servers, as the control API shows and changes them (/k8slab/v1/nfs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.acts import recorded

EXPECTED = (
    'expected a body like {"server": "192.168.2.140", "exports": ["/data"]} '
    'or {"server": "192.168.2.140", "act": "stop"|"start"}'
)


def change(cluster: Cluster, body: Mapping[str, Any]) -> dict[str, Any]:
    """Declare what a server exports, or let it fail or come back; goes into the journal."""
    server, exports, act = body.get("server"), body.get("exports"), body.get("act")
    if not isinstance(server, str) or not server or (exports is None) == (act is None):
        raise status.bad_request(EXPECTED)
    with recorded(cluster, "nfs", body):
        if act in ("stop", "start"):
            (cluster.nfs.stop if act == "stop" else cluster.nfs.start)(server)
        elif isinstance(exports, list) and all(_is_absolute(path) for path in exports):
            cluster.nfs.declare(server, exports)
        else:
            raise status.bad_request(EXPECTED)
    return describe(cluster)


def describe(cluster: Cluster) -> dict[str, Any]:
    """All servers that were ever named; ``exports`` null: every directory is there."""
    servers = [
        {"server": each.address, "exports": _exports(each.exports), "answers": each.answers}
        for each in cluster.nfs
    ]
    return {"servers": servers}


def _exports(exports: set[str] | None) -> list[str] | None:
    return None if exports is None else sorted(exports)


def _is_absolute(path: object) -> bool:
    return isinstance(path, str) and path.startswith("/")
