"""Clusters in this process: fresh ones, and those that a journal tells of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from k8slab.backends.child import Settings
from k8slab.errors import K8slabError
from k8slab.objects.timestamps import to_virtual
from k8slab.translation import say

if TYPE_CHECKING:
    from k8slab.sim.cluster import Cluster
    from k8slab.sim.http.control import Referee
    from k8slab.sim.http.gateway import Gateway
    from k8slab.sim.journal import Journal


def new_cluster(settings: Settings) -> Cluster:
    """A fresh cluster of that kind, in this process."""
    from k8slab.sim.cluster import Cluster

    return Cluster(
        nodes=tuple(settings.nodes),
        seed=settings.seed,
        feature_gates=dict(settings.feature_gates),
        default_class=settings.default_class,
        start=_start(settings),
    )


def _start(settings: Settings) -> float:
    if settings.start is not None:
        return settings.start
    return 0.0 if settings.clock == "instant" else to_virtual(datetime.now(UTC))


def first_cluster(journal: Journal) -> Cluster:
    """The cluster of which a journal tells, as it was when it began.

    Raises K8slabError for a journal of another version, or that does not say of which cluster it is.
    """
    from k8slab.sim.cluster import Cluster
    from k8slab.sim.topology import Topology

    if journal.topology is None:
        raise K8slabError(say("expected a journal whose first line says of which cluster it is, found none."))
    return Cluster.of(Topology.from_dict(journal.topology))


def of_journal(journal: Journal, *, clock: str = "instant", referee: Referee | None = None) -> Gateway:
    """The cluster that did all that, behind a gateway.

    Raises K8slabError for a journal of another version, or that does not say of which cluster it is, and
    where the cluster does otherwise than the journal says.
    """
    from k8slab.sim.http.gateway import Gateway
    from k8slab.sim.http.replay import replay

    cluster = first_cluster(journal)
    replay(journal.entries, Gateway(cluster))
    cluster.journal = journal
    return Gateway(cluster, clock=clock, referee=referee)
