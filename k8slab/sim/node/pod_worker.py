"""What a kubelet does for one pod, from its binding to its end.

1. Volumes first, then the pod's sandbox, then init containers one by one, then the containers.
2. An image is pulled unless the node has it; one that cannot be pulled is tried again ever more rarely.
3. A container that ends is restarted as restartPolicy says, with a growing back-off.
4. On deletion the containers get TERM, after the grace period KILL; then the pod object is deleted.
5. A pod that the node has no place for, or that does not want the node, fails a second later and is never
   tried. Of pods of one name that a controller makes again and again, only the first few are waited for.
6. A container whose image is changed is stopped and started anew; the pod stays.
7. After its machine had failed the kubelet goes on from what pods' statuses say: lost containers run again.
   If only the kubelet had stopped, containers that still run are left alone, unless their pod is gone.
8. Sidecars end with the last of the other containers. A pod that outlives activeDeadlineSeconds fails.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.node.admission import Rejection, rejection
from k8slab.sim.node.container import Container
from k8slab.sim.node.container_end import ContainerEnd
from k8slab.sim.node.container_start import ContainerStart
from k8slab.sim.node.crashes import Crashes
from k8slab.sim.node.definition_change import DefinitionChange
from k8slab.sim.node.kubelet import Kubelet
from k8slab.sim.node.pod_context import Tools, context
from k8slab.sim.node.pod_stop import PodStop
from k8slab.sim.node.probers import Probers
from k8slab.sim.node.volume_wait import VolumeWait

SANDBOX_SECONDS = 0.6
REJECTION_SECONDS = 1.0


class PodWorker:
    """Drives one pod on its node. Called by timers, and with each new version of the pod."""

    def __init__(self, tools: Tools, kubelet: Kubelet, pod: Object) -> None:
        self._context = context(tools, kubelet, pod)
        self._pod, self._kubelet, self._seen = pod, kubelet, self._context.seen
        self._report, self._timers = self._context.report, self._context.timers
        self._probers = Probers(self._context, self._ready_changed, self._restart)
        self._crashes = Crashes(self._context, self._crashed)
        self._start = ContainerStart(self._context, self._probers, self._crashes, lambda: self._end)
        self._end = ContainerEnd(self._context, self._probers, self._start)
        self._definition = DefinitionChange(self._context, self._start, self._end)
        self._stop = PodStop(self._context, self._probers)
        self._volumes = VolumeWait(self._context, self._mount_once_more)
        self._begun = self._admitted = self._is_refused = False
        self._recover()

    @property
    def uid(self) -> str:
        return meta.uid(self._pod)

    @property
    def node(self) -> str:
        return self._kubelet.name

    @property
    def waits_for_sources(self) -> bool:
        """True if volumes, or what containers' variables come from, are missing."""
        return not self._begun or self._start.lacks_sources

    def _recover(self) -> None:
        """Take over what the pod's status says of containers that have run (7)."""
        status = self._pod.get("status") or {}
        for containers, field in (
            (self._seen.containers, "containerStatuses"),
            ([each for each in self._seen.init_containers if each.is_sidecar], "initContainerStatuses"),
        ):
            old = {each["name"]: each for each in status.get(field) or ()}
            for container in containers:
                if container.name in old:
                    container.recover(old[container.name], ended=self._context.restart_policy != "Always")

    # The pod object's changes

    def sync(self, pod: Object) -> None:
        """Look at a new version of the pod."""
        if pods.is_terminal(pod):
            self._kubelet.release(self.uid)
        if meta.is_terminating(pod):
            self._kubelet.forget_refusal(self.uid)
            self._probers.stop_all_but_readiness()
            self._stop.follow(pod)
        elif pods.is_terminal(pod):
            self._begun = True
            self._finish()
        elif not self._begun:
            self._begin(pod)
        else:
            self._definition.compare(pod)
            self._start.look_for_sources()
            self._report.write()

    def gone(self) -> None:
        """The pod object was removed, by force or at the end of its stop."""
        if not self._stop.begun:
            self._stop.announce()
        self.abandon()

    def abandon(self) -> None:
        """The node is gone, and all that ran on it."""
        self._finish()
        self._kubelet.give_back(self._seen.pod_ip)

    def freeze(self) -> None:
        """The kubelet has stopped: nobody looks after the containers, which go on."""
        self._timers.forget()
        self._probers.stop_all()
        self._stop.interrupt()

    def thaw(self, pod: Object) -> None:
        """The kubelet is back, and takes over what runs (7)."""
        if self._begun and not pods.is_terminal(pod) and not meta.is_terminating(pod):
            self._watch_deadline(pod)
            self._go_on()
        self.sync(pod)

    def _go_on(self) -> None:
        if self._seen.sandbox:
            self._start.resume()
        else:
            self._timers.later(SANDBOX_SECONDS, self._sandbox_is_ready)

    def _finish(self) -> None:
        self._timers.forget()
        self._probers.stop_all()
        self._kubelet.forget_refusal(self.uid)
        self._kubelet.release(self.uid)

    # Starting (1, 5)

    def _begin(self, pod: Object) -> None:
        if not self._admitted and not self._admit(pod):
            return
        if self._volumes.is_over(pod):
            self._begun = True
            self._timers.later(SANDBOX_SECONDS, self._sandbox_is_ready)
        self._report.write()

    def _admit(self, pod: Object) -> bool:
        if self._rejection(pod) is not None:
            self._refuse(pod)
            return False
        self._admitted = True
        self._accept()
        self._kubelet.admit(pod)
        self._watch_deadline(pod)
        return True

    def _watch_deadline(self, pod: Object) -> None:
        if (deadline := pod["spec"].get("activeDeadlineSeconds")) is not None:
            left = self._seen.start_time + float(deadline) - self._context.now
            self._timers.later(max(0.0, left), self._stop.past_deadline)

    def _rejection(self, pod: Object) -> Rejection | None:
        node = self._context.tools.api.find(kinds.NODE, self.node)
        return rejection(pod, node, self._kubelet) if node is not None else None

    def _refuse(self, pod: Object) -> None:
        if not self._is_refused:
            self._is_refused = True
            self._kubelet.refuse(pod, lambda: self._begin(pod))
            idle = self._kubelet.is_used_to(pod)
            self._timers.later(REJECTION_SECONDS, lambda: self._reject(pod), idle=idle, of="refusal")

    def _accept(self) -> None:
        """A place has become free in time."""
        if self._is_refused:
            self._is_refused = False
            self._timers.forget_of("refusal")
            self._kubelet.forget_refusal(self.uid)

    def _reject(self, pod: Object) -> None:
        found = self._rejection(pod)
        if found is None:
            self._begin(pod)
            return
        self._begun = True
        self._kubelet.forget_refusal(self.uid)
        self._report.event(None, "Warning", found.reason, found.message)
        self._report.reject(found)

    def _mount_once_more(self) -> None:
        if not self._begun:
            self._begin(self._pod)

    def _sandbox_is_ready(self) -> None:
        seen, on_host = self._seen, self._pod["spec"].get("hostNetwork")
        seen.sandbox = True
        seen.pod_ip = seen.host_ip if on_host else self._kubelet.take_address()
        self._start.begin()
        self._report.write()

    # What happens inside the containers

    def look_again(self) -> None:
        """A probe, or an unmount, may go another way than the last one did."""
        self._probers.look_again()
        self._stop.look_again()

    def registry_changed(self) -> None:
        """Pulls go another way than before."""
        self._start.registry_changed()

    def image_came(self) -> None:
        """The node has got an image without a pull."""
        self._start.image_came()

    def ailments_changed(self) -> None:
        """A probe, or a run, may end another way."""
        self._probers.look_again()
        self._crashes.look_again()

    def process_ended(self, identity: str, code: int) -> None:
        """A container's first process has come to its end: so has the container."""
        for each in self._seen.every:
            if each.identity == identity and each.is_running and not self._stop.begun:
                self._end.ended(each, code)

    def kill(self, name: str, code: int) -> None:
        """The container's first process ends by a signal."""
        for each in self._seen.containers:
            if each.name == name and each.is_running and not each.image.ignores_term:
                self._timers.later(each.image.stop_seconds, lambda each=each: self._end.ended(each, code))  # type: ignore[misc]

    # What the parts tell each other

    def _crashed(self, container: Container, code: int) -> None:
        self._end.ended(container, code)

    def _ready_changed(self, container: Container) -> None:
        if self._stop.begun:
            self._report.write()
            return
        self._start.ready_changed(container)

    def _restart(self, container: Container) -> None:
        """A probe has found that the container must go."""
        self._end.kill(container, self._end.killed)
