"""What listens on the ports of pods, and what the web servers among it say.

Source: https://kubernetes.io/docs/concepts/services-networking/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slab.objects.meta import Object
from k8slab.sim.containers import web
from k8slab.sim.containers.container import Running
from k8slab.sim.shell import WebAnswer
from k8slab.sim.shell.volume import StalledError

if TYPE_CHECKING:
    from k8slab.sim.containers.containers import Containers


class Ports:
    """Of all pods of the cluster."""

    def __init__(self, containers: Containers) -> None:
        self._containers = containers

    def listens(self, pod: Object, port: int) -> bool:
        """Does anything in the pod take connections on that port?"""
        return any(port in each.ports for each in self._containers.of(pod))

    def serves(self, pod: Object, port: int) -> bool:
        """Is it a web server?"""
        return self._web_server(pod, port) is not None

    def web_answer(
        self, pod: Object, port: int, path: str, client: str, agent: str = "Wget"
    ) -> WebAnswer | None:
        """What the pod's web server says; None if none listens on that port, or if it is stalled."""
        found = self._web_server(pod, port)
        if found is None:
            return None
        try:
            answer = web.serve(found, self._containers.machine(found), path, client)
        except StalledError:
            return None
        now = self._containers.now()
        found.log.write(now, web.access_line(answer, f"GET {path}", now, client, agent).encode())
        return answer

    def is_stalled(self, pod: Object, port: int) -> bool:
        """Does the pod's web server wait for a storage that does not answer?"""
        found = self._web_server(pod, port)
        if found is None:
            return False
        return self._containers.machine(found).files.is_stalled(found.software.document_root)

    def _web_server(self, pod: Object, port: int) -> Running | None:
        running = self._containers.of(pod)
        return next((each for each in running if each.software.document_root and port in each.ports), None)
