"""One container of a pod: what it should be, and how its status says it is.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from k8slab.objects import meta
from k8slab.translation import say
from k8slab.why.evidence import Object
from k8slab.why.link import Proof, within

LISTS = (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses"))


class Part(NamedTuple):
    """One container: what it should be, and how it is."""

    spec: Mapping[str, Any]
    status: Mapping[str, Any]
    is_init: bool

    @property
    def name(self) -> str:
        return str(self.spec["name"])

    @property
    def title(self) -> str:
        return f"{say('init container') if self.is_init else say('container')} {self.name}"

    @property
    def has_to_end(self) -> bool:
        """True for an init container that is no sidecar: the pod goes on when it has ended well."""
        return self.is_init and self.spec.get("restartPolicy") != "Always"

    def state(self, name: str) -> Mapping[str, Any] | None:
        """The state of that name ("waiting"), if it is the present one."""
        return (self.status.get("state") or {}).get(name)

    @property
    def last_end(self) -> Mapping[str, Any] | None:
        """How the run before ended."""
        return (self.status.get("lastState") or {}).get("terminated")

    @property
    def waits_for(self) -> str:
        return str((self.state("waiting") or {}).get("reason", ""))

    @property
    def restarts(self) -> int:
        return int(self.status.get("restartCount", 0))


def parts(pod: Object) -> list[Part]:
    """The pod's containers, init containers first."""
    status = pod.get("status") or {}
    found = []
    for field, statuses in LISTS:
        by_name = {each["name"]: each for each in status.get(statuses) or ()}
        found += [
            Part(spec, by_name.get(spec["name"], {}), field == "initContainers")
            for spec in pod["spec"].get(field) or ()
        ]
    return found


def end_text(end: Mapping[str, Any]) -> str:
    """How a container ended: "exit code 137 (OOMKilled)"."""
    reason = end.get("reason", "")
    why = f" ({reason})" if reason and reason not in ("Error", "Completed") else ""
    return say("exit code {code}{why}", code=end.get("exitCode", "?"), why=why)


def end_proof(part: Part, field: str, end: Mapping[str, Any]) -> Proof | None:
    """What the status says about an end; None if it says nothing."""
    if not end:
        return None
    message = f', "{end["message"].strip()}"' if end.get("message") else ""
    value = say(
        "exitCode {code}, reason {reason}{message}",
        code=end.get("exitCode", "?"),
        reason=end.get("reason", "?"),
        message=message,
    )
    return Proof(f"{status_path(part)}.{field}", value)


def status_path(part: Part) -> str:
    return f"status.{'initContainerStatuses' if part.is_init else 'containerStatuses'}[{part.name}]"


def state_proof(part: Part, state: Mapping[str, Any]) -> Proof | None:
    if not part.status:
        return None
    name = next(iter(part.status.get("state") or {"waiting": {}}))
    told = [f"{key} {state[key]}" for key in ("reason", "message") if state.get(key)]
    return Proof(f"{status_path(part)}.state", ", ".join([name, *told]))


def probe_text(probe: Mapping[str, Any]) -> str:
    """What a probe does, and how often."""
    how: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "exec": lambda action: say("runs {command}", command=" ".join(action.get("command") or ())),
        "httpGet": lambda action: say(
            "asks for http {path} at port {port}", path=action.get("path", "/"), port=action.get("port")
        ),
        "tcpSocket": lambda action: say("connects to port {port}", port=action.get("port")),
        "grpc": lambda action: say("asks grpc at port {port}", port=action.get("port")),
    }
    acts = [tell(probe[name]) for name, tell in how.items() if name in probe]
    return say("{acts} every {seconds}s", acts=", ".join(acts), seconds=probe.get("periodSeconds", 10))


def logs(pod: Object, part: Part | None = None, *, previous: bool = False) -> str:
    """The command that shows what a container said."""
    named = ["-c", part.name] if part is not None and len(parts(pod)) > 1 else []
    before = ["--previous"] if previous else []
    return " ".join(["kubectl logs", meta.name(pod), *within(meta.namespace(pod)), *named, *before])
