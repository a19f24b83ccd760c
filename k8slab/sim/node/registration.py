"""How nodes come into the cluster: there from the start, or joining a running one step by step.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#management
"""

from __future__ import annotations

from k8slab.objects import pods
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.node import heartbeat, machine
from k8slab.sim.recorder import Recorder

READY_SECONDS = 0.3
REPORT_SECONDS = 0.1
GREETINGS = ("NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID")
TTL = {"node.alpha.kubernetes.io/ttl": "0"}


def install(api: Api, name: str, index: int) -> Object:
    """A node that has been there for a while: Ready, with its pod network, without events."""
    node = machine.manifest(name, index, api.chance.seed, api.now, ready=True)
    node["metadata"]["annotations"] = dict(TTL)
    _give_network(node, index)
    installed = api.create(kinds.NODE, node)
    heartbeat.begin(api, installed)
    return installed


def join(api: Api, clock: Clock, recorder: Recorder, name: str, index: int) -> Object:
    """A new node's kubelet starts: the node registers, gets its pod network, then becomes Ready."""

    def become_ready() -> None:
        if api.find(kinds.NODE, name) is None:
            return
        api.modify(kinds.NODE, name, "", lambda draft: _set_ready(draft, api.now), subresource="status")
        _tell(recorder, name, "NodeReady")

    _greet(recorder, name)
    node = api.create(kinds.NODE, machine.manifest(name, index, api.chance.seed, api.now, ready=False))
    heartbeat.begin(api, node)
    api.modify(kinds.NODE, name, "", lambda draft: _give_network(draft, index))
    clock.call_later(READY_SECONDS, become_ready)
    return api.modify(kinds.NODE, name, "", lambda draft: draft["metadata"].update(annotations=dict(TTL)))


def report(api: Api, clock: Clock, recorder: Recorder, name: str, *, started: bool = True) -> None:
    """The kubelet of a node that was silent says how the node is; ``started``: it was not running before."""

    def tell() -> None:
        node = api.find(kinds.NODE, name)
        if node is None:
            return
        api.modify(kinds.NODE, name, "", lambda draft: _set_well(draft, api.now), subresource="status")
        if not pods.has_condition(node, "Ready"):
            _tell(recorder, name, "NodeReady")

    if started:
        _greet(recorder, name)
    clock.call_later(REPORT_SECONDS, tell)


def _greet(recorder: Recorder, name: str) -> None:
    _tell(recorder, name, "Starting", "Starting kubelet.")
    for reason in GREETINGS:
        _tell(recorder, name, reason)


def _tell(recorder: Recorder, name: str, reason: str, message: str = "") -> None:
    about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
    message = message or f"Node {name} status is now: {reason}"
    recorder.event(about, "Normal", reason, message, component="kubelet", host=name)


def _give_network(node: Object, index: int) -> None:
    network = machine.pod_network(index)
    node["spec"] = {"podCIDR": network, "podCIDRs": [network], **node["spec"]}


def _set_ready(node: Object, now: float) -> None:
    conditions = node["status"]["conditions"]
    conditions[:] = [each for each in conditions if each["type"] != "Ready"]
    conditions.append(machine.ready_condition(now, ready=True))


def _set_well(node: Object, now: float) -> None:
    """Every condition as a healthy node has it; those that are so already keep the time of their change."""
    old = {each["type"]: each for each in node["status"]["conditions"]}
    for new in (*machine.health(now), machine.ready_condition(now, ready=True)):
        before = old.get(new["type"])
        if before is not None and before["status"] == new["status"]:
            new["lastTransitionTime"] = before["lastTransitionTime"]
        old[new["type"]] = new
    node["status"]["conditions"] = list(old.values())
