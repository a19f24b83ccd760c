"""What people asked of a cluster and got, as marks on a timeline (/k8slab/v1/marks)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from k8slab.sim.cluster import Cluster
from k8slab.sim.http import routes
from k8slab.sim.http.containers import EXEC_PATH, LEAVE_PATH, WEB_PATH
from k8slab.sim.http.lineage import Entry, lineage

DRY = "dryRun"
ACTS = {EXEC_PATH: "exec in", WEB_PATH: "ask the web server of", LEAVE_PATH: "end the process of"}
FAILURE = 400


def marks(cluster: Cluster) -> Iterator[dict[str, Any]]:
    """{"time", "text"} of each request that was not refused, on the way to the present; since the start.

    kubectl says which of its commands it runs; of other clients the method is told.
    """
    for _, entry in lineage(cluster.journal.entries):
        if text := _text(entry):
            yield {"time": entry["time"] - cluster.clock.start, "text": text}


def _text(entry: Entry) -> str:
    if "control" in entry:
        return _act(entry["control"], entry["body"])
    request = entry.get("request")
    if request is None or entry["status"] >= FAILURE or DRY in request["query"]:
        return ""
    if request["path"] in ACTS:
        body = _json(request)
        return f"{ACTS[request['path']]} {body.get('pod', '')}"
    return f"{request.get('command') or request['method']} {_object(request)}".strip()


def _act(path: str, body: Mapping[str, Any]) -> str:
    """An act of the control API: what is done to what, in the body's own words."""
    return " ".join([path, *(str(value) for value in body.values() if isinstance(value, str | int | float))])


def _object(request: Mapping[str, Any]) -> str:
    """As kubectl names it: "statefulsets/zk"; of what is made, the body knows the name."""
    route = routes.find(request["path"])
    if route is None:
        return ""
    metadata = _json(request).get("metadata")
    name = route.name or (metadata.get("name") if isinstance(metadata, dict) else "")
    return f"{route.kind.plural}/{name}" if name else str(route.kind.plural)


def _json(request: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        content = orjson.loads(request.get("body") or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}
