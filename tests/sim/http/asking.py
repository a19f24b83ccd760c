"""Requests to a gateway, and what stands in its answers."""

from __future__ import annotations

import json
from typing import Any

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.watch import Watch

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
SETS = "/apis/apps/v1/namespaces/default/statefulsets"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
POD = {"containers": [{"name": "nginx", "image": "nginx:1.24"}]}


def ask(
    gateway: Gateway,
    method: str,
    path: str,
    body: Any = None,
    *,
    query: dict[str, str] | None = None,
    **headers: str,
) -> Response:
    """Send a request with a JSON body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = b"" if body is None else json.dumps(body).encode()
    answer = gateway.request(method, path, query, {"content-type": "application/json", **named}, data)
    assert isinstance(answer, Response)
    return answer


def content(response: Response) -> Any:
    return json.loads(response.body)


def config_map(name: str, **labels: str) -> dict[str, Any]:
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"key": name}}


def stateful_set(name: str = "web", replicas: int = 1) -> dict[str, Any]:
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": POD},
        },
    }


def watch(gateway: Gateway, path: str, query: dict[str, str] | None = None, accept: str = "") -> Watch:
    answer = gateway.request("GET", path, {"watch": "1", **(query or {})}, {"accept": accept})
    assert isinstance(answer, Watch)
    return answer


def events(stream: Watch) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.pull().splitlines()]


def warnings(response: Response) -> list[str]:
    return [text for name, text in response.headers if name == "Warning"]


def names(response: Response) -> list[str]:
    return [item["metadata"]["name"] for item in content(response)["items"]]
