"""Containers that are not ready, or end again and again, though nothing in their pod's definition says so.

The fault stays with the pod's name: the pod that a StatefulSet makes in its place suffers from it, too.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim.faults.asked import Asked, key_text
from k8slab.sim.faults.fault import Fault, Parts
from k8slab.sim.node.ailments import Crash


class OfPod(Fault):
    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.pod = asked.pod()
        self.key = meta.key(self.pod)

    @property
    def target(self) -> dict[str, Any]:
        return {"pod": self.key[1], "namespace": self.key[0]}


class FailingReadiness(OfPod):
    kind = "failing-readiness"
    takes = ("pod", "namespace")

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts, asked)
        if not any(each.get("readinessProbe") for each in _every(self.pod)):
            raise asked.refusal(
                "a pod with a readinessProbe",
                f"pod {key_text(self.key)} without one",
                then="give its template one: a container without a readinessProbe is ready when it runs",
            )

    @property
    def words(self) -> str:
        return f"The readiness probes of pod {key_text(self.key)} fail."

    @property
    def place(self) -> str:
        return f"the readiness of pod {key_text(self.key)}"

    def begin(self) -> None:
        self._parts.containers.catch_up()
        self._parts.kubelets.ailments.unready.add(self.key)
        self._parts.kubelets.ailments_changed(self.key)

    def end(self) -> None:
        self._parts.kubelets.ailments.unready.discard(self.key)
        self._parts.kubelets.ailments_changed(self.key)


class CrashLoop(OfPod):
    kind = "crash-loop"
    takes = ("pod", "namespace", "container", "code", "after")

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts, asked)
        names = [str(each["name"]) for each in _every(self.pod)]
        self.container = asked.text("container", names[0])
        if self.container not in names:
            raise asked.refusal(
                f"a container of pod {key_text(self.key)}", repr(self.container), there=names, code=404
            )
        self.code = int(asked.number("code", 1.0, least=1.0))
        self.after = asked.number("after", 1.0)

    @property
    def target(self) -> dict[str, Any]:
        own = {"container": self.container, "code": self.code, "after": self.after}
        return super().target | own

    @property
    def words(self) -> str:
        who = f"Container {self.container} of pod {key_text(self.key)}"
        return f"{who} ends {self.after:g} seconds after each start, with exit code {self.code}."

    @property
    def place(self) -> str:
        return f"container {self.container} of pod {key_text(self.key)}"

    def begin(self) -> None:
        words = f"k8slab: the fault {self.kind} ends this process with exit code {self.code}"
        crash = Crash(self.after, self.code, words)
        self._parts.kubelets.ailments.crashing[self.key, self.container] = crash
        self._parts.kubelets.ailments_changed(self.key)

    def end(self) -> None:
        del self._parts.kubelets.ailments.crashing[self.key, self.container]
        self._parts.kubelets.ailments_changed(self.key)


def _every(pod: meta.Object) -> list[meta.Object]:
    """The regular containers first."""
    return [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]
