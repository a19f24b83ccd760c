"""How much is used of nodes and pods: nobody measures that in a simulated cluster."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS = (
    *common.SELECTOR, *common.FIELD_SELECTOR, Flag("all-namespaces", "A", "bool"), Flag("sort-by"),
    Flag("containers", type="bool"), Flag("no-headers", type="bool"), Flag("sum", type="bool"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """As on a cluster without a metrics server."""
    raise KubectlError("Metrics API not available")
