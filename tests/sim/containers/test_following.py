"""The idioms of the documentation's examples: `tail -f` as a first process, agnhost that falls ill."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods


def _state(pods: Pods) -> Any:
    return pods.cluster.api.get(kinds.POD, "one", "default")["status"]["containerStatuses"][0]


def test_a_container_that_follows_nothing_runs_for_ever(pods: Pods) -> None:
    pods.pod("one", command=["tail", "-f", "/dev/null"])
    pods.cluster.advance(10_000)
    assert ("running" in _state(pods)["state"], _state(pods)["restartCount"]) == (True, 0)


def test_a_sidecar_ships_what_another_container_writes(pods: Pods) -> None:
    mounts = [{"name": "data", "mountPath": "/opt"}]
    shipper = {"name": "ship", "image": "alpine", "restartPolicy": "Always", "volumeMounts": mounts}
    shipper["command"] = ["sh", "-c", "tail -F /opt/logs.txt"]
    writer = ["sh", "-c", 'while true; do echo "logging" >> /opt/logs.txt; sleep 1; done']
    pods.pod(
        "one",
        "alpine",
        command=writer,
        volumeMounts=mounts,
        volumes=[{"name": "data", "emptyDir": {}}],
        spec={"initContainers": [shipper]},
    )
    pods.cluster.advance(10)
    pod = pods.cluster.api.get(kinds.POD, "one", "default")
    running = pods.containers.find(pod, "ship")
    assert running is not None
    missing, appeared, *lines = running.log.text().decode().splitlines()
    assert missing == "tail: can't open '/opt/logs.txt': No such file or directory"
    assert appeared == "tail: /opt/logs.txt has appeared; following end of new file"
    assert len(lines) >= 8
    assert set(lines) == {"logging"}
    assert pod["status"]["initContainerStatuses"][0]["restartCount"] == 0


def test_what_follows_a_file_that_is_not_there_ends_unless_it_retries(pods: Pods) -> None:
    pods.pod("one", command=["tail", "-f", "/none"], spec={"restartPolicy": "Never"})
    assert _state(pods)["state"]["terminated"]["exitCode"] == 1


def test_the_liveness_server_of_agnhost_falls_ill_after_ten_seconds(pods: Pods) -> None:
    probe = {"httpGet": {"path": "/healthz", "port": 8080}, "initialDelaySeconds": 3, "periodSeconds": 3}
    image = "registry.k8s.io/e2e-test-images/agnhost:2.40"
    body = {"name": "main", "image": image, "args": ["liveness"], "livenessProbe": probe}
    manifest = {"metadata": {"name": "one"}, "spec": {"containers": [body]}}
    pods.cluster.api.create(kinds.POD, manifest, "default")
    pods.cluster.advance(12)
    assert _state(pods)["restartCount"] == 0
    pods.cluster.advance(12)
    status = _state(pods)
    assert (status["restartCount"], status["lastState"]["terminated"]["reason"]) == (1, "Error")
    messages = {each["message"] for each in pods.cluster.api.list(kinds.EVENT, "default")}
    assert "Liveness probe failed: HTTP probe failed with statuscode: 500" in messages


def test_a_well_known_image_of_another_registry_is_that_image(pods: Pods) -> None:
    command = ["sh", "-c", "touch /tmp/healthy; sleep 3600"]
    pods.pod("one", "registry.k8s.io/busybox:1.27.2", command=command)
    before = pods.cluster.clock.now
    pods.delete("one")
    assert round(pods.cluster.clock.now - before, 3) == 30.3, "a shell ignores TERM"
