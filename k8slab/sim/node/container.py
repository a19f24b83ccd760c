"""One container of a pod: its state, and how the pod's status shows it.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim.node import hooks
from k8slab.sim.node.images import Image, with_tag

LOST = {
    "exitCode": 137,
    "reason": "ContainerStatusUnknown",
    "message": "The container could not be located when the pod was deleted.  "
    "The container used to be Running",
    "startedAt": None,
    "finishedAt": None,
}
"""How a run ended that nobody saw the end of."""
NEVER = "1970-01-01T00:00:00Z"
STABLE_SECONDS = 600.0
"""A run this long makes a container's crashes before it forgotten."""


class Container:
    """A mutable record; the pod's worker drives it."""

    def __init__(
        self, spec: Object, image: Image, *, init: bool = False, waits: str = "ContainerCreating"
    ) -> None:
        self.spec = spec
        self.image = image
        self.wanted_image = spec["image"]
        self.init = init
        self.state: Object = {"waiting": {"reason": waits}}
        self.last: Object = {}
        self.restarts = 0
        self.identity = ""
        self.started_at = 0.0
        self.started = False
        self.ready = False
        self.pull_failures = 0
        self.pull_began: float | None = None
        self.crashes = 0
        self.is_cured = False
        self.begins_anew = False
        self.pre_stop: hooks.Hook | None = None
        self._run = 0, str(spec["image"])

    @property
    def name(self) -> str:
        return str(self.spec["name"])

    @property
    def field_path(self) -> str:
        """How events point at the container."""
        return f"spec.{'initContainers' if self.init else 'containers'}{{{self.name}}}"

    @property
    def is_sidecar(self) -> bool:
        return self.init and self.spec.get("restartPolicy") == "Always"

    @property
    def is_running(self) -> bool:
        return "running" in self.state

    @property
    def is_terminated(self) -> bool:
        return "terminated" in self.state

    @property
    def waits_because(self) -> str:
        """The reason of one that waits."""
        return str((self.state.get("waiting") or {}).get("reason", ""))

    @property
    def exit_code(self) -> int:
        """Of a terminated container."""
        return int(self.state["terminated"]["exitCode"])

    def wait(self, reason: str, message: str = "") -> None:
        self.state = {"waiting": {"reason": reason} | ({"message": message} if message else {})}

    def replace(self, spec: Object, image: Image) -> None:
        """Its definition was changed: the next run is of the new one."""
        self.spec = spec
        self.image = image
        self.pull_failures = self.crashes = 0

    def recover(self, old: Object, *, ended: bool) -> None:
        """Go on from what the pod's status says, after the node's machine had failed.

        ``ended``: a run that is over stays so. A run that nobody saw the end of counts as killed.
        """
        self.restarts, self.last, state = old["restartCount"], old.get("lastState") or {}, old["state"]
        if "terminated" in state and ended:
            self.state, self.identity = state, old.get("containerID", "")
            self._run = self.restarts, str(old["image"])
            self.ready = bool(old["ready"])
        elif "waiting" not in state:
            self.last = {"terminated": dict(LOST)} if "running" in state else state
            self.restarts += 1

    def stops_in(self, grace: float) -> tuple[float, int]:
        """(seconds, exit code) from the decision to stop it to its end, the preStop hook included."""
        hook = self.pre_stop or hooks.hook(self.spec, "preStop")
        if not hook.seconds:
            return self.image.stops_in(grace)
        passed = min(hook.seconds, grace)
        took, code = self.image.stops_in(max(grace - passed, min(grace, hooks.LEAST_AFTER_HOOK)))
        return passed + took, code

    def next_identity(self, pod_uid: str) -> str:
        """Of the run that begins now."""
        text = f"{pod_uid}/{self.name}/{self.restarts}"
        return "containerd://" + sha256(text.encode()).hexdigest()

    def run(self, now: float, pod_uid: str) -> None:
        """Started: ready too, unless a probe has a say in it."""
        self.identity = self.next_identity(pod_uid)
        self.started_at, self.pre_stop, self.begins_anew, self.is_cured = now, None, False, False
        self._run = self.restarts, str(self.spec["image"])
        self.state = {"running": {"startedAt": rfc3339(now)}}
        self.started = not self.spec.get("startupProbe")
        lasts = self.is_sidecar or not self.init
        self.ready = lasts and self.started and not self.spec.get("readinessProbe")

    def terminate(self, now: float, exit_code: int, message: str = "") -> None:
        self.crashes = 0 if now - self.started_at >= STABLE_SECONDS else self.crashes
        terminated: dict[str, Any] = {
            "exitCode": exit_code,
            "reason": "Error" if exit_code else "Completed",
            "startedAt": rfc3339(self.started_at),
            "finishedAt": rfc3339(now),
            "containerID": self.identity,
        } | ({"message": message} if message else {})
        self.state = {"terminated": terminated}
        self.started = self.ready = False
        if self.init and exit_code == 0:
            self.ready = True

    def refuse(self, now: float, pod_uid: str, why: str) -> None:
        """The runtime has made the container, but cannot start its program."""
        self.identity = self.next_identity(pod_uid)
        self.begins_anew, self._run = False, (self.restarts, str(self.spec["image"]))
        ended = {"exitCode": 128, "reason": "StartError", "message": why, "startedAt": NEVER}
        self.state = {"terminated": ended | {"finishedAt": rfc3339(now), "containerID": self.identity}}
        self.started = self.ready = False

    def fail(self, reason: str, message: str) -> None:
        """Its start has failed and will be tried again: it waits, and its end is the last one."""
        self.remember_end()
        self.wait(reason, message)

    def remember_end(self) -> None:
        """The end of the last run stays visible as lastState."""
        if self.is_terminated:
            self.last = self.state

    def restart(self) -> None:
        self.remember_end()
        self.restarts += 1
        self.crashes += 1

    def status(self) -> Object:
        """The entry of containerStatuses; of a run that is over it tells until the next one begins."""
        restarts, image = self._run if self.is_terminated else (self.restarts, self.spec["image"])
        if self.identity:
            image = with_tag(image)
        status: Object = {
            "name": self.name,
            "state": self.state,
            "lastState": self.last,
            "ready": self.ready,
            "restartCount": restarts,
            "image": image,
            "imageID": image if self.identity else "",
        }
        if self.identity:
            status["containerID"] = self.identity
        status["started"] = self.started
        if self.identity:
            status |= self._resources()
        mounts = [_mount(mount) for mount in self.spec.get("volumeMounts") or ()]
        return status | ({"volumeMounts": mounts} if mounts else {})

    def _resources(self) -> Object:
        resources = self.spec.get("resources") or {}
        shown = {field: resources[field] for field in ("limits", "requests") if resources.get(field)}
        allocated = {"allocatedResources": resources["requests"]} if resources.get("requests") else {}
        return allocated | {"resources": shown}


def _mount(mount: Object) -> Object:
    shown = {"name": mount["name"], "mountPath": mount["mountPath"]}
    if mount.get("readOnly"):
        shown |= {"readOnly": True, "recursiveReadOnly": "Disabled"}
    return shown
