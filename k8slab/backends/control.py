"""The control API of a simulated cluster, as its own tools call it: time, history, nodes, verdicts."""

from __future__ import annotations

import json
from typing import Any

from k8slab.backends.transport import Transport, raise_for_status

PREFIX = "/k8slab/v1"


class Control:
    """Control of one simulated cluster. Raises ApiError when the server refuses."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def cluster(self) -> dict[str, Any]:
        """{"version", "seed", "nodes", "clock", "time", "settled"}."""
        return self._ask("GET", "cluster")

    def settle(self, timeout: float | None = None) -> dict[str, Any]:
        """Run until nothing more will happen, or for so many virtual seconds: {"time", "settled"}."""
        return self._ask("POST", "settle", {"timeout": timeout})

    def advance(self, seconds: float) -> dict[str, Any]:
        """Let virtual seconds pass: {"time", "settled"}."""
        return self._ask("POST", "advance", {"seconds": seconds})

    def add_node(self, name: str) -> None:
        """A further node joins the cluster."""
        self._ask("POST", "nodes", {"name": name})

    def act_on_node(self, name: str, act: str) -> None:
        """Let a node's machine ("stop") or only its kubelet ("stop-kubelet") fail, or "start" it again."""
        self._ask("POST", "nodes", {"name": name, "act": act})

    def bring_image(self, node: str, image: str, base: str | None = None) -> None:
        """Load an image on a node, where alone it will be; with ``base``, build it there from that one."""
        self._ask("POST", "images", {"node": node, "image": image, "base": base})

    def begin_fault(self, kind: str, target: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """{"id", "kind", "target", "description", "since", "until", "ended"} of the fault that begins."""
        return self._ask("POST", "faults", {"kind": kind, **target, "seconds": seconds})

    def faults(self) -> dict[str, Any]:
        """{"faults": those in force, "past": those that are over}."""
        return self._ask("GET", "faults")

    def lift_fault(self, fault_id: str = "") -> None:
        """End one fault; without a name, all."""
        self._ask("DELETE", f"faults/{fault_id}" if fault_id else "faults")

    def story(self) -> list[dict[str, Any]]:
        """Every watch event so far: {"time", "revision", "type", "resource", "object"}."""
        events: list[dict[str, Any]] = self._ask("GET", "story")["events"]
        return events

    def check(self, name: str) -> dict[str, Any]:
        """The referee's verdict."""
        return self._ask("POST", f"checks/{name}")

    def ledger(self) -> list[dict[str, Any]]:
        """Every verdict that the referee has given."""
        verdicts: list[dict[str, Any]] = self._ask("GET", "ledger")["verdicts"]
        return verdicts

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        reply = self._transport.request(
            method, f"{PREFIX}/{path}", body=data, content_type="application/json" if data else None
        )
        answer: dict[str, Any] = raise_for_status(reply).json()
        return answer
