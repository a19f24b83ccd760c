"""What the parts of one pod's worker share.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.containers import Containers
from k8slab.sim.node import hooks
from k8slab.sim.node.ailments import Ailments
from k8slab.sim.node.container import Container
from k8slab.sim.node.hooks import Hook
from k8slab.sim.node.images import Catalogue, Image
from k8slab.sim.node.kubelet import Kubelet
from k8slab.sim.node.mounts import Mounts
from k8slab.sim.node.pod_report import PodReport
from k8slab.sim.node.pod_status import Observed
from k8slab.sim.node.registry import Registry
from k8slab.sim.node.timers import Timers
from k8slab.sim.recorder import Recorder


class Tools(NamedTuple):
    """What all workers of a cluster share."""

    api: Api
    clock: Clock
    recorder: Recorder
    catalogue: Catalogue
    registry: Registry
    ailments: Ailments
    mounts: Mounts
    containers: Containers


@dataclass(frozen=True)
class PodContext:
    """One pod on its node, as the kubelet first saw it, and what is known of it since."""

    tools: Tools
    kubelet: Kubelet
    pod: Object
    seen: Observed
    report: PodReport
    timers: Timers

    @property
    def now(self) -> float:
        return self.tools.clock.now

    @property
    def uid(self) -> str:
        return meta.uid(self.pod)

    @property
    def restart_policy(self) -> str:
        return str(self.pod["spec"].get("restartPolicy", "Always"))

    @property
    def grace(self) -> float:
        return float(self.pod["spec"].get("terminationGracePeriodSeconds", 30))

    def terminate(self, container: Container, exit_code: int) -> None:
        """A run is over; what it has said last is kept."""
        container.terminate(
            self.now, exit_code, self.tools.containers.last_words(container.identity, exit_code)
        )

    def hook(self, container: Container, name: str) -> Hook:
        """Run the container's postStart or preStop hook."""
        identity = container.identity if name == "preStop" else container.next_identity(self.uid)
        handler = (container.spec.get("lifecycle") or {}).get(name)
        ran = None
        if handler and container.image.has_process:
            ran = self.tools.containers.hook(identity, handler, self.seen.pod_ip)
        if ran is None:
            return hooks.hook(container.spec, name)
        seconds, why = ran
        pod = f"{meta.name(self.pod)}_{meta.namespace(self.pod)}({self.uid})"
        message = why and why.format(where=f'for Container "{container.name}" in Pod "{pod}"')
        return Hook(seconds, not why, message)

    def pre_stop(self, container: Container) -> None:
        """Run its hook before it is told to stop."""
        container.pre_stop = self.hook(container, "preStop")
        if not container.pre_stop.succeeds:
            self.report.event(container, "Warning", "FailedPreStopHook", "PreStopHook failed")

    def behaviour(self, spec: Object, *, init: bool = False) -> Image:
        """What a container does; an init container that is no sidecar ends by itself."""
        return _behaviour(self.tools, spec, init=init)


def context(tools: Tools, kubelet: Kubelet, pod: Object) -> PodContext:
    """For a pod whose containers have not been looked at yet."""
    spec = pod["spec"]
    waits = "PodInitializing" if spec.get("initContainers") else "ContainerCreating"
    inits = [
        Container(each, _behaviour(tools, each, init=True), init=True, waits=waits)
        for each in spec.get("initContainers") or ()
    ]
    containers = [Container(each, _behaviour(tools, each), waits=waits) for each in spec["containers"]]
    seen = Observed(kubelet.host_ip, tools.clock.now, containers, inits)
    report = PodReport(tools.api, tools.recorder, kubelet.name, pod, seen)
    return PodContext(tools, kubelet, pod, seen, report, Timers(tools.clock))


def _behaviour(tools: Tools, spec: Object, *, init: bool = False) -> Image:
    image = tools.catalogue.behaviour(spec)
    return image.once() if init and spec.get("restartPolicy") != "Always" else image
