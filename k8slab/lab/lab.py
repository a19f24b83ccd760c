"""The lab's beginning, and its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from k8slab.backends.child import Served, Settings
from k8slab.errors import K8slabError
from k8slab.lab.branches import Branches
from k8slab.lab.judged import Judged
from k8slab.lab.machines import Machines
from k8slab.lab.views import Views
from k8slab.translation import say
from k8slab.waiting import Reached

if TYPE_CHECKING:
    from k8slab.widgets.dashboard import Dashboard

NODES = ("k8s-m1", "k8s-m2", "k8s-m3")


class Lab(Branches, Judged, Machines, Views):
    """A cluster that starts with this object and ends with it, or with the notebook's kernel.

    ``nodes`` are names or a number; ``seed`` decides all that a cluster may choose; ``clock`` is "instant"
    (virtual time passes while somebody waits) or "live:SPEED"; ``feature_gates`` are those of Kubernetes.
    ``journal`` is a file that keeps all that happens; the lab goes on from what it holds already.
    The newest lab is the one that ``kubectl``, ``%kubectl`` and official clients reach: $KUBECONFIG names it.
    """

    ends_with_its_last_name = True

    def __init__(
        self,
        nodes: Sequence[str] | int = NODES,
        *,
        seed: int = 0,
        clock: str = "instant",
        feature_gates: Mapping[str, bool] | None = None,
        backend: str = "simulator",
        journal: str | Path | None = None,
    ) -> None:
        if backend != "simulator":
            raise K8slabError(
                say(
                    "expected the backend 'simulator', found {backend!r}: there is no other one yet",
                    backend=backend,
                )
            )
        file = None if journal is None else Path(journal).absolute()
        settings = Settings(node_names(nodes), clock, seed, feature_gates or {}, journal=file)
        super().__init__(Served(settings))

    def dashboard(self, target: str = "", *, namespace: str = "default") -> Dashboard:
        """A live picture of the cluster with its controls; ``target`` is what it follows ("sts/zk").

        By default that is the newest workload. It looks at this lab and does not keep it from ending.
        """
        try:
            from k8slab.widgets import dashboard
        except ImportError as error:
            raise K8slabError(
                say(
                    "expected ipywidgets and anywidget, found {error}. Next: pip install 'k8slab[lab]'",
                    error=error,
                )
            ) from error
        return dashboard.of(self, target, namespace)

    def __repr__(self) -> str:
        if not self._end.alive:
            return say("<Lab: closed>")
        cluster = self._control.cluster()
        time = Reached(say("settled") if cluster["settled"] else say("busy"), cluster["time"])
        return say(
            "<Lab: a simulated cluster of {nodes}; {time}>", nodes=", ".join(cluster["nodes"]), time=time
        )


def node_names(nodes: Sequence[str] | int) -> tuple[str, ...]:
    """The names of nodes; a number stands for k8s-m1, k8s-m2, …"""
    if isinstance(nodes, str):
        raise K8slabError(
            say("expected node names in a list, or a number, found the text {nodes!r}", nodes=nodes)
        )
    if isinstance(nodes, bool) or (isinstance(nodes, int) and nodes < 1) or not nodes:
        raise K8slabError(
            say("expected at least one node, as names in a list or as a number, found {nodes!r}", nodes=nodes)
        )
    if isinstance(nodes, int):
        return tuple(f"k8s-m{number}" for number in range(1, nodes + 1))
    if wrong := next((name for name in nodes if not isinstance(name, str)), None):
        raise K8slabError(say("expected node names in a list, found {wrong!r} among them", wrong=wrong))
    return tuple(nodes)
