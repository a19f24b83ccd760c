"""What cannot be started is told in the runtime's words, for images whose programs are known."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import pods as pod_status
from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

TASK = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create "
    "failed: unable to start container process: error during container init: "
)
NEVER = {"restartPolicy": "Never"}
SCRIPT = {"data": {"run.sh": "#!/bin/sh\necho ran\n"}}


def _state(pods: Pods, name: str = "one") -> Any:
    return pods.cluster.api.get(kinds.POD, name, "default")["status"]["containerStatuses"][0]


def _events(pods: Pods) -> list[str]:
    return [f"{each['reason']}: {each['message']}" for each in pods.cluster.api.list(kinds.EVENT, "default")]


def test_a_container_whose_program_is_missing_waits_and_is_tried_again(pods: Pods) -> None:
    pods.pod("one", command=["foo"])
    why = f'{TASK}exec: "foo": executable file not found in $PATH: unknown'
    states = [
        (*each["state"]["waiting"].values(), each["lastState"].get("terminated", {}).get("reason"))
        for entry in pods.cluster.store.log
        if entry.kind is kinds.POD
        for each in entry.object["status"].get("containerStatuses", [])
    ]
    uid = pods.cluster.api.get(kinds.POD, "one", "default")["metadata"]["uid"]
    back_off = f"back-off 10s restarting failed container=main pod=one_default({uid})"
    assert list(dict.fromkeys(states)) == [
        ("ContainerCreating", None),
        ("RunContainerError", why, "StartError"),
        ("CrashLoopBackOff", back_off, "StartError"),
    ]
    assert f"Failed: Error: {why}" in _events(pods)
    assert not [text for text in _events(pods) if text.startswith("Started")]
    last = _state(pods)["lastState"]["terminated"]
    assert (last["exitCode"], last["startedAt"], last["message"]) == (128, "1970-01-01T00:00:00Z", why)


@pytest.mark.parametrize(
    ("image", "command", "why"),
    [
        ("busybox", ["sleep 3"], 'exec: "sleep 3": executable file not found in $PATH: unknown'),
        ("busybox", ["bash"], 'exec: "bash": executable file not found in $PATH: unknown'),
        ("nginx", ["/bin/foo"], 'exec: "/bin/foo": stat /bin/foo: no such file or directory: unknown'),
        ("nginx", ["export"], 'exec: "export": executable file not found in $PATH: unknown'),
        ("nginx", ["/etc/nginx/nginx.conf"], 'exec: "/etc/nginx/nginx.conf": permission denied: unknown'),
        ("nginx", ["/tmp"], 'exec: "/tmp": is a directory: unknown'),
    ],
)
def test_a_pod_that_is_not_restarted_fails(pods: Pods, image: str, command: list[str], why: str) -> None:
    pods.pod("one", image, command=command, spec=NEVER)
    ended = _state(pods)["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"], ended["message"]) == ("StartError", 128, TASK + why)
    assert pods.cluster.api.get(kinds.POD, "one", "default")["status"]["phase"] == "Failed"


@pytest.mark.parametrize(
    ("image", "command"),
    [
        ("nginx", ["bash", "-c", "exit 0"]),
        ("nginx", ["vim"]),
        ("busybox", ["/bin/crond"]),
        ("busybox", ["/bin/sh", "-c", "exit 0"]),
        ("example.com/app", ["/app"]),
    ],
)
def test_what_is_there_or_may_be_there_is_started(pods: Pods, image: str, command: list[str]) -> None:
    pods.pod("one", image, command=command, spec=NEVER)
    assert [text for text in _events(pods) if text.startswith("Started")]


@pytest.mark.parametrize(("mode", "phase"), [({}, "Failed"), ({"defaultMode": 0o755}, "Succeeded")])
def test_a_script_of_a_config_map_must_be_executable(pods: Pods, mode: Any, phase: str) -> None:
    pods.create(kinds.CONFIG_MAP, "scripts", **SCRIPT)
    volumes = [{"name": "scripts", "configMap": {"name": "scripts", **mode}}]
    mounts = [{"name": "scripts", "mountPath": "/scripts"}]
    pods.pod("one", volumes=volumes, command=["/scripts/run.sh"], volumeMounts=mounts, spec=NEVER)
    assert pods.cluster.api.get(kinds.POD, "one", "default")["status"]["phase"] == phase


def test_an_item_of_a_volume_may_have_a_mode_of_its_own(pods: Pods) -> None:
    pods.create(kinds.CONFIG_MAP, "scripts", **SCRIPT)
    items = [{"key": "run.sh", "path": "bin/run", "mode": 0o500}]
    volumes = [{"name": "scripts", "configMap": {"name": "scripts", "items": items}}]
    pods.pod("one", volumes=volumes, volumeMounts=[{"name": "scripts", "mountPath": "/s"}])
    assert pods.out("one", "ls -l /s/bin | grep run").startswith("-r-x------")


def test_a_probe_whose_program_is_missing_neither_succeeds_nor_fails(pods: Pods) -> None:
    probe = {"exec": {"command": ["nope"]}, "periodSeconds": 1, "failureThreshold": 1}
    pods.pod("one", "nginx", readinessProbe=probe, livenessProbe=probe)
    pods.cluster.advance(30)
    assert (_state(pods)["ready"], _state(pods)["restartCount"]) == (False, 0)
    (text,) = {text.partition("start exec")[0] for text in _events(pods) if text.startswith("Unhealthy: L")}
    assert text == (
        "Unhealthy: Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = "
        "failed to exec in container: failed to "
    )


def test_a_command_that_is_missing_is_not_executed(pods: Pods) -> None:
    pods.pod("one", "nginx")
    running = pods.containers.find(pods.cluster.api.get(kinds.POD, "one", "default"), "main")
    assert running is not None
    outcome = pods.containers.execute(running, ["nope"], b"", pods.cluster.advance)
    assert outcome.refusal.endswith(
        "OCI runtime exec failed: exec failed: unable to start container process: "
        'exec: "nope": executable file not found in $PATH: unknown'
    )


def test_an_init_container_whose_program_is_missing_holds_up_its_pod(pods: Pods) -> None:
    first = {"name": "first", "image": "busybox", "command": ["foo"]}
    pods.pod("one", spec={"initContainers": [first]})
    status = pods.cluster.api.get(kinds.POD, "one", "default")["status"]
    assert (status["phase"], status["containerStatuses"][0]["state"]["waiting"]["reason"]) == (
        "Pending",
        "PodInitializing",
    )
    assert not pod_status.has_condition({"status": status}, "Initialized")


@pytest.mark.parametrize("image", ["busybox", "nginx"])
def test_a_health_service_that_no_program_has_fails_its_probe(pods: Pods, image: str) -> None:
    probe = {"grpc": {"port": 80}, "periodSeconds": 1, "failureThreshold": 2}
    pods.pod("one", image, livenessProbe=probe)
    address = pods.cluster.api.get(kinds.POD, "one", "default")["status"]["podIP"]
    pods.cluster.advance(40)
    failed = f'failed: timeout: failed to connect service "{address}:80" within 1s: context deadline exceeded'
    assert f"Unhealthy: Liveness probe {failed}" in _events(pods)
    assert _state(pods)["restartCount"] > 0


def test_nobody_listens_in_a_container_that_only_sleeps(pods: Pods) -> None:
    pods.pod("one", readinessProbe={"httpGet": {"port": 8080}}, ports=[{"containerPort": 8080}])
    address = pods.cluster.api.get(kinds.POD, "one", "default")["status"]["podIP"]
    refused = f"dial tcp {address}:8080: connect: connection refused"
    assert f'Unhealthy: Readiness probe failed: Get "http://{address}:8080/": {refused}' in _events(pods)


def test_readiness_is_probed_until_the_end_of_a_pod(pods: Pods) -> None:
    probe = {"exec": {"command": ["test", "-f", "/tmp/ready"]}, "periodSeconds": 1, "failureThreshold": 1}
    hooks = {
        "postStart": {"exec": {"command": ["touch", "/tmp/ready"]}},
        "preStop": {"exec": {"command": ["sh", "-c", "rm /tmp/ready; sleep 10"]}},
    }
    pods.pod("one", "nginx", readinessProbe=probe, livenessProbe=probe, lifecycle=hooks)
    assert pod_status.is_ready(pods.cluster.api.get(kinds.POD, "one", "default"))
    pods.cluster.api.delete(kinds.POD, "one", "default")
    pods.cluster.advance(5)
    assert not pod_status.is_ready(pods.cluster.api.get(kinds.POD, "one", "default"))
    assert not [text for text in _events(pods) if "Liveness" in text], "nothing of it will be restarted"
