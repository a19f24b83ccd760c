"""What the clients deploy."""

from __future__ import annotations

from typing import Any


def web(replicas: int) -> dict[str, Any]:
    labels = {"app": "web"}
    container = {"name": "nginx", "image": "nginx", "ports": [{"containerPort": 80}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "serviceName": "web",
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
