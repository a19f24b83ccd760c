"""The faults of a lab's cluster: set in one line each, listed, lifted singly or all."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from k8slab.backends.control import Control
from k8slab.duration import Duration, seconds_of
from k8slab.errors import K8slabError
from k8slab.faults.fault import Fault
from k8slab.story.moment import seconds_text
from k8slab.translation import message, say

HEADINGS = ("FAULT", "SINCE", "LASTS", "WHAT IS WRONG")
NONE = message("No faults are in force.")
SHORT = "text-align:left;white-space:nowrap"
OF_NODES = ("node-down", "kubelet-down", "network-cut")


class Faults:
    """Iterates over the faults in force, the oldest first; shows them as a table.

    ``seconds`` of a fault is how long it lasts, in virtual seconds or as "30s"; without it, until it is
    lifted. What is not in the cluster is refused, and nothing changed.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    # Nodes

    def node_down(self, node: str, *, seconds: Duration | None = None) -> Fault:
        """The node's machine fails: nothing runs there, and nobody hears from it."""
        return self._begin("node-down", {"node": node}, seconds)

    def node_up(self, node: str) -> None:
        """The node comes back, whether its machine, its kubelet or its network had failed."""
        found = [each for each in self if each.kind in OF_NODES and each.target["node"] == node]
        if not found:
            raise K8slabError(
                say(
                    "expected a node that is down, found no such fault of {node!r} at {now}. Next: "
                    "`lab.faults` lists those in force",
                    node=node,
                    now=self._now(),
                )
            )
        for each in found:
            each.lift()

    def kubelet_down(self, node: str, *, seconds: Duration | None = None) -> Fault:
        """Only the node's kubelet stops: its containers go on, but nobody looks after them."""
        return self._begin("kubelet-down", {"node": node}, seconds)

    def cut_network(self, node: str, *, seconds: Duration | None = None) -> Fault:
        """The node is cut off: its containers go on, unheard, and reach nobody outside the node."""
        return self._begin("network-cut", {"node": node}, seconds)

    # Images

    def slow_pull(
        self, image: str, seconds: Duration = 90, *, node: str | None = None, lasts: Duration | None = None
    ) -> Fault:
        """Each pull of the image takes ``seconds``, on a node or on all; the fault itself ``lasts``."""
        return self._begin("slow-pull", {"image": image, "node": node, "takes": seconds_of(seconds)}, lasts)

    def fail_pull(
        self, image: str, *, node: str | None = None, why: str = "timeout", seconds: Duration | None = None
    ) -> Fault:
        """Pulls of the image fail: "timeout", "not found", "denied", "unauthorized" or "rate-limit"."""
        return self._begin("failing-pull", {"image": image, "node": node, "why": why}, seconds)

    # Containers

    def fail_readiness(
        self, pod: str, *, namespace: str = "default", seconds: Duration | None = None
    ) -> Fault:
        """The pod's readiness probes fail; so do those of a pod that replaces it under the same name."""
        return self._begin("failing-readiness", {"pod": pod, "namespace": namespace}, seconds)

    def crash_loop(
        self,
        pod: str,
        *,
        namespace: str = "default",
        container: str | None = None,
        code: int = 1,
        after: Duration = 1.0,
        seconds: Duration | None = None,
    ) -> Fault:
        """A container of the pod, its first one, ends so long ``after`` each start, with that exit code."""
        target = {"pod": pod, "namespace": namespace, "container": container, "code": code}
        return self._begin("crash-loop", {**target, "after": seconds_of(after)}, seconds)

    # Storage

    def fill_volume(
        self, volume: str, *, namespace: str = "default", seconds: Duration | None = None
    ) -> Fault:
        """There is no space left on "pv/NAME", or on the volume of "pvc/NAME"."""
        return self._begin("full-volume", {"volume": volume, "namespace": namespace}, seconds)

    def lose_volume(
        self, volume: str, *, namespace: str = "default", seconds: Duration | None = None
    ) -> Fault:
        """The PersistentVolume "pv/NAME", or that of "pvc/NAME", is gone: its claim is Lost."""
        return self._begin("lost-volume", {"volume": volume, "namespace": namespace}, seconds)

    def lose_data(self, volume: str, *, namespace: str = "default", seconds: Duration | None = None) -> Fault:
        """The files on a volume are gone; lifting puts a backup of them there."""
        return self._begin("lost-data", {"volume": volume, "namespace": namespace}, seconds)

    def nfs_away(self, server: str, *, seconds: Duration | None = None) -> Fault:
        """The NFS server does not answer: nothing can be mounted, and who uses its files waits."""
        return self._begin("nfs-away", {"server": server}, seconds)

    # The control plane

    def stale_dns(self, *, seconds: Duration | None = None) -> Fault:
        """The cluster's DNS answers what it would have answered now, whatever changes."""
        return self._begin("stale-dns", {}, seconds)

    def api_latency(self, milliseconds: float, *, seconds: Duration | None = None) -> Fault:
        """Each request to the API server takes so long; controllers hear of changes so much later."""
        return self._begin("api-latency", {"milliseconds": milliseconds}, seconds)

    # All of them

    def lift(self, fault: str | Fault | None = None) -> None:
        """End a fault, or the one with that name; without one, all."""
        if isinstance(fault, Fault):
            fault.lift()
        else:
            self._control.lift_fault(fault or "")

    @property
    def past(self) -> list[Fault]:
        """Those that are over, in the order of their ends."""
        return [Fault.from_dict(each, self._control) for each in self._control.faults()["past"]]

    def __iter__(self) -> Iterator[Fault]:
        return iter([Fault.from_dict(each, self._control) for each in self._control.faults()["faults"]])

    def __len__(self) -> int:
        return len(self._control.faults()["faults"])

    def __getitem__(self, fault_id: str) -> Fault:
        """The fault in force with that name. Raises K8slabError."""
        found = {each.id: each for each in self}
        if fault_id not in found:
            raise K8slabError(
                say(
                    "expected a fault in force ({found}), found {fault_id!r}",
                    found=", ".join(found) or say("none"),
                    fault_id=fault_id,
                )
            )
        return found[fault_id]

    def _begin(self, kind: str, target: dict[str, Any], lasts: Duration | None) -> Fault:
        given = {name: value for name, value in target.items() if value is not None}
        seconds = None if lasts is None else seconds_of(lasts)
        return Fault.from_dict(self._control.begin_fault(kind, given, seconds), self._control)

    def _now(self) -> str:
        return seconds_text(self._control.cluster()["time"])

    # Shown

    def rows(self) -> list[tuple[str, str, str, str]]:
        """(name, since, how long, what is wrong) of those in force."""
        return [(each.id, seconds_text(each.since), each.duration, each.description) for each in self]

    def __repr__(self) -> str:
        rows = self.rows()
        if not rows:
            return say(NONE)
        lines = [HEADINGS, *rows]
        widths = [max(len(line[column]) for line in lines) + 3 for column in range(len(HEADINGS) - 1)]
        return "\n".join(
            "".join(f"{word:{width}}" for word, width in zip(line, widths, strict=False)) + line[-1]
            for line in lines
        )

    def _repr_html_(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<p>{say(NONE)}</p>"
        head = "".join(
            f'<th scope="col" style="text-align:left">{each.capitalize()}</th>' for each in HEADINGS
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_html_row, rows))}</tbody></table>"


def _html_row(row: tuple[str, ...]) -> str:
    name, since, lasts, words = (escape(word) for word in row)
    cells = "".join(f'<td style="{SHORT}">{each}</td>' for each in (since, lasts))
    words = f'<td style="text-align:left">{words}</td>'
    return f'<tr><th scope="row" style="{SHORT}"><code>{name}</code></th>{cells}{words}</tr>'
