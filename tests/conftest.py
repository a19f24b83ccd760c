"""What tests of several parts share."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.story import Story
from tests.lessons.strict_nbval import table

SECONDS = "seconds of "


class Teller:
    """Tells a story of StatefulSet zk's pods, one watch event at a time."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.pods: dict[str, dict[str, Any]] = {}
        self.lives = 0

    def tell(self, time: float, change: str, resource: str, obj: dict[str, Any]) -> None:
        revision = len(self.events) + 1
        self.events.append(
            {"time": time, "revision": revision, "type": change, "resource": resource, "object": obj}
        )

    def create(self, time: float, name: str, *, revision: str = "zk-a", image: str = "zk:1") -> None:
        """A pod, not yet bound to a node."""
        self.lives += 1
        self.pods[name] = {
            "metadata": {
                "name": name,
                "namespace": "zookeeper",
                "uid": f"uid-{self.lives}",
                "labels": {"app": "zk", "controller-revision-hash": revision},
                "ownerReferences": [{"kind": "StatefulSet", "name": "zk", "uid": "set", "controller": True}],
            },
            "spec": {"containers": [{"name": "zk", "image": image}]},
            "status": {"phase": "Pending"},
        }
        self.tell(time, "ADDED", "pods", self.pods[name])

    def bind(self, time: float, name: str, node: str = "k8s-m1") -> None:
        self._change(time, name, spec={**self.pods[name]["spec"], "nodeName": node})

    def waits(self, time: float, name: str, reason: str) -> None:
        """Its container cannot start."""
        waiting = [{"name": "zk", "state": {"waiting": {"reason": reason}}}]
        self._change(time, name, status={"phase": "Pending", "containerStatuses": waiting})

    def runs(self, time: float, name: str, *, ready: bool) -> None:
        condition = {"type": "Ready", "status": str(ready)}
        self._change(time, name, status={"phase": "Running", "conditions": [condition]})

    def terminate(self, time: float, name: str) -> None:
        metadata = {**self.pods[name]["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}
        self._change(time, name, metadata=metadata)

    def gone(self, time: float, name: str) -> None:
        self.tell(time, "DELETED", "pods", self.pods.pop(name))

    def starts(self, time: float, name: str, **made_from: str) -> None:
        """From nothing to Ready in 16 seconds."""
        self.create(time, name, **made_from)
        self.bind(time, name)
        self.runs(time + 3, name, ready=False)
        self.runs(time + 16, name, ready=True)

    def stops(self, time: float, name: str) -> None:
        """From asked to gone in 30 seconds."""
        self.terminate(time, name)
        self.gone(time + 30, name)

    def story(self) -> Story:
        return Story.from_dicts(self.events)

    def _change(self, time: float, name: str, **parts: Any) -> None:
        self.pods[name] = {**self.pods[name], **parts}
        self.tell(time, "MODIFIED", "pods", self.pods[name])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how long each notebook took, where notebooks were run."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    told = [pair for report in reports for pair in report.user_properties if pair[0].startswith(SECONDS)]
    if told:
        terminalreporter.section("wall time of each notebook")
        terminalreporter.line(table((name.removeprefix(SECONDS), time) for name, time in told))


@pytest.fixture
def teller() -> Teller:
    return Teller()
