"""Hooks do what their commands say."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

DATA = [{"name": "data", "mountPath": "/data"}]


def _life(**hooks: str) -> Any:
    return {name: {"exec": {"command": ["sh", "-c", script]}} for name, script in hooks.items()}


def test_a_post_start_hook_leaves_its_file(pods: Pods) -> None:
    pods.pod("one", "nginx", lifecycle=_life(postStart="echo hello > /usr/share/message"))
    assert pods.out("one", "cat /usr/share/message") == "hello\n"


def test_a_post_start_hook_that_finds_nothing_fails(pods: Pods) -> None:
    pods.pod("one", "nginx", lifecycle=_life(postStart="test -f /none"), spec={"restartPolicy": "Never"})
    reasons = [each["reason"] for each in pods.cluster.api.list(kinds.EVENT, "default")]
    assert "FailedPostStartHook" in reasons
    status = pods.cluster.api.get(kinds.POD, "one", "default")["status"]["containerStatuses"][0]
    assert status["state"]["terminated"]["reason"] == "Completed"


def test_a_pre_stop_hook_runs_once_before_the_container_stops(pods: Pods) -> None:
    source = {"nfs": {"server": "nfs", "path": "/x"}, "accessModes": ["ReadWriteOnce"]}
    pods.create(kinds.PERSISTENT_VOLUME, "pv", spec={**source, "capacity": {"storage": "1Gi"}})
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    pods.create(kinds.PERSISTENT_VOLUME_CLAIM, "claim", spec=claim)
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "claim"}}]
    bye = _life(preStop="echo bye >> /data/log; sleep 3")
    pods.pod("one", "nginx", volumes=volumes, volumeMounts=DATA, lifecycle=bye)
    before = pods.cluster.clock.now
    pods.delete("one")
    assert round(pods.cluster.clock.now - before, 3) == 3.6
    pods.pod("two", "nginx", volumes=volumes, volumeMounts=DATA)
    assert pods.out("two", "cat /data/log") == "bye\n"
