"""From a journal back to the cluster: the same objects, the same history.

A cluster's state is a function of version, seed, topology and journal; whoever replays gives a new cluster
of the same seed and topology.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.errors import K8slabError
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.timekeeper import stamp


class ReplayError(K8slabError):
    """The cluster does not do what the journal says it did; `entry` counts from 1."""

    def __init__(self, entry: int, expected: object, found: object) -> None:
        super().__init__(
            f"journal entry {entry}: expected {expected}, found {found}. "
            "Was it written by another version, seed or set of nodes?"
        )
        self.entry = entry


def replay(entries: Iterable[Mapping[str, Any]], cluster: Cluster) -> None:
    """Do to a fresh cluster what the journal says was done. Raises ReplayError where it goes another way."""
    gateway = Gateway(cluster)
    for number, entry in enumerate(entries, start=1):
        _move_to(cluster, entry["time"])
        _expect(number, {"time": entry["time"], "count": entry["count"]}, stamp(cluster))
        if "moved" in entry:
            _repeat_movement(number, entry, gateway)
        elif "control" in entry:
            path = f"/k8slab/v1/{entry['control']}"
            gateway.request("POST", path, body=json.dumps(entry["body"]).encode())
        else:
            _repeat_request(number, entry, gateway)


def _repeat_movement(number: int, entry: Mapping[str, Any], gateway: Gateway) -> None:
    target = entry["to"]
    gateway.movement.advance_to(entry["moved"], target["time"])
    _expect(number, target, stamp(gateway.cluster))


def _repeat_request(number: int, entry: Mapping[str, Any], gateway: Gateway) -> None:
    request = entry["request"]
    response = gateway.request(
        request["method"],
        request["path"],
        request["query"],
        _headers(request),
        _body(request),
    )
    _expect(number, {"status": entry["status"]}, {"status": getattr(response, "status", None)})


def _headers(request: Mapping[str, Any]) -> dict[str, str]:
    headers = {"content-type": request["content_type"], "user-agent": request.get("client", "")}
    headers["x-k8slab-passive"] = "true"  # the time that it took is an entry of its own
    return {name: value for name, value in headers.items() if value}


def _body(request: Mapping[str, Any]) -> bytes:
    if "body64" in request:
        return base64.b64decode(request["body64"])
    return str(request["body"]).encode()


def _move_to(cluster: Cluster, time: float) -> None:
    """With a live clock time has passed between the requests without an entry of its own."""
    if time > cluster.clock.now:
        cluster.clock.advance_to(time)


def _expect(number: int, expected: object, found: object) -> None:
    if expected != found:
        raise ReplayError(number, expected, found)
