"""Starting the containers of one pod: the image, the container, its postStart hook.

1. An image is pulled unless the node has it; one that cannot be pulled is tried again ever more rarely.
2. The other containers do not wait for one that has no image.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.sim.node import back_off, hooks, node_images
from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_context import PodContext
from k8slab.sim.node.probers import Probers
from k8slab.sim.node.pulls import Pulls
from k8slab.sim.node.start_order import StartOrder

WAITING = ("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "CrashLoopBackOff")


class ContainerStart:
    """``ended`` is told of runs that end by themselves, with their exit codes."""

    def __init__(
        self, context: PodContext, probers: Probers, ended: Callable[[Container, int], None]
    ) -> None:
        self._context = context
        self._report, self._later = context.report, context.timers.later
        self._probers = probers
        self._ended = ended
        self._order = StartOrder(context.seen)
        self._pulls = Pulls(context.kubelet, context.tools.catalogue, context.report.event, self._tell_images)

    # Whose turn it is

    def announce(self) -> None:
        self._order.announce()

    def begin(self) -> None:
        """The sandbox is there."""
        self._order.begin()
        self._start_next()

    def through(self, container: Container) -> None:
        """An init container has ended well: go on."""
        self._order.through(container)
        self._report.write()
        self._start_next()

    def ready_changed(self, container: Container) -> None:
        if container.is_sidecar and self._order.waits(container):
            self._next_after(container)
        self._report.write()

    def _next_after(self, container: Container) -> None:
        self._order.tried(container)
        self._start_next()

    def _start_next(self) -> None:
        """Start the next container; when none waits, say how things are."""
        if (container := self._order.next) is not None:
            self.pull(container)
        else:
            self._report.write()

    # Images (1, 2)

    def pull(self, container: Container) -> None:
        delay = self._pulls.begin(container)
        if delay is None:
            self._refused(container)
        elif delay == 0:
            self._create(container)
        else:
            self._later(delay, lambda: self._pulled(container), of=container)

    def _tell_images(self) -> None:
        tools = self._context.tools
        node_images.tell(tools.api, self._context.kubelet, tools.catalogue)

    def retry(self, container: Container) -> None:
        """Do not wait for the end of a back-off."""
        if (container.state.get("waiting") or {}).get("reason") in WAITING:
            self._context.timers.forget_of(container)
            self.pull(container)

    def _pulled(self, container: Container) -> None:
        if self._pulls.end(container):
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
        self._later(delay, lambda: self.pull(container), idle=True, of=container)

    # Running

    def _create(self, container: Container) -> None:
        self._report.event(container, "Normal", "Created", "Container created")
        self._later(container.image.start_seconds, lambda: self._launched(container), of=container)

    def _launched(self, container: Container) -> None:
        """The container runs; the pod's status says so once its postStart hook is through."""
        self._report.event(container, "Normal", "Started", "Container started")
        container.pull_failures = 0
        hook = hooks.hook(container.spec, "postStart")
        after = self._started if hook.succeeds else self._hook_failed
        if hook.seconds:
            self._later(hook.seconds, lambda: after(container), of=container)
        else:
            after(container)

    def _hook_failed(self, container: Container) -> None:
        self._report.event(container, "Warning", "FailedPostStartHook", "PostStartHook failed")
        self._report.event(container, "Normal", "Killing", "FailedPostStartHook")
        container.run(self._context.now, self._context.uid)
        self._ended(container, 137)
        self._next_after(container)

    def _launch(self, container: Container) -> None:
        """Its first process begins, which sees the pod's address though nobody has written it down yet."""
        context = self._context
        pod = context.report.present()
        if pod is None or not container.image.has_process:
            return
        status = {**pod["status"], "podIP": context.seen.pod_ip, "hostIP": context.seen.host_ip}
        is_init = container.init and not container.is_sidecar
        launch = context.tools.containers.launch
        launch({**pod, "status": status}, container.name, container.identity, is_init=is_init)

    def _started(self, container: Container) -> None:
        container.run(self._context.now, self._context.uid)
        self._launch(container)
        self._probers.start(container)
        if container.image.runs_for is not None:
            code = container.image.exit_code
            self._later(container.image.runs_for, lambda: self._ended(container, code), of=container)
        if container.init and not container.is_sidecar:
            self._report.write()
        else:
            self._next_after(container)
