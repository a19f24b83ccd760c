"""What a kubelet does for one pod, from its binding to its end.

1. Volumes first, then the pod's sandbox, then init containers one by one, then the containers.
2. An image is pulled unless the node has it; one that cannot be pulled is tried again ever more rarely.
3. A container that ends is restarted as restartPolicy says, with a growing back-off.
4. On deletion the containers get TERM, after the grace period KILL; then the pod object is deleted.
5. A pod that the node has no place for, or that does not want the node, fails and is never tried.
6. A container whose image is changed is stopped and started anew; the pod stays.
7. After its machine had failed the kubelet goes on from what pods' statuses say: lost containers run again.
8. Sidecars end with the last of the other containers. A pod that outlives activeDeadlineSeconds fails.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.node import hooks
from k8slab.sim.node.admission import rejection
from k8slab.sim.node.container import Container
from k8slab.sim.node.images import Catalogue, Image
from k8slab.sim.node.kubelet import Kubelet
from k8slab.sim.node.mounts import Mounts
from k8slab.sim.node.pod_report import PodReport
from k8slab.sim.node.pod_status import Observed
from k8slab.sim.node.pod_stop import PodStop
from k8slab.sim.node.prober import Prober
from k8slab.sim.node.pulls import Pulls
from k8slab.sim.node.timers import Timers
from k8slab.sim.recorder import Recorder

SANDBOX_SECONDS = 0.6
SYNC_SECONDS = 1.0
FIRST_BACKOFF = 10.0
LONGEST_BACKOFF = 300.0
FIRST_MOUNT_BACKOFF = 0.5
LONGEST_MOUNT_BACKOFF = 122.0
BACK_OFFS = ("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "CrashLoopBackOff")


class Tools(NamedTuple):
    """What all workers of a cluster share."""

    api: Api
    clock: Clock
    recorder: Recorder
    catalogue: Catalogue
    mounts: Mounts
    probe: Callable[[Object, str, Object], str | None]
    """what is wrong with a pod's container, by a probe; None if nothing is"""


class PodWorker:
    """Drives one pod on its node. Called by timers, and with each new version of the pod."""

    def __init__(self, tools: Tools, kubelet: Kubelet, pod: Object) -> None:
        self._api, self._clock, recorder, catalogue, self._mounts, self._ask = tools
        self._kubelet = kubelet
        self._catalogue = catalogue
        self._pod = pod
        spec = pod["spec"]
        inits = [
            Container(each, catalogue.behaviour(each, once=each.get("restartPolicy") != "Always"), init=True)
            for each in spec.get("initContainers") or ()
        ]
        containers = [Container(each, catalogue.behaviour(each)) for each in spec["containers"]]
        self._seen = Observed(kubelet.host_ip, self._clock.now, containers, inits)
        self._report = PodReport(self._api, recorder, kubelet.name, pod, self._seen)
        self._event, self._write = self._report.event, self._report.write
        self._pulls = Pulls(kubelet, catalogue, self._event)
        self._timers = Timers(self._clock)
        self._later = self._timers.later
        self._probers: dict[str, Prober] = {}
        self._waiting: list[Container] = []
        self._complaints: list[str] = []
        self._mount_failures, self._mount_again = 0, 0.0
        self._begun = self._admitted = False
        self._recover()
        grace = float(spec.get("terminationGracePeriodSeconds", 30))
        self._stop = PodStop(tools.api, self._timers, self._report, self._seen, grace)

    @property
    def uid(self) -> str:
        return meta.uid(self._pod)

    @property
    def node(self) -> str:
        return self._kubelet.name

    @property
    def waits_for_volumes(self) -> bool:
        return not self._begun

    def _recover(self) -> None:
        """Take over what the pod's status says of containers that have run (7)."""
        policy, status = self._pod["spec"].get("restartPolicy", "Always"), self._pod.get("status") or {}
        for containers, field in (
            (self._seen.containers, "containerStatuses"),
            ([each for each in self._seen.init_containers if each.is_sidecar], "initContainerStatuses"),
        ):
            old = {each["name"]: each for each in status.get(field) or ()}
            for container in containers:
                if container.name in old:
                    container.recover(old[container.name], ended=policy != "Always")

    def _forget_timers(self) -> None:
        self._timers.forget()
        self._stop_probers()

    def _stop_probers(self) -> None:
        for prober in self._probers.values():
            prober.stop()
        self._probers.clear()

    # The pod object's changes

    def sync(self, pod: Object) -> None:
        """Look at a new version of the pod."""
        if pods.is_terminal(pod):
            self._kubelet.release(self.uid)
        if meta.is_terminating(pod):
            self._stop_probers()
            self._stop.follow(pod)
        elif pods.is_terminal(pod):
            self._begun = True
            self._end()
        elif not self._begun:
            self._begin(pod)
        else:
            self._compare(pod)
            self._write()

    def gone(self) -> None:
        """The pod object was removed, by force or at the end of its stop."""
        if not self._stop.begun:
            self._stop.announce()
        self._end()
        self._kubelet.give_back(self._seen.pod_ip)

    def abandon(self) -> None:
        """The node is gone, and all that ran on it."""
        self._end()
        self._kubelet.give_back(self._seen.pod_ip)

    def _end(self) -> None:
        self._forget_timers()
        self._kubelet.release(self.uid)

    # Starting (1, 5)

    def _begin(self, pod: Object) -> None:
        if not self._admitted and not self._admit(pod):
            return
        complaints = self._mounts.obstacles(pod)
        if complaints:
            self._complain(complaints)
        else:
            self._begun = True
            self._later(SANDBOX_SECONDS, self._sandbox_is_ready)
        if self._seen.init_containers:
            for each in self._seen.containers:
                each.wait("PodInitializing")
        for each in self._seen.init_containers[1:]:
            each.wait("PodInitializing")
        self._write()

    def _admit(self, pod: Object) -> bool:
        node = self._api.find(kinds.NODE, self.node)
        found = rejection(pod, node, self._kubelet) if node is not None else None
        if found is not None:
            self._begun = True
            self._event(None, "Warning", found.reason, found.message)
            self._report.reject(found)
            return False
        self._admitted = True
        self._kubelet.admit(pod)
        if (deadline := pod["spec"].get("activeDeadlineSeconds")) is not None:
            self._later(float(deadline), self._stop.past_deadline)
        return True

    def _complain(self, complaints: list[str]) -> None:
        """Say why volumes cannot be mounted, and try again ever more rarely."""
        if complaints == self._complaints and self._clock.now < self._mount_again:
            return
        for message in complaints:
            self._event(None, "Warning", "FailedMount", message)
        self._complaints = complaints
        self._mount_failures += 1
        delay = min(FIRST_MOUNT_BACKOFF * 2.0 ** (self._mount_failures - 1), LONGEST_MOUNT_BACKOFF)
        self._mount_again = self._clock.now + delay
        self._later(delay, self._mount_once_more, idle=True)

    def _mount_once_more(self) -> None:
        if not self._begun:
            self._begin(self._pod)

    def _sandbox_is_ready(self) -> None:
        seen, spec = self._seen, self._pod["spec"]
        seen.sandbox = True
        seen.pod_ip = seen.host_ip if spec.get("hostNetwork") else self._kubelet.take_address()
        self._waiting = seen.init_containers[:1] or [each for each in seen.containers if not each.identity]
        self._start_next()
        self._write()

    def _start_next(self) -> None:
        """Start the first of the waiting containers; when none waits, say how things are."""
        if self._waiting:
            self._pull(self._waiting[0])
        else:
            self._write()

    # Images (2)

    def _pull(self, container: Container) -> None:
        delay = self._pulls.begin(container)
        if delay is None:
            self._refused(container)
        elif delay == 0:
            self._create(container)
        else:
            self._later(delay, lambda: self._pulled(container), of=container)

    def _pulled(self, container: Container) -> None:
        if self._pulls.end(container):
            self._create(container)
        else:
            self._refused(container)

    def _refused(self, container: Container) -> None:
        """No image: go on with the other containers, and come back to this one."""
        self._write()
        self._later(SYNC_SECONDS, lambda: self._back_off_pull(container), of=container)
        self._next_after(container)

    def _back_off_pull(self, container: Container) -> None:
        self._pulls.back_off(container)
        self._write()
        container.pull_failures += 1
        delay = min(FIRST_BACKOFF * 2.0 ** (container.pull_failures - 1), LONGEST_BACKOFF)
        self._later(delay - SYNC_SECONDS, lambda: self._pull(container), idle=True, of=container)

    # Running

    def _create(self, container: Container) -> None:
        self._event(container, "Normal", "Created", "Container created")
        self._later(container.image.start_seconds, lambda: self._launched(container), of=container)

    def _launched(self, container: Container) -> None:
        """The container runs; the pod's status says so once its postStart hook is through."""
        self._event(container, "Normal", "Started", "Container started")
        container.pull_failures = 0
        hook = hooks.hook(container.spec, "postStart")
        after = self._started if hook.succeeds else self._hook_failed
        if hook.seconds:
            self._later(hook.seconds, lambda: after(container), of=container)
        else:
            after(container)

    def _hook_failed(self, container: Container) -> None:
        self._event(container, "Warning", "FailedPostStartHook", "PostStartHook failed")
        self._event(container, "Normal", "Killing", "FailedPostStartHook")
        container.run(self._clock.now, self.uid)
        self._ended(container, 137)
        self._next_after(container)

    def _started(self, container: Container) -> None:
        container.run(self._clock.now, self.uid)
        prober = Prober(self._clock, container, self, self._seen.pod_ip)
        self._probers[container.field_path] = prober
        prober.start()
        if container.image.runs_for is not None:
            code = container.image.exit_code
            self._later(container.image.runs_for, lambda: self._ended(container, code), of=container)
        if container.init and not container.is_sidecar:
            self._write()
        else:
            self._next_after(container)

    def _next_after(self, container: Container) -> None:
        """Go on with the next container; a container that was started again has none behind it."""
        if container in self._waiting:
            self._waiting.remove(container)
        if container.is_sidecar and container.started and not self._waiting:
            self._initialized(container)
        self._start_next()

    def _initialized(self, container: Container) -> None:
        inits = self._seen.init_containers
        following = inits[inits.index(container) + 1 :]
        self._waiting = following[:1] or [each for each in self._seen.containers if not each.identity]
        if following:
            following[0].wait("ContainerCreating")

    # Ends and restarts (3)

    def _ended(self, container: Container, exit_code: int) -> None:
        """The container ended by itself, or was killed by a probe."""
        if not container.is_running:
            return
        self._stop_probing(container)
        self._timers.forget_of(container)
        container.terminate(self._clock.now, exit_code)
        if container.init and exit_code == 0 and not container.is_sidecar:
            self._initialized(container)
            self._write()
            self._start_next()
            return
        if self._is_restarted(container, exit_code):
            self._later(SYNC_SECONDS, lambda: self._restart(container), of=container)
        else:
            self._end_sidecars()
        self._write()

    def _end_sidecars(self) -> None:
        """Once no other container runs or will run, the sidecars end too, the last one first (8)."""
        if any(not each.is_terminated for each in self._seen.containers):
            return
        for each in reversed(self._seen.init_containers):
            if each.is_running:
                self._event(each, "Normal", "Killing", f"Stopping container {each.name}")
                self._kill(each, self._ended)

    def _is_restarted(self, container: Container, exit_code: int) -> bool:
        policy = self._pod["spec"].get("restartPolicy", "Always")
        if container.is_sidecar:
            return any(not each.is_terminated for each in self._seen.containers)
        return policy == "Always" or (policy == "OnFailure" and exit_code != 0)

    def _restart(self, container: Container) -> None:
        if container.crashes == 0:
            self._start_again(container)
            return
        delay = min(FIRST_BACKOFF * 2.0 ** (container.crashes - 1), LONGEST_BACKOFF)
        pod = f"{meta.name(self._pod)}_{meta.namespace(self._pod)}({self.uid})"
        what = f"restarting failed container {container.name} in pod {pod}"
        self._event(container, "Warning", "BackOff", f"Back-off {what}")
        container.remember_end()
        text = f"back-off {_go_duration(delay)} restarting failed container={container.name} pod={pod}"
        container.wait("CrashLoopBackOff", text)
        self._write()
        self._later(delay, lambda: self._start_again(container), idle=True, of=container)

    def _start_again(self, container: Container) -> None:
        container.restart()
        self._pull(container)

    # Changed definitions (6)

    def _compare(self, pod: Object) -> None:
        """Containers whose image was changed are started anew."""
        spec = pod["spec"]
        wanted = {each["name"]: each for each in (*spec["containers"], *(spec.get("initContainers") or ()))}
        for container in (*self._seen.containers, *self._seen.init_containers):
            new = wanted[container.name]
            if new["image"] == container.wanted_image:
                continue
            container.wanted_image = new["image"]
            if container.is_running and (container.is_sidecar or not container.init):
                message = f"Container {container.name} definition changed, will be restarted"
                self._event(container, "Normal", "Killing", message)
                self._kill(container, self._start_changed)
            elif not container.is_terminated:
                container.replace(new, self._behaviour(new))
                self._retry(container)

    def _start_changed(self, container: Container, exit_code: int) -> None:
        container.terminate(self._clock.now, exit_code)
        self._write()
        container.restart()
        spec = {**container.spec, "image": container.wanted_image}
        container.replace(spec, self._behaviour(spec))
        self._pull(container)

    def _retry(self, container: Container) -> None:
        """Do not wait for the end of a back-off."""
        if (container.state.get("waiting") or {}).get("reason") in BACK_OFFS:
            self._timers.forget_of(container)
            self._pull(container)

    def _behaviour(self, spec: Object) -> Image:
        return self._catalogue.behaviour(spec)

    def _kill(self, container: Container, then: Callable[[Container, int], None]) -> None:
        """Stop one container of a pod that goes on."""
        grace = float(self._pod["spec"].get("terminationGracePeriodSeconds", 30))
        delay, code = container.stops_in(grace)
        self._stop_probing(container)
        self._timers.forget_of(container)
        self._later(delay, lambda: then(container, code), of=container)

    # Probes

    def complaint(self, container: Container, probe: Object) -> str | None:
        return self._ask(self._pod, container.name, probe)

    def look_again(self) -> None:
        """A probe may go another way than the last one did."""
        for prober in self._probers.values():
            prober.look_again()

    def kill(self, name: str, code: int) -> None:
        """The container's first process ends by a signal."""
        for each in self._seen.containers:
            if each.name == name and each.is_running and not each.image.ignores_term:
                self._later(each.image.stop_seconds, lambda each=each: self._ended(each, code))  # type: ignore[misc]

    def probe_failed(self, container: Container, message: str) -> None:
        self._event(container, "Warning", "Unhealthy", message)

    def ready_changed(self, container: Container) -> None:
        if container.is_sidecar and container in self._waiting:
            self._next_after(container)
        self._write()

    def unhealthy(self, container: Container, title: str) -> None:
        message = f"Container {container.name} failed {title} probe, will be restarted"
        self._event(container, "Normal", "Killing", message)
        self._kill(container, lambda each, code: self._ended(each, code or 137))

    def _stop_probing(self, container: Container) -> None:
        prober = self._probers.pop(container.field_path, None)
        if prober is not None:
            prober.stop()


def _go_duration(value: float) -> str:
    """Whole seconds as Go prints them: 10s, 1m20s, 5m0s."""
    minutes, rest = divmod(int(value), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
