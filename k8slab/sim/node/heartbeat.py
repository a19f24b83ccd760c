"""How a node says that it is alive: by renewing a lease, which nobody writes down while all is well.

1. A node has a lease from when it joins; the lease goes with the node.
2. A heartbeat is no change: time may pass without history, and the cluster is not kept busy.
3. When a node falls silent, the time of its last heartbeat stays in the lease, until it is heard again.

Source: https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339_micro, seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.kinds.lease import NODE_LEASES, last_heartbeat

DURATION_SECONDS = 40


def begin(api: Api, node: Object) -> None:
    """The node's first heartbeat (1)."""
    name = meta.name(node)
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": meta.uid(node)}
    spec = {"holderIdentity": name, "leaseDurationSeconds": DURATION_SECONDS}
    lease = {"metadata": {"name": name, "ownerReferences": [owner]}, "spec": spec}
    with api.store.quietly():
        api.create(kinds.LEASE, lease, NODE_LEASES)


def stop(api: Api, name: str) -> None:
    """The node has sent its last heartbeat (3)."""

    def change(lease: Object) -> None:
        joined = seconds(lease["metadata"]["creationTimestamp"])
        lease["spec"]["renewTime"] = rfc3339_micro(max(last_heartbeat(api.now), joined))

    _change(api, name, change)


def resume(api: Api, name: str) -> None:
    """The node is heard again (3)."""

    def change(lease: Object) -> None:
        lease["spec"].pop("renewTime", None)

    _change(api, name, change)


def _change(api: Api, name: str, change: Callable[[Object], None]) -> None:
    if api.find(kinds.LEASE, name, NODE_LEASES) is not None:
        with api.store.quietly():
            api.modify(kinds.LEASE, name, NODE_LEASES, change)
