"""What a lab does to machines, beside Kubernetes' API: nodes that come, images, faults."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from k8slab.faults import Faults
from k8slab.lab.connection import Connection

if TYPE_CHECKING:
    from k8slab.incidents import Incident


class Machines(Connection):
    """Nodes, images, faults and incidents."""

    def add_node(self, name: str) -> None:
        """A further node joins the cluster."""
        self._control.add_node(name)

    def load_image(self, image: str, *, node: str | None = None) -> None:
        """Bring an image to a node, or to all, without a pull, as `kind load docker-image` does."""
        for each in [node] if node else self._control.cluster()["nodes"]:
            self._control.bring_image(each, image)

    def build_image(self, image: str, base: str, *, node: str) -> None:
        """Build an image from ``base`` on a node, where alone it will be: nobody pushes it."""
        self._control.bring_image(node, image, base)

    def export_nfs(self, server: str, *directories: str) -> None:
        """The NFS server exports these directories, and no others; those below them have to be made.

        A server that no such line names has every directory that is asked for.
        """
        self._control.export_nfs(server, directories)

    @cached_property
    def faults(self) -> Faults:
        """What can be made to fail, one line each; shows what fails at present."""
        return Faults(self._control)

    def incident(
        self,
        seed: int,
        workload: str | None = None,
        *,
        namespace: str = "default",
        daemonset: str | None = None,
    ) -> Incident:
        """Let one to three things go wrong, chosen by the seed; shows what must hold in the end.

        They happen to a StatefulSet that is there and well ("sts/zk") and perhaps to a DaemonSet ("agent"),
        or else to a workload that is deployed for it in a namespace of its own. Whatever goes wrong can be
        mended by kubectl. Virtual time passes until the trouble shows.
        """
        from k8slab.incidents import Site, begin

        site = Site(self._kubectl, self._passive)
        name = (workload or "").rpartition("/")[2]
        return begin(site, seed, name, namespace, daemon_set=(daemonset or "").rpartition("/")[2])
