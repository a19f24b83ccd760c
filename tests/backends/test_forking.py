"""Where a process can be copied, and where not; what a copy does is seen in tests/test_lab_time.py."""

from __future__ import annotations

import os

import pytest

from k8slab.backends.simulator.forking import fork
from k8slab.errors import ApiError
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway


def never(*_: object, **__: object) -> None:
    raise AssertionError("nothing is served here")


def test_a_system_that_cannot_copy_processes_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    with pytest.raises(ApiError, match="cannot copy a process") as refused:
        fork(Gateway(Cluster()), never, parent_pipe=False)
    assert refused.value.code == 501
