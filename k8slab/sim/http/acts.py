"""What the control API does to a cluster, beside Kubernetes' API: how it gets into the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.timekeeper import stamp


@contextmanager
def recorded(cluster: Cluster, path: str, body: Mapping[str, Any]) -> Iterator[None]:
    """What is done inside is repeated in a replay by a POST of ``body`` to that path of the control API.

    An act that is refused (raises) changes nothing and is not recorded.
    """
    before = stamp(cluster)
    yield
    cluster.run_due()
    cluster.journal.append({**before, "control": path, "body": dict(body)})
