"""What a kubelet does when a container's image is changed: it is stopped and started anew; the pod stays.

Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.node.container import Container
from k8slab.sim.node.container_end import ContainerEnd
from k8slab.sim.node.container_start import ContainerStart
from k8slab.sim.node.pod_context import PodContext


class DefinitionChange:
    """Compares the containers with what the pod asks for now."""

    def __init__(self, context: PodContext, start: ContainerStart, end: ContainerEnd) -> None:
        self._context = context
        self._start = start
        self._end = end

    def compare(self, pod: Object) -> None:
        spec, seen = pod["spec"], self._context.seen
        wanted = {each["name"]: each for each in (*spec["containers"], *(spec.get("initContainers") or ()))}
        for container in seen.every:
            if wanted[container.name]["image"] != container.wanted_image:
                self._change(container, wanted[container.name])

    def _change(self, container: Container, new: Object) -> None:
        container.wanted_image = new["image"]
        if container.is_running and (container.is_sidecar or not container.init):
            message = f"Container {container.name} definition changed, will be restarted"
            self._context.report.event(container, "Normal", "Killing", message)
            self._end.kill(container, self._start_changed)
        elif not container.is_terminated:
            container.replace(new, self._context.behaviour(new))
            self._start.retry(container)

    def _start_changed(self, container: Container, exit_code: int) -> None:
        self._context.terminate(container, exit_code)
        self._context.report.write()
        container.restart()
        spec = {**container.spec, "image": container.wanted_image}
        container.replace(spec, self._context.behaviour(spec))
        self._start.pull(container)
