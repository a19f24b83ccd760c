"""The control API of a simulated cluster, as its own tools call it: time, history, nodes, verdicts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from k8slab.backends.transport import Transport, raise_for_status
from k8slab.errors import ApiError

PREFIX = "/k8slab/v1"
PATIENCE = "k8slabPatience"
"""In a watch's query: it ends with the next change, or after so many virtual seconds (inf: when settled).
In that of another question: it lets no time pass."""


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

    def step(self) -> dict[str, Any]:
        """Run to the next change that is not mere routine: {"time", "settled", "events"}."""
        return self._ask("POST", "step")

    def set_clock(self, *, speed: float | None = None, paused: bool | None = None) -> dict[str, Any]:
        """Change a live clock: {"time", "settled", "clock", "paused"}."""
        wanted = {"speed": speed, "paused": paused}
        return self._ask("POST", "clock", {key: value for key, value in wanted.items() if value is not None})

    def snapshot(self, name: str | None = None) -> dict[str, Any]:
        """Give the present moment a name: {"name", "time", "entries"}."""
        return self._ask("POST", "snapshots", {"name": name} if name else {})

    def snapshots(self) -> list[dict[str, Any]]:
        """Every snapshot that was taken, in order."""
        taken: list[dict[str, Any]] = self._ask("GET", "snapshots")["snapshots"]
        return taken

    def rewind(
        self, *, time: float | None = None, snapshot: str | None = None, entries: int | None = None
    ) -> dict[str, Any]:
        """Go back to a virtual second or to a snapshot: {"time", "settled"}.

        ``entries`` tells which of several snapshots with one name; by default the last one.
        """
        wanted = {"time": time, "snapshot": snapshot, "entries": entries}
        given = {key: value for key, value in wanted.items() if value is not None}
        return self._ask("POST", "rewind", given)

    def reset(self) -> dict[str, Any]:
        """Begin anew: {"time", "settled"}."""
        return self._ask("POST", "reset")

    def fork(self) -> dict[str, Any] | None:
        """Where another cluster is that begins at this moment: {"name", "url", "token", "kubeconfig"}.

        None where a process cannot be forked.
        """
        try:
            return self._ask("POST", "fork")
        except ApiError as error:
            if error.code == HTTPStatus.NOT_IMPLEMENTED:
                return None
            raise

    def end(self) -> None:
        """The cluster's process ends."""
        self._ask("POST", "end")

    def journal(self) -> bytes:
        """The journal, as it stands in a file."""
        reply = self._transport.request("GET", f"{PREFIX}/journal")
        return raise_for_status(reply).body

    def marks(self) -> list[dict[str, Any]]:
        """What people asked of the cluster: {"time", "namespace", "command", "object"}."""
        told: list[dict[str, Any]] = self._ask("GET", "marks")["marks"]
        return told

    def add_node(self, name: str) -> None:
        """A further node joins the cluster."""
        self._ask("POST", "nodes", {"name": name})

    def act_on_node(self, name: str, act: str) -> None:
        """Let a node's machine ("stop") or only its kubelet ("stop-kubelet") fail, or "start" it again."""
        self._ask("POST", "nodes", {"name": name, "act": act})

    def bring_image(self, node: str, image: str, base: str | None = None) -> None:
        """Load an image on a node, where alone it will be; with ``base``, build it there from that one."""
        self._ask("POST", "images", {"node": node, "image": image, "base": base})

    def export_nfs(self, server: str, directories: Sequence[str]) -> None:
        """From now on the NFS server has these directories, and those made below them, and no others."""
        self._ask("POST", "nfs", {"server": server, "exports": list(directories)})

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
        events: list[dict[str, Any]] = self.news()["events"]
        return events

    def news(self, since: int = 0) -> dict[str, Any]:
        """{"events", "next", "branch"}: those since a place; on another branch, places begin anew."""
        reply = self._transport.request("GET", f"{PREFIX}/story", query={"since": str(since)})
        answer: dict[str, Any] = raise_for_status(reply).json()
        return answer

    def check(self, name: str) -> dict[str, Any]:
        """The referee's verdict."""
        return self._ask("POST", f"checks/{name}")

    def hint(self, name: str, number: int) -> dict[str, Any]:
        """A check's hint, which the referee notes: the fields of a `k8slab.verdict.Hint`."""
        return self._ask("POST", f"hints/{name}", {"number": number})

    def results(self, assignment: str) -> dict[str, Any]:
        """The tasks of an assignment, and what the last verdict gave: {"assignment", "tasks"}."""
        return self._ask("POST", f"results/{assignment}")

    def predict(self, name: str, letter: str) -> dict[str, Any]:
        """A prediction, which the referee keeps: the fields of a `k8slab.prediction.Prediction`."""
        return self._ask("POST", f"predictions/{name}", {"letter": letter})

    def predictions(self) -> list[dict[str, Any]]:
        """Every prediction that was asked for."""
        kept: list[dict[str, Any]] = self._ask("GET", "predictions")["predictions"]
        return kept

    def assignment(self, name: str) -> dict[str, Any]:
        """What is asked of this student: {"assignment", "student", "values", "about"}."""
        return self._ask("POST", f"assignments/{name}")

    def ledger(self) -> dict[str, Any]:
        """All that the referee has said: {"verdicts", "hints", "assignments", "predictions"}."""
        return self._ask("GET", "ledger")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        reply = self._transport.request(
            method, f"{PREFIX}/{path}", body=data, content_type="application/json" if data else None
        )
        answer: dict[str, Any] = raise_for_status(reply).json()
        return answer
