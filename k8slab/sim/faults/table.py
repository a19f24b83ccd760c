"""All kinds of faults, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from k8slab.sim.faults import containers, control_plane, machines, pulls, storage
from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts


class FaultKind(Protocol):
    """A class of faults, as the register uses it."""

    @property
    def kind(self) -> str: ...

    @property
    def takes(self) -> tuple[str, ...]: ...

    def __call__(self, parts: Parts, asked: Asked) -> Fault: ...


ROWS: tuple[FaultKind, ...] = (
    machines.NodeDown,
    machines.KubeletDown,
    machines.NetworkCut,
    pulls.SlowPull,
    pulls.FailingPull,
    containers.FailingReadiness,
    containers.CrashLoop,
    storage.FullVolume,
    storage.LostVolume,
    storage.LostData,
    storage.NfsAway,
    control_plane.StaleDns,
    control_plane.ApiLatency,
)
KINDS: Mapping[str, FaultKind] = {each.kind: each for each in ROWS}
