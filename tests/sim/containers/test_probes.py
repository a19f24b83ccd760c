"""Probes look into containers, and look again when something has changed there."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.objects import pods as pod_status
from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

FILE_THERE = {"exec": {"command": ["test", "-f", "/tmp/ready"]}, "periodSeconds": 1}


def _is_ready(pods: Pods, name: str) -> bool:
    return pod_status.is_ready(pods.cluster.api.get(kinds.POD, name, "default"))


def _status(pods: Pods, name: str) -> Any:
    return pods.cluster.api.get(kinds.POD, name, "default")["status"]["containerStatuses"][0]


def test_a_file_makes_a_pod_ready_and_not_ready_again(pods: Pods) -> None:
    pods.pod("one", readinessProbe=FILE_THERE)
    assert not _is_ready(pods, "one")
    pods.out("one", "touch /tmp/ready")
    pods.cluster.settle()
    assert _is_ready(pods, "one")
    pods.out("one", "rm /tmp/ready")
    pods.cluster.settle()
    assert not _is_ready(pods, "one")


def test_a_page_that_is_moved_away_fails_the_http_probe(pods: Pods) -> None:
    probe = {"httpGet": {"path": "/index.html", "port": 80}, "periodSeconds": 1, "failureThreshold": 1}
    pods.pod("web", "registry.k8s.io/e2e-test-images/httpd:2.4.38-4", readinessProbe=probe)
    assert _is_ready(pods, "web")
    pods.run("web", "mv -v /usr/local/apache2/htdocs/index.html /tmp/ || true")
    pods.cluster.settle()
    assert not _is_ready(pods, "web")
    messages = [each["message"] for each in pods.cluster.api.list(kinds.EVENT, "default")]
    assert "Readiness probe failed: HTTP probe failed with statuscode: 404" in messages
    pods.run("web", "mv -v /tmp/index.html /usr/local/apache2/htdocs/ || true")
    pods.cluster.settle()
    assert _is_ready(pods, "web")


def test_a_first_process_that_removes_its_sign_of_life_is_restarted(pods: Pods) -> None:
    script = "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"
    probe = {"exec": {"command": ["cat", "/tmp/healthy"]}, "initialDelaySeconds": 5, "periodSeconds": 5}
    body = {"name": "main", "image": "busybox", "command": ["sh", "-c", script], "livenessProbe": probe}
    pods.cluster.api.create(
        kinds.POD, {"metadata": {"name": "one"}, "spec": {"containers": [body]}}, "default"
    )
    pods.cluster.advance(40)
    assert _status(pods, "one")["restartCount"] == 0
    pods.cluster.advance(40)
    assert _status(pods, "one")["restartCount"] == 1
    assert _status(pods, "one")["lastState"]["terminated"]["exitCode"] == 137, "sh as process 1 ignores TERM"


def test_a_container_whose_first_process_is_killed_starts_anew(pods: Pods) -> None:
    pods.pod("web", "nginx")
    pods.out("web", "touch /tmp/x; kill 1")
    pods.cluster.advance(60)
    assert _status(pods, "web")["restartCount"] == 1
    assert pods.out("web", "ls /tmp") == ""


def _events(pods: Pods, reason: str) -> list[str]:
    found = [each for each in pods.cluster.api.list(kinds.EVENT, "default") if each["reason"] == reason]
    return [each["message"] for each in found]


def test_a_liveness_command_that_fails_restarts_its_container(pods: Pods) -> None:
    probe = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 2}
    pods.pod("one", "nginx", livenessProbe=probe)
    pods.cluster.advance(20)
    assert _status(pods, "one")["restartCount"] >= 1
    assert _events(pods, "Killing")[0] == "Container main failed liveness probe, will be restarted"


def test_with_policy_never_a_probe_only_kills(pods: Pods) -> None:
    probe = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
    pods.pod("one", "nginx", livenessProbe=probe, spec={"restartPolicy": "Never"})
    assert _events(pods, "Killing") == ["Container main failed liveness probe"]
    assert pods.cluster.api.get(kinds.POD, "one", "default")["status"]["phase"] == "Succeeded"


def test_on_failure_a_container_killed_by_a_probe_is_restarted_though_it_ends_well(pods: Pods) -> None:
    probe = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
    pods.pod("one", "nginx", livenessProbe=probe, spec={"restartPolicy": "OnFailure"})
    pods.cluster.advance(20)
    assert _status(pods, "one")["restartCount"] >= 1


def test_a_probe_command_that_takes_too_long_fails(pods: Pods) -> None:
    pods.pod("one", "nginx", readinessProbe={"exec": {"command": ["sleep", "5"]}, "timeoutSeconds": 2})
    pods.cluster.advance(1)
    expected = 'Readiness probe failed: command timed out: "sleep 5" timed out after 2s'
    assert expected in _events(pods, "Unhealthy")


def test_a_probe_command_takes_its_time_but_no_longer_than_it_may(pods: Pods) -> None:
    pods.pod("one", "nginx", readinessProbe={"exec": {"command": ["sleep", "0.7"]}, "periodSeconds": 1})
    pods.pod("two", "nginx", livenessProbe={"exec": {"command": ["sleep", "9"]}, "timeoutSeconds": 2})

    def when(name: str, happened: Any) -> float:
        entries = [e for e in pods.cluster.store.log if e.kind is kinds.POD and meta.name(e.object) == name]
        running = next(e.time for e in entries if e.object["status"]["phase"] == "Running")
        return round(next(e.time for e in entries if happened(e.object)) - running, 3)

    assert when("one", pod_status.is_ready) == 0.7
    pods.cluster.advance(60)
    restarted = when("two", lambda pod: "terminated" in str(pod["status"].get("containerStatuses")))
    assert restarted == 22.3, "three failures, ten seconds apart, then the container stops"
