"""What happens to a pod on its node, write by write, in virtual time."""

from __future__ import annotations

from typing import Any

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.node import Catalogue, Image

SLOW = Image(pull_seconds=5.0, start_seconds=2.0, stop_seconds=4.0)
STUBBORN = Image(ignores_term=True)


def state(pod: dict[str, Any]) -> str:
    """The phase and what its first container does: its reason, or `running`, with its readiness."""
    statuses = pod["status"].get("containerStatuses")
    if not statuses:
        return str(pod["status"]["phase"])
    (kind, detail), *_ = statuses[0]["state"].items()
    ready = "ready" if statuses[0]["ready"] else "unready"
    return f"{pod['status']['phase']} {detail.get('reason', kind)} {ready}"


def test_1_a_pod_starts_step_by_step(build: Any) -> None:
    bench = build(["a"], Catalogue({"slow": SLOW}))
    bench.pod("p", "slow")
    bench.settle()
    assert bench.story(kinds.POD, "p", state) == [
        (0.0, "Pending"),
        (0.0, "Pending ContainerCreating unready"),
        (7.6, "Running running ready"),
    ]
    assert bench.events("p") == [
        "Scheduled: Successfully assigned default/p to a",
        'Pulling: Pulling image "slow"',
        'Pulled: Successfully pulled image "slow" in 5s (5s including waiting). Image size: 52428800 bytes.',
        "Created: Container created",
        "Started: Container started",
    ]


def test_1_the_sandbox_is_ready_before_the_containers(build: Any) -> None:
    bench = build(["a"], Catalogue({"slow": SLOW}))
    bench.pod("p", "slow")
    bench.settle()

    def shown(pod: dict[str, Any]) -> tuple[bool, bool, Any]:
        sandbox = pods.has_condition(pod, "PodReadyToStartContainers")
        return sandbox, pods.is_ready(pod), pod["status"].get("podIP")

    assert bench.story(kinds.POD, "p", shown) == [
        (0.0, (False, False, None)),
        (0.6, (True, False, None)),
        (7.6, (True, True, "10.244.0.2")),
    ]


def test_a_running_pod_shows_what_a_real_one_shows(bench: Any) -> None:
    mounts = [{"name": "scratch", "mountPath": "/scratch"}]
    resources = {"limits": {"memory": "200Mi"}, "requests": {"cpu": "10m", "memory": "50Mi"}}
    container = {"volumeMounts": mounts, "resources": resources}
    bench.pod("p", "nginx:1.24", container=container, volumes=[{"name": "scratch", "emptyDir": {}}])
    bench.settle()
    status = bench.get(kinds.POD, "p")["status"]
    (container_status,) = status.pop("containerStatuses")
    assert [each["type"] for each in status.pop("conditions")] == [
        "PodReadyToStartContainers",
        "Initialized",
        "Ready",
        "ContainersReady",
        "PodScheduled",
    ]
    assert status == {
        "observedGeneration": 1,
        "phase": "Running",
        "hostIP": "192.168.2.140",
        "hostIPs": [{"ip": "192.168.2.140"}],
        "podIP": "10.244.0.2",
        "podIPs": [{"ip": "10.244.0.2"}],
        "startTime": "2026-01-01T00:00:00Z",
        "qosClass": "Burstable",
        "allocatedResources": {"cpu": "10m", "memory": "50Mi"},
        "resources": resources,
    }
    assert container_status.pop("containerID").startswith("containerd://")
    token = container_status["volumeMounts"].pop()
    assert (token["readOnly"], token["recursiveReadOnly"]) == (True, "Disabled")
    assert container_status == {
        "name": "main",
        "state": {"running": {"startedAt": "2026-01-01T00:00:02Z"}},
        "lastState": {},
        "ready": True,
        "restartCount": 0,
        "image": "nginx:1.24",
        "imageID": "nginx:1.24",
        "started": True,
        "allocatedResources": {"cpu": "10m", "memory": "50Mi"},
        "resources": resources,
        "volumeMounts": mounts,
    }


def test_1_volumes_come_first(bench: Any) -> None:
    source = {"name": "settings", "configMap": {"name": "settings"}}
    bench.pod("p", volumes=[source])
    bench.settle()
    assert state(bench.get(kinds.POD, "p")) == "Pending ContainerCreating unready"
    missing = 'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found'
    assert bench.events("p")[1:] == [f"FailedMount: {missing}"]
    bench.create(kinds.CONFIG_MAP, {"metadata": {"name": "settings"}})
    bench.settle()
    assert state(bench.get(kinds.POD, "p")) == "Running running ready"


def test_1_init_containers_run_one_by_one_before_the_others(bench: Any) -> None:
    inits = [{"name": f"i{number}", "image": "busybox", "command": ["sleep", "3"]} for number in (1, 2)]
    bench.pod("p", initContainers=inits)
    bench.settle()

    def shown(pod: dict[str, Any]) -> list[str]:
        status = pod["status"]
        every = status.get("initContainerStatuses", []) + status.get("containerStatuses", [])
        return [detail.get("reason", kind) for each in every for kind, detail in each["state"].items()]

    assert [shown for _, shown in bench.story(kinds.POD, "p", shown)] == [
        [],
        ["PodInitializing", "PodInitializing", "PodInitializing"],
        ["running", "PodInitializing", "PodInitializing"],
        ["Completed", "PodInitializing", "PodInitializing"],
        ["Completed", "running", "PodInitializing"],
        ["Completed", "Completed", "PodInitializing"],
        ["Completed", "Completed", "running"],
    ]


def test_2_an_image_is_pulled_once_per_node(build: Any) -> None:
    bench = build(["a"])
    for name in ("p", "q"):
        bench.pod(name, "nginx:1.24")
        bench.settle()
    present = 'Container image "nginx:1.24" already present on machine and can be accessed by the pod'
    assert "Pulling" in bench.reasons("p")
    assert bench.events("q")[1:3] == [f"Pulled: {present}", "Created: Container created"]


def test_2_an_image_that_cannot_be_pulled_is_tried_ever_more_rarely(bench: Any) -> None:
    bench.pod("p", "nginx:broken")
    bench.settle()
    missing = (
        'rpc error: code = NotFound desc = failed to pull and unpack image "nginx:broken": '
        'failed to resolve reference "nginx:broken": nginx:broken: not found'
    )
    waiting = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["state"]["waiting"]
    assert waiting == {
        "reason": "ImagePullBackOff",
        "message": f'Back-off pulling image "nginx:broken": ErrImagePull: {missing}',
    }
    assert bench.events("p")[1:] == [
        'Pulling: Pulling image "nginx:broken"',
        f'Failed: Failed to pull image "nginx:broken": {missing}',
        "Failed: Error: ErrImagePull",
        'BackOff: Back-off pulling image "nginx:broken"',
        "Failed: Error: ImagePullBackOff",
    ]
    bench.mark()
    bench.cluster.advance(100)
    assert [time for time, text in bench.story(kinds.POD, "p", state) if "ErrImagePull" in text] == [
        11.6,
        32.1,
        72.6,
    ]


def test_2_with_policy_never_an_absent_image_is_not_pulled(bench: Any) -> None:
    bench.pod("p", container={"imagePullPolicy": "Never"})
    bench.settle()
    assert state(bench.get(kinds.POD, "p")) == "Pending ErrImageNeverPull unready"


def test_3_a_container_that_ends_is_restarted_with_a_growing_back_off(bench: Any) -> None:
    bench.pod(
        "p", "busybox", container={"command": ["sh", "-c", "exit 3"], "imagePullPolicy": "IfNotPresent"}
    )
    bench.settle()
    bench.cluster.advance(60)

    def shown(pod: dict[str, Any]) -> Any:
        statuses = pod["status"].get("containerStatuses", [])
        return [(*each["state"], each["restartCount"]) for each in statuses]

    turns = [(time, *shown[0]) for time, shown in bench.story(kinds.POD, "p", shown) if shown]
    assert [turn for turn in turns if turn[1] == "running"] == [
        (1.5, "running", 0),
        (2.6, "running", 1),
        (13.7, "running", 2),
        (34.8, "running", 3),
    ]
    status = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]
    assert status["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert status["state"]["waiting"]["message"].startswith(
        "back-off 40s restarting failed container=main pod=p_"
    )
    assert status["lastState"]["terminated"]["exitCode"] == 3
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"


def test_3_restart_policies_decide_what_becomes_of_a_pod(bench: Any) -> None:
    bench.pod("done", "busybox", restartPolicy="OnFailure", container={"command": ["sleep", "5"]})
    bench.pod("failed", "busybox", restartPolicy="Never", container={"command": ["false"]})
    bench.settle()
    assert state(bench.get(kinds.POD, "done")) == "Succeeded Completed unready"
    assert state(bench.get(kinds.POD, "failed")) == "Failed Error unready"
    assert not pods.has_condition(bench.get(kinds.POD, "done"), "PodReadyToStartContainers")


def test_4_a_deleted_pod_is_stopped_then_removed(build: Any) -> None:
    bench = build(["a"], Catalogue({"slow": SLOW}))
    bench.pod("p", "slow")
    bench.settle()
    bench.mark()
    bench.delete(kinds.POD, "p")
    bench.settle()

    def shown(pod: dict[str, Any]) -> Any:
        return (
            state(pod),
            pod["metadata"].get("deletionGracePeriodSeconds"),
            pod["status"]["observedGeneration"],
        )

    assert bench.story(kinds.POD, "p", shown) == [
        (7.6, ("Running running ready", 30, 1)),
        (7.6, ("Running running ready", 30, 2)),
        (11.6, ("Succeeded Completed unready", 30, 2)),
        (11.9, ("Succeeded Completed unready", 0, 2)),
        (11.9, "gone"),
    ]
    assert bench.events("p")[-1] == "Killing: Stopping container main"


def test_4_what_ignores_term_is_killed_after_the_grace_period(build: Any) -> None:
    bench = build(["a"], Catalogue({"stubborn": STUBBORN}))
    bench.pod("p", "stubborn", terminationGracePeriodSeconds=20)
    bench.settle()
    bench.mark()
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert bench.story(kinds.POD, "p", state) == [
        (1.8, "Running running ready"),
        (21.8, "Failed Error unready"),
        (22.1, "gone"),
    ]
    assert (21.8, 137) in bench.story(kinds.POD, "p", exit_code)


def exit_code(pod: dict[str, Any]) -> int | None:
    terminated = pod["status"]["containerStatuses"][0]["state"].get("terminated") or {}
    return terminated.get("exitCode")


def test_4_a_shorter_grace_period_ends_a_stop_sooner(build: Any) -> None:
    bench = build(["a"], Catalogue({"stubborn": STUBBORN}))
    bench.pod("p", "stubborn")
    bench.settle()
    bench.delete(kinds.POD, "p")
    bench.cluster.advance(5)
    bench.delete(kinds.POD, "p", gracePeriodSeconds=2)
    bench.settle()
    assert bench.cluster.clock.now == 9.1


def test_4_a_pod_whose_containers_never_ran_goes_at_once(bench: Any) -> None:
    bench.pod("p", "nginx:broken")
    bench.settle()
    bench.mark()
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert bench.story(kinds.POD, "p", state)[-1] == (2.4, "gone")


def test_4_a_pod_deleted_by_force_is_gone_before_its_containers_are_stopped(bench: Any) -> None:
    bench.pod("p")
    bench.settle()
    bench.delete(kinds.POD, "p", gracePeriodSeconds=0)
    assert bench.find(kinds.POD, "p") is None
    assert bench.events("p")[-1] == "Killing: Stopping container main"


def test_readiness_gates_hold_a_pod_back(bench: Any) -> None:
    bench.pod("p", readinessGates=[{"conditionType": "example.com/ready"}])
    bench.settle()
    ready = pods.condition(bench.get(kinds.POD, "p"), "Ready")
    assert ready is not None
    assert ready["reason"] == "ReadinessGatesNotReady"
    assert ready["message"] == (
        'corresponding condition of pod readiness gate "example.com/ready" does not exist.'
    )
    condition = {"type": "example.com/ready", "status": "True", "lastTransitionTime": None}
    bench.api.modify(
        kinds.POD,
        "p",
        "default",
        lambda pod: pod["status"]["conditions"].append(condition),
        subresource="status",
    )
    bench.settle()
    assert pods.is_ready(bench.get(kinds.POD, "p"))
    first = bench.get(kinds.POD, "p")["status"]["conditions"][0]
    assert first["type"] == "example.com/ready"


def test_a_pod_on_the_hosts_network_has_its_address(bench: Any) -> None:
    bench.pod("p", hostNetwork=True)
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["podIP"] == "192.168.2.140"


def runs(pod: dict[str, Any]) -> Any:
    """Per container, init containers first: what it does, its restarts, its image."""
    status = pod["status"]
    every = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
    return [(*each["state"], each["restartCount"], each["image"]) for each in every]


def set_image(bench: Any, image: str) -> None:
    bench.change(kinds.POD, "p", lambda pod: pod["spec"]["containers"][0].update(image=image))


def test_6_a_new_image_restarts_the_container_in_its_pod(bench: Any) -> None:
    bench.pod("p", "nginx:1.24")
    bench.settle()
    uid, address = bench.get(kinds.POD, "p")["metadata"]["uid"], bench.get(kinds.POD, "p")["status"]["podIP"]
    bench.mark()
    set_image(bench, "nginx:1.25")
    bench.settle()
    assert [shown for _, shown in bench.story(kinds.POD, "p", runs)] == [
        [("running", 0, "nginx:1.24")],
        [("terminated", 0, "nginx:1.24")],
        [("running", 1, "nginx:1.25")],
    ]
    after = bench.get(kinds.POD, "p")
    assert (after["metadata"]["uid"], after["status"]["podIP"]) == (uid, address)
    assert "Killing: Container main definition changed, will be restarted" in bench.events("p")


def test_6_a_new_image_ends_the_wait_for_one_that_cannot_be_pulled(bench: Any) -> None:
    bench.pod("p", "nginx:broken")
    bench.settle()
    set_image(bench, "nginx:1.25")
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"
    assert runs(bench.get(kinds.POD, "p")) == [("running", 0, "nginx:1.25")]


def test_8_sidecars_end_with_the_last_of_the_other_containers(bench: Any) -> None:
    sidecar = {"name": "helper", "image": "server", "restartPolicy": "Always"}
    bench.pod(
        "p",
        "busybox",
        restartPolicy="Never",
        initContainers=[sidecar],
        container={"command": ["sleep", "5"]},
    )
    bench.settle()
    assert [shown[-2:] for _, shown in bench.story(kinds.POD, "p", kept) if len(shown) == 3][-3:] == [
        ["running", "running"],
        ["running", "terminated"],
        ["terminated", "terminated"],
    ]
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Succeeded"
    assert bench.events("p")[-1] == "Killing: Stopping container helper"


def kept(pod: dict[str, Any]) -> list[str]:
    """The phase, then what each container does."""
    return [pod["status"]["phase"], *(each[0] for each in runs(pod))]


def test_8_a_pod_may_outlive_its_deadline_no_longer_than_its_containers_take_to_stop(bench: Any) -> None:
    bench.pod("p", activeDeadlineSeconds=10)
    bench.settle()
    status = bench.get(kinds.POD, "p")["status"]
    assert (status["phase"], status["reason"]) == ("Failed", "DeadlineExceeded")
    assert status["message"] == "Pod was active on the node longer than the specified deadline"
    assert bench.events("p")[-2:] == [
        "DeadlineExceeded: Pod was active on the node longer than the specified deadline",
        "Killing: Stopping container main",
    ]
    assert bench.story(kinds.POD, "p", lambda pod: pod["status"]["phase"])[-1] == (10.3, "Failed")


def test_3_a_container_that_fails_its_liveness_probe_is_restarted(bench: Any) -> None:
    probe = {"exec": {"command": ["check"]}, "periodSeconds": 10, "failureThreshold": 1}
    bench.pod("p", "k8slab/falls-ill", container={"livenessProbe": probe})
    bench.settle()
    bench.cluster.advance(60)
    assert bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["restartCount"] >= 1
    assert "Killing: Container main failed liveness probe, will be restarted" in bench.events("p")


def conditions(pod: dict[str, Any]) -> dict[str, tuple[str, str]]:
    found = pod["status"].get("conditions") or ()
    return {each["type"]: (each["status"], each.get("message", "")) for each in found}


def test_8_a_sidecar_that_is_not_ready_keeps_its_pod_from_being_ready(bench: Any) -> None:
    probe = {"tcpSocket": {"port": 80}}
    sidecar = {"name": "helper", "image": "k8slab/never-ready", "restartPolicy": "Always"}
    bench.pod("p", initContainers=[{**sidecar, "readinessProbe": probe}])
    bench.settle()
    found = conditions(bench.get(kinds.POD, "p"))
    assert found["Ready"] == ("False", "containers with unready status: [helper]")
    assert found["Initialized"] == ("True", "")
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"


def test_8_a_pod_stays_initialized_when_a_sidecar_crashes(bench: Any) -> None:
    script = ["sh", "-c", "sleep 5; exit 1"]
    sidecar = {"name": "helper", "image": "busybox", "command": script, "restartPolicy": "Always"}
    bench.pod("p", initContainers=[sidecar])
    bench.settle()
    bench.cluster.advance(30)
    story = bench.story(kinds.POD, "p", lambda pod: conditions(pod).get("Initialized", ("", ""))[0])
    assert [shown for _, shown in story] == ["", "False", "True"]
    assert bench.get(kinds.POD, "p")["status"]["initContainerStatuses"][0]["restartCount"] >= 1


def test_4_a_shell_as_first_process_ignores_term(bench: Any) -> None:
    bench.pod("p", "busybox", container={"command": ["sleep", "infinity"]})
    bench.settle()
    before = bench.cluster.clock.now
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert round(bench.cluster.clock.now - before, 3) == 30.3


def test_8_how_a_sidecar_ends_says_nothing_about_its_pod(bench: Any) -> None:
    sidecar = {"name": "helper", "image": "busybox", "command": ["sleep", "infinity"]}
    bench.pod(
        "p",
        "busybox",
        restartPolicy="Never",
        terminationGracePeriodSeconds=3,
        initContainers=[{**sidecar, "restartPolicy": "Always"}],
        container={"command": ["sleep", "5"]},
    )
    bench.settle()
    status = bench.get(kinds.POD, "p")["status"]
    assert status["initContainerStatuses"][0]["state"]["terminated"]["exitCode"] == 137
    assert status["phase"] == "Succeeded"


def test_8_sidecars_end_when_an_init_container_has_failed_for_good(bench: Any) -> None:
    side = {"name": "side", "image": "nginx", "restartPolicy": "Always"}
    failing = {"name": "i", "image": "busybox", "command": ["sh", "-c", "exit 7"]}
    bench.pod("p", restartPolicy="Never", initContainers=[side, failing])
    bench.settle()

    def shown(pod: dict[str, Any]) -> tuple[str, list[str]]:
        status = pod["status"]
        every = status.get("initContainerStatuses", [])
        return status["phase"], [
            detail.get("reason", kind) for each in every for kind, detail in each["state"].items()
        ]

    story = [found for _, found in bench.story(kinds.POD, "p", shown)]
    assert story[-2:] == [("Pending", ["running", "Error"]), ("Failed", ["Completed", "Error"])]
    assert bench.events("p")[-1] == "Killing: Stopping container side"
