"""A cluster as it was at one moment of a recording, for kubectl to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.backends.transport import Reply
from k8slab.sim.http.gateway import Gateway
from tests.golden.recording import Recording

Object = dict[str, Any]


@lru_cache
def recording(name: str) -> Recording:
    return Recording.packed(name)


@lru_cache
def simulator() -> InProcess:
    """It answers what is the same on every cluster: which resources there are."""
    return InProcess(Gateway(new_cluster(Settings())))


class RecordedCluster:
    """A Transport that reads from a recording as it stood when a step began."""

    user_agent = "recorded"
    command = ""

    def __init__(self, name: str, step: int, fraction: float = 0.0) -> None:
        """`fraction`: of the second in which the recording began, which is not known."""
        self.recording = recording(name)
        began = datetime.fromisoformat(self.recording.about["started_at"])
        self.moment = self.recording.steps[step]["t_start"] + 0.03
        self.now = began + timedelta(seconds=self.moment + fraction)
        self.objects = self._objects()

    def _objects(self) -> dict[tuple[str, str, str], Object]:
        found: dict[tuple[str, str, str], Object] = {}
        for line in self.recording.trace:
            if "marker" in line or line["t"] > self.moment:
                continue
            metadata = line["object"]["metadata"]
            key = (line["resource"], metadata.get("namespace", ""), metadata["name"])
            if line["type"] == "DELETED":
                found.pop(key, None)
            else:
                found[key] = line["object"]
        return found

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> Reply:
        assert method == "GET"
        if path in ("/api", "/apis"):
            return simulator().request(method, path, accept=accept)
        status, content = self._read(path, query or {})
        headers = {"x-k8slab-time": self.now.isoformat()}
        return Reply(status, headers, json.dumps(content).encode())

    def stream(
        self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None
    ) -> Iterator[Object]:
        raise NotImplementedError

    def _read(self, path: str, query: Mapping[str, str]) -> tuple[int, Object]:
        parts = path.split("/")[3 if path.startswith("/api/") else 4 :]
        namespace = parts[1] if parts[0] == "namespaces" and len(parts) > 2 else ""
        plural, *name = parts[2:] if namespace else parts
        if name:
            found = self.objects.get((plural, namespace, name[0]))
            group = path.split("/")[2] if path.startswith("/apis/") else ""
            return (200, found) if found else (404, _not_found(f"{plural}.{group}".rstrip("."), name[0]))
        items = [
            obj
            for (resource, where, _), obj in sorted(self.objects.items())
            if resource == plural and namespace in ("", where) and _is_selected(obj, query)
        ]
        return 200, {"kind": "List", "metadata": {"resourceVersion": "1"}, "items": items}


def _not_found(resource: str, name: str) -> Object:
    message = f'{resource} "{name}" not found'
    return {"kind": "Status", "code": 404, "reason": "NotFound", "message": message}


def _is_selected(obj: Object, query: Mapping[str, str]) -> bool:
    labels = obj["metadata"].get("labels") or {}
    for part in filter(None, query.get("labelSelector", "").split(",")):
        name, _, value = part.partition("=")
        if labels.get(name) != value:
            return False
    for part in filter(None, query.get("fieldSelector", "").split(",")):
        path, _, value = part.partition("=")
        if value and _field(obj, path.rstrip("!")) != value:
            return "!" in path
    return True


def _field(obj: Any, path: str) -> Any:
    for name in path.split("."):
        obj = (obj or {}).get(name)
    return obj
