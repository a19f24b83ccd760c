"""What people asked of a cluster and got (/k8slab/v1/marks): moments to point out on a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from k8slab.sim.cluster import Cluster
from k8slab.sim.http import faults, routes
from k8slab.sim.http.containers import EXEC_PATH, LEAVE_PATH, WEB_PATH
from k8slab.sim.http.lineage import Entry, lineage

DRY = "dryRun"
ACTS = {EXEC_PATH: "exec in", WEB_PATH: "ask the web server of", LEAVE_PATH: "end the process of"}
NODE_ACTS = {
    "add": "node {} added",
    "stop": "machine of {} stopped",
    "stop-kubelet": "kubelet of {} stopped",
    "start": "machine of {} started",
}
FAILURE = 400


class Done(NamedTuple):
    """One request: when, in which namespace (empty for what has none), by which command, about what."""

    time: float
    namespace: str
    command: str
    object: str


def marks(cluster: Cluster) -> Iterator[dict[str, Any]]:
    """{"time", "namespace", "command", "object"} of what was asked and not refused, up to the present.

    Times are since the start. kubectl says which of its commands it runs; of other clients the method is
    told.
    """
    for _, entry in lineage(cluster.journal.entries):
        if done := _done(entry):
            yield {**done._asdict(), "time": done.time - cluster.clock.start}


def _namespace(entry: Entry) -> str:
    request = entry.get("request") or {"path": ""}
    if request["path"] in ACTS:
        return str(_json(request).get("namespace", "default"))
    route = routes.find(request["path"])
    return (route.namespace or "") if route else ""


def _done(entry: Entry) -> Done | None:
    """What the entry is about; None for what people do not ask for, for refusals and for what was dry."""
    time = float(entry["time"])
    if entry.get("control") == faults.PATH:
        return _fault(time, entry["body"])
    if "control" in entry:
        return Done(time, "", _told(entry["control"], entry["body"]), "")
    request = entry.get("request")
    if request is None or entry["status"] >= FAILURE or DRY in request["query"]:
        return None
    if request["path"] in ACTS:
        return Done(time, _namespace(entry), ACTS[request["path"]], str(_json(request).get("pod", "")))
    return Done(time, _namespace(entry), request.get("command") or request["method"], _object(request))


def _fault(time: float, body: Mapping[str, Any]) -> Done | None:
    """A fault that was set or lifted; what an incident has set is secret."""
    if "lift" in body:
        return Done(time, "", "lift fault", str(body["lift"]))
    if body.get("secret"):
        return None
    about = {name: value for name, value in body.items() if name not in ("kind", "namespace", "seconds")}
    return Done(time, str(body.get("namespace", "")), "fault", f"{body['kind']} {_words(about)}".strip())


def _told(path: str, body: Mapping[str, Any]) -> str:
    """An act of the control API in words; of one that has none, those of its body."""
    name, node = body.get("name"), body.get("node")
    if path == "nodes":
        return NODE_ACTS[body.get("act", "add")].format(name)
    if path == "images":
        how = f"built on {node} from {body['base']}" if body.get("base") else f"loaded on {node}"
        return f"image {body['image']} {how}"
    if path == "nfs":
        return f"NFS server {body['server']} exports {', '.join(body['exports']) or 'nothing'}"
    return f"{path} {_words(body)}".strip()


def _words(body: Mapping[str, Any]) -> str:
    return " ".join(str(value) for value in body.values() if isinstance(value, str | int | float))


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
