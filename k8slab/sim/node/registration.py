"""How nodes come into the cluster: there from the start, or joining a running one step by step.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#management
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.node import machine
from k8slab.sim.recorder import Recorder

READY_SECONDS = 0.3
GREETINGS = ("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID")
TTL = {"node.alpha.kubernetes.io/ttl": "0"}


def install(api: Api, name: str, index: int) -> Object:
    """A node that has been there for a while: Ready, with its pod network, without events."""
    node = machine.manifest(name, index, api.chance.seed, api.now, ready=True)
    node["metadata"]["annotations"] = dict(TTL)
    _give_network(node, index)
    return api.create(kinds.NODE, node)


def join(api: Api, clock: Clock, recorder: Recorder, name: str, index: int) -> Object:
    """A new node's kubelet starts: the node registers, gets its pod network, then becomes Ready."""

    def tell(reason: str, message: str = "") -> None:
        about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        message = message or f"Node {name} status is now: {reason}"
        recorder.event(about, "Normal", reason, message, component="kubelet", host=name)

    def become_ready() -> None:
        if api.find(kinds.NODE, name) is None:
            return
        api.modify(kinds.NODE, name, "", lambda draft: _set_ready(draft, api.now), subresource="status")
        tell("NodeReady")

    tell("Starting", "Starting kubelet.")
    for reason in GREETINGS:
        tell(reason)
    api.create(kinds.NODE, machine.manifest(name, index, api.chance.seed, api.now, ready=False))
    api.modify(kinds.NODE, name, "", lambda draft: _give_network(draft, index))
    clock.call_later(READY_SECONDS, become_ready)
    return api.modify(kinds.NODE, name, "", lambda draft: draft["metadata"].update(annotations=dict(TTL)))


def _give_network(node: Object, index: int) -> None:
    network = machine.pod_network(index)
    node["spec"] = {"podCIDR": network, "podCIDRs": [network], **node["spec"]}


def _set_ready(node: Object, now: float) -> None:
    conditions = node["status"]["conditions"]
    conditions[:] = [each for each in conditions if each["type"] != "Ready"]
    conditions.append(machine.ready_condition(now, ready=True))
