"""Probes in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.kubectl.golang import plain


def probe(spec: Mapping[str, Any]) -> str:
    """`exec [sh -c ready] delay=10s timeout=5s period=10s #success=1 #failure=3`."""
    return (
        f"{_action(spec)} delay={spec.get('initialDelaySeconds', 0)}s "
        f"timeout={spec.get('timeoutSeconds', 0)}s period={spec.get('periodSeconds', 0)}s "
        f"#success={spec.get('successThreshold', 0)} #failure={spec.get('failureThreshold', 0)}"
    )


def _action(spec: Mapping[str, Any]) -> str:
    if "exec" in spec:
        return f"exec {plain(spec['exec'].get('command') or [])}"
    if "httpGet" in spec:
        get = spec["httpGet"]
        port = f":{get['port']}" if get.get("port") else ""
        return (
            f"http-get {get.get('scheme', 'HTTP').lower()}://{get.get('host', '')}{port}{get.get('path', '')}"
        )
    if "tcpSocket" in spec:
        return f"tcp-socket {spec['tcpSocket'].get('host', '')}:{spec['tcpSocket']['port']}"
    if "grpc" in spec:
        return f"grpc <pod>:{spec['grpc']['port']} {spec['grpc'].get('service') or ''}"
    return "unknown"
