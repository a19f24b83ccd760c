"""What the programs in a container see: files and mounts, variables, network, neighbours, its node's logs.

Source: https://kubernetes.io/docs/concepts/containers/container-environment/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api
from k8slab.sim.containers import environment, node_logs, users
from k8slab.sim.containers.container import Running
from k8slab.sim.containers.network import ClusterNetwork
from k8slab.sim.containers.runs import Runs
from k8slab.sim.containers.software import programs
from k8slab.sim.containers.volumes import mounts
from k8slab.sim.shell import Files, Machine, Mount
from k8slab.sim.storage import Disks

if TYPE_CHECKING:
    from k8slab.sim.containers.containers import Containers


class Machines:
    """Makes a machine whenever something shall run in a container."""

    def __init__(self, api: Api, disks: Disks, runs: Runs, containers: Containers) -> None:
        self._api = api
        self._disks = disks
        self._runs = runs
        self._containers = containers

    def of(self, running: Running) -> Machine:
        pod, spec = running.pod, running.spec
        if running.variables is None:
            running.variables = environment.environment(self._api, pod, spec)
        variables = running.variables
        code = running.software.stops_with
        key = meta.key(pod)
        self._put_logs(pod)
        found = mounts(self._api, self._disks, pod, spec, variables)
        user = users.user_of(pod, spec, running.software)
        return Machine(
            Files(running.layer, found, (user.uid, user.gid)),
            self._containers.now,
            environment.hostname(pod),
            variables,
            ClusterNetwork(self._api, self._containers, pod),
            programs(running.software.programs),
            " ".join(running.software.command_line(spec.get("command") or (), spec.get("args") or ())),
            spec.get("workingDir") or "/",
            lambda signal: None if signal == "KILL" else self._containers.kill(key, running.name, code),
            lambda code, words: self._containers.give_up(running, code, words),
            lambda: self._siblings(running),
            lambda: self._log_files(pod, found),
            image=spec.get("image", ""),
            is_complete=running.software.is_complete,
            absent=running.software.absent,
            user=user,
            names=users.names(running.software),
            has_gnu_tools=running.software.has_gnu_tools,
            program_files=running.software.program_files,
        )

    def _siblings(self, running: Running) -> list[Machine]:
        links, here = self._containers.links, running.pod["spec"].get("nodeName", "")
        found = self._runs.alike(running)
        return [
            self.of(each) for each in found if not links.silence(here, each.pod["spec"].get("nodeName", ""))
        ]

    def _log_files(self, pod: Object, found: Mapping[str, Mount]) -> list[str]:
        """The logs of the pod's node, as far as it mounts them."""
        if not node_logs.are_seen(pod):
            return []
        now = self._containers.now()
        runs = self._runs.kept_on_node(pod["spec"].get("nodeName", ""))
        return node_logs.shown((each for each in runs if each.began <= now), found)

    def _put_logs(self, pod: Object) -> None:
        """On its node's disk, for a pod that looks there."""
        if node_logs.are_seen(pod):
            node = pod["spec"].get("nodeName", "")
            self._containers.catch_up(node)
            node_logs.put(self._disks.node(node), self._runs.kept_on_node(node))
