"""A cluster in this process for an incident to happen in."""

from __future__ import annotations

from collections.abc import Sequence

from k8slab.backends.child import Settings
from k8slab.backends.simulator import InProcess, new_cluster
from k8slab.incidents import Incident, Site, begin
from k8slab.sim.http.gateway import Gateway

NODES = ("k8s-m1", "k8s-m2", "k8s-m3")


def new_site(seed: int = 0, nodes: Sequence[str] = NODES) -> tuple[Site, Gateway]:
    gateway = Gateway(new_cluster(Settings(tuple(nodes), "instant", seed, {})))
    acting = InProcess(gateway, user_agent="kubectl/k8slab-lab")
    return Site(acting, InProcess(gateway, passive=True)), gateway


def incident(seed: int) -> Incident:
    return begin(new_site()[0], seed)


def wait(found: Incident) -> None:
    """Two hours, and until nothing more will happen."""
    found.site.advance(7200)
    found.site.settle()
