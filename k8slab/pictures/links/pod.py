"""A pod as a piece of a chain."""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.pictures.links.flow import Piece
from k8slab.pictures.links.member import Member
from k8slab.pictures.pod_reason import reason
from k8slab.pictures.stage import Stage, stage_of
from k8slab.pictures.tile import ARRIVING, movement_of
from k8slab.pictures.workloads import Workloads
from k8slab.story import PodLife, Scene
from k8slab.story.life import Object
from k8slab.translation import message, say

UNWANTED = message("its ordinal is not wanted any more")


def pod_key(member: Member) -> str:
    return f"pod/{member.namespace}/{member.name}"


def pod_piece(member: Member, scene: Scene, workloads: Workloads) -> Piece:
    """Where a pod is, its address and stage; or why it is not there."""
    pod = member.pod
    if pod is None:
        return _absent(member)
    stage, label = stage_of(pod)
    number = workloads.revision(pod)
    facts = [
        say("on {node}", node=node) if (node := node_of(pod)) else say("on no node"),
        address_of(pod),
        say("revision {number}", number=number) if number else "",
        "" if member.wanted else say(UNWANTED),
    ]
    trouble = _trouble(pod, stage, scene)
    told = tuple(filter(None, facts))
    return Piece(pod_key(member), "Pod", member.name, label, told, trouble, revision=number)


def endpoint_piece(member: Member, workloads: Workloads) -> Piece:
    """A pod beside its names: its address and stage."""
    pod, key = member.pod, f"endpoint/{member.namespace}/{member.name}"
    if pod is None:
        return Piece(key, "Pod", member.name, say("missing"), there=False)
    number = workloads.revision(pod)
    facts = (address_of(pod), say("revision {number}", number=number) if number else "")
    told = tuple(filter(None, facts))
    return Piece(key, "Pod", member.name, stage_of(pod)[1], told, revision=number)


def _absent(member: Member) -> Piece:
    if member.wanted:
        return Piece(pod_key(member), "Pod", member.name, say("missing"), (), member.absence, there=False)
    return Piece(pod_key(member), "Pod", member.name, say("gone"), (member.absence,), there=False)


def node_of(pod: Object) -> str:
    return str(pod.get("spec", {}).get("nodeName") or "")


def address_of(pod: Object) -> str:
    return str(pod.get("status", {}).get("podIP") or "")


def _trouble(pod: Object, stage: Stage, scene: Scene) -> str:
    """What keeps a pod from being Ready; nothing while it comes as it should."""
    if stage is Stage.READY:
        return ""
    node = scene.find("nodes", node_of(pod))
    if node is not None and not pods.has_condition(node, "Ready"):
        return say("its node {node} is not Ready", node=meta.name(node))
    return reason(pod, stage, scene.events_about(pod), arriving=_is_arriving(pod, stage, scene))


def _is_arriving(pod: Object, stage: Stage, scene: Scene) -> bool:
    seen = scene.last_seen("pods", meta.name(pod), meta.namespace(pod))
    life = seen[0] if seen else None
    return isinstance(life, PodLife) and movement_of(life, stage, scene.time) == ARRIVING
