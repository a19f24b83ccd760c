"""Starting the containers of one pod: the image, the container, its postStart hook.

1. An image is pulled unless the node has it; one that cannot be pulled is tried again ever more rarely.
2. The other containers do not wait for one that has no image.
3. A container whose variables come from what is not there waits until it is.
4. A program that is not in the image, and a postStart hook that fails, end a container's start; it is tried
   again as its restart policy says.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from k8slab.sim.node import back_off, node_images
from k8slab.sim.node.container import Container
from k8slab.sim.node.crashes import Crashes
from k8slab.sim.node.hooks import Hook
from k8slab.sim.node.pod_context import PodContext
from k8slab.sim.node.probers import Probers
from k8slab.sim.node.pulls import Pulls
from k8slab.sim.node.start_order import StartOrder

MISCONFIGURED = "CreateContainerConfigError"
NO_IMAGE = ("ImagePullBackOff", "ErrImageNeverPull")
WAITING = (
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImageNeverPull",
    "InvalidImageName",
    "CrashLoopBackOff",
    MISCONFIGURED,
)
TASK_FAILED = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create "
    "failed: unable to start container process: error during container init: "
)


class Ends(Protocol):
    """Who ends runs, and learns of those that end."""

    def ended(self, container: Container, exit_code: int) -> None: ...

    def failed(self, container: Container, reason: str, message: str) -> None:
        """Its start has come to nothing; its state says how."""
        ...

    def kill(self, container: Container, then: Callable[[Container, int], None]) -> None: ...


class ContainerStart:
    """Begins runs of containers; ``ends`` gives the one who ends them."""

    def __init__(
        self, context: PodContext, probers: Probers, crashes: Crashes, ends: Callable[[], Ends]
    ) -> None:
        self._context = context
        self._report, self._later = context.report, context.timers.later
        self._probers, self._crashes = probers, crashes
        self._ends = ends
        self._order = StartOrder(context.seen)
        self._pulls = Pulls(context.kubelet, context.tools.registry, context.report.event, self._tell_images)

    # Whose turn it is

    def begin(self) -> None:
        """The sandbox is there."""
        self._order.begin()
        self._start_next()

    def resume(self) -> None:
        """After a time without a kubelet: look after what runs, go on with what was waiting."""
        for each in self._context.seen.every:
            if each.is_running:
                self._probers.start(each)
                self._look_for_end(each)
                self._crashes.watch(each)
            elif each.begins_anew or each.waits_because in WAITING or each is self._order.current:
                self._begin_anew(each)
        self._start_next()

    def _begin_anew(self, container: Container) -> None:
        """The next run, which counts as a restart if the one before has not been followed by that yet."""
        if container.identity and container.identity == container.next_identity(self._context.uid):
            container.restart()
        self.pull(container)

    def through(self, container: Container) -> None:
        """An init container has ended well: go on."""
        self._order.through(container)
        self._report.write()
        self._start_next()

    def ready_changed(self, container: Container) -> None:
        """A sidecar whose startup probe has succeeded lets the next container begin."""
        if container.is_sidecar:
            self._next_after(container)
        self._report.write()

    def _look_for_end(self, container: Container) -> None:
        """The process may have ended while the postStart hook ran."""
        code = self._context.tools.containers.exit_code(container.identity)
        if code is not None and container.image.has_process:
            self._later(0.0, lambda: self._ends().ended(container, code), of=container)

    def _next_after(self, container: Container) -> None:
        self._order.tried(container)
        self._start_next()

    def _start_next(self) -> None:
        """Start the next container; when none waits, say how things are."""
        if (container := self._order.take()) is not None:
            self.pull(container)
        else:
            self._report.write()

    # Images (1, 2)

    def pull(self, container: Container) -> None:
        container.pull_began = None
        delay = self._pulls.begin(container)
        if delay is None:
            self._refused(container)
        elif delay == 0:
            self._create(container)
        else:
            container.pull_began = self._context.now
            self._later(delay, lambda: self._pulled(container), of=container)

    def registry_changed(self) -> None:
        """A pull under way takes as long as one that goes this way; one that would succeed is awaited."""
        for each in self._context.seen.every:
            if each.pull_began is not None:
                self._context.timers.forget_of(each)
                left = each.pull_began + self._pulls.seconds(each) - self._context.now
                self._later(max(0.0, left), lambda each=each: self._pulled(each), of=each)  # type: ignore[misc]
            elif self._would_be_pulled(each):
                self._context.timers.expect(each)

    def _would_be_pulled(self, container: Container) -> bool:
        """Was a pull refused that would succeed now?"""
        return container.waits_because == "ImagePullBackOff" and not self._pulls.is_refused(container)

    def image_came(self) -> None:
        """The node has got an image without a pull; the next attempt of who lacked it is awaited."""
        for each in self._context.seen.every:
            if each.waits_because in NO_IMAGE and self._pulls.is_needless(each):
                self._context.timers.expect(each)

    def _tell_images(self) -> None:
        tools = self._context.tools
        node_images.tell(tools.api, self._context.kubelet, tools.catalogue)

    def retry(self, container: Container) -> None:
        """Do not wait for the end of a back-off, nor for an image that is not wanted any more."""
        if container.waits_because in WAITING or container.pull_began is not None:
            self._context.timers.forget_of(container)
            self.pull(container)

    def _pulled(self, container: Container) -> None:
        began, container.pull_began = container.pull_began, None
        if self._pulls.end(container, self._context.now - (began or 0.0)):
            self._create(container)
        else:
            self._refused(container)

    def _refused(self, container: Container) -> None:
        """No image: go on with the other containers, and come back to this one."""
        self._report.write()
        self._later(back_off.SYNC_SECONDS, lambda: self._back_off(container), of=container)
        self._next_after(container)

    def _back_off(self, container: Container) -> None:
        self._pulls.back_off(container)
        self._report.write()
        container.pull_failures += 1
        delay = back_off.delay(container.pull_failures) - back_off.SYNC_SECONDS
        idle = not self._would_be_pulled(container)
        self._later(delay, lambda: self.pull(container), idle=idle, of=container)

    # Running

    def _create(self, container: Container) -> None:
        if why := self._configuration_error(container):
            self._misconfigured(container, why)
            return
        self._report.event(container, "Normal", "Created", "Container created")
        self._later(container.image.start_seconds, lambda: self._launched(container), of=container)

    def _configuration_error(self, container: Container) -> str:
        return self._context.tools.containers.configuration_error(self._context.pod, container.spec)

    def _misconfigured(self, container: Container, why: str) -> None:
        """What the API holds does not do to make the container: look again every few seconds (3)."""
        self._report.event(container, "Warning", "Failed", f"Error: {why}")
        container.wait(MISCONFIGURED, why)
        self._report.write()
        self._later(back_off.FIRST, lambda: self.pull(container), idle=True, of=container)
        self._next_after(container)

    @property
    def lacks_sources(self) -> bool:
        return any(each.waits_because == MISCONFIGURED for each in self._context.seen.every)

    def look_for_sources(self) -> None:
        """Containers that lacked a ConfigMap or Secret are made as soon as it is there."""
        for each in self._context.seen.every:
            if each.waits_because == MISCONFIGURED and not self._configuration_error(each):
                self._context.timers.forget_of(each)
                self.pull(each)

    def _launched(self, container: Container) -> None:
        """The container runs; the pod's status says so once its postStart hook is through."""
        container.pull_failures = 0
        container.started_at = self._context.now
        if why := self._launch(container):
            self._not_started(container, TASK_FAILED + why)
            return
        self._report.event(container, "Normal", "Started", "Container started")
        hook = self._context.hook(container, "postStart")
        if hook.seconds:
            self._later(hook.seconds, lambda: self._hooked(container, hook), of=container)
        else:
            self._hooked(container, hook)

    def _not_started(self, container: Container, why: str) -> None:
        """There is no such program (4)."""
        self._report.event(container, "Warning", "Failed", f"Error: {why}")
        container.refuse(self._context.now, self._context.uid, why)
        self._ends().failed(container, "RunContainerError", why)
        self._next_after(container)

    def _hooked(self, container: Container, hook: Hook) -> None:
        container.run(container.started_at, self._context.uid)
        if hook.succeeds:
            self._started(container)
            return
        self._report.event(container, "Warning", "FailedPostStartHook", "PostStartHook failed")
        self._report.event(container, "Normal", "Killing", "FailedPostStartHook")
        container.started = container.ready = False
        self._ends().kill(container, lambda _, code: self._hook_failed(container, code, hook.message))

    def _hook_failed(self, container: Container, code: int, message: str) -> None:
        """It was stopped, though it has never counted as running (4)."""
        self._context.terminate(container, code)
        self._ends().failed(container, "PostStartHookError", message)
        self._next_after(container)

    def _launch(self, container: Container) -> str:
        """Its first process begins, which sees the pod's address though nobody has written it down yet.

        Why it cannot; empty if it can.
        """
        context = self._context
        pod = context.report.present()
        if pod is None or not container.image.has_process:
            return ""
        status = {**pod["status"], "podIP": context.seen.pod_ip, "hostIP": context.seen.host_ip}
        is_init = container.init and not container.is_sidecar
        identity = container.next_identity(context.uid)
        launch = context.tools.containers.launch
        return launch({**pod, "status": status}, container.name, identity, is_init=is_init)

    def _started(self, container: Container) -> None:
        self._probers.start(container)
        self._look_for_end(container)
        self._crashes.watch(container)
        if container.image.runs_for is not None:
            code = container.image.exit_code
            self._later(container.image.runs_for, lambda: self._ends().ended(container, code), of=container)
        if container.init and not container.is_sidecar:
            self._report.write()
        else:
            self._next_after(container)
