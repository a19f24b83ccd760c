"""What lies behind a plugin's refusal of a node: one row per filter plugin of the scheduler.

The verdict is the scheduler's own; here is only what a reader wants to see of it: which pod, taint, label.
Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from k8slab.objects import meta, node_selector, taints, volumes
from k8slab.objects.host_ports import collide, host_ports
from k8slab.translation import message, say
from k8slab.why import company, pages, resources_left
from k8slab.why.evidence import Evidence, Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, describe, within
from k8slab.why.node_state import CONDITION_TAINTS, taint_text
from k8slab.why.pages import Page
from k8slab.why.words import listed

Detail = Callable[[Object, Object, Evidence], str]
Command = Callable[[Object, list[Object]], str]
Causes = Callable[[Object, list[Object], Inquiry], Iterable[Link]]


def _no_causes(pod: Object, nodes: list[Object], inquiry: Inquiry) -> Iterable[Link]:
    return ()


def _describe_node(pod: Object, nodes: list[Object]) -> str:
    return describe(nodes[0]) if len(nodes) == 1 else "kubectl describe nodes"


class Row(NamedTuple):
    """A plugin: its page, what to do, what each node has to do with it, and where it comes from."""

    page: Page
    advice: str
    detail: Detail
    command: Command = _describe_node
    causes: Causes = _no_causes


def row(plugin: str) -> Row:
    """The plugin's row; for one that is not known a plain one."""
    return ROWS.get(plugin, Row(pages.SCHEDULER, "", lambda pod, node, evidence: say("refused")))


# Nodes


def _cordoned(pod: Object, node: Object, evidence: Evidence) -> str:
    return say("spec.unschedulable = true")


def _taint(pod: Object, node: Object, evidence: Evidence) -> str:
    found = taints.untolerated(taints.of_node(node), taints.of_pod(pod))
    return (
        say("taint {taint}", taint=taint_text(found))
        if found
        else say("has a taint that the pod does not tolerate")
    )


def _uncordon(pod: Object, nodes: list[Object]) -> str:
    return f"kubectl uncordon {' '.join(meta.name(node) for node in nodes[:3])}"


def _silent_nodes(pod: Object, nodes: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    """Taints that tell of a node's condition lead to the node."""
    for node in nodes:
        found = taints.untolerated(taints.of_node(node), taints.of_pod(pod))
        if found is not None and found["key"] in CONDITION_TAINTS:
            yield inquiry.of(node)


def _labels(pod: Object, node: Object, evidence: Evidence) -> str:
    """Which label is wrong, or that the pod names other nodes."""
    spec, labels = pod["spec"], meta.labels(node)
    wrong = [
        say("{key}={found}, wanted {value}", key=key, found=labels.get(key, "(none)"), value=value)
        for key, value in sorted((spec.get("nodeSelector") or {}).items())
        if labels.get(key) != value
    ]
    terms = node_selector.required_terms(spec)
    if not wrong and terms is not None:
        named = node_selector.names(terms)
        wrong = (
            [say("the pod is for {named} only", named=listed(sorted(named)))] if named else _keys(terms, node)
        )
    return "; ".join(wrong)


def _keys(terms: list[Object], node: Object) -> list[str]:
    """What the node says about the labels that the terms ask for."""
    labels = meta.labels(node)
    asked = [each for term in terms for each in term.get("matchExpressions") or ()]
    return [
        say(
            "{key}={found}, wanted {wanted}",
            key=each["key"],
            found=labels.get(each["key"], "(none)"),
            wanted=requirement_text(each),
        )
        for each in asked
    ] or [say("no term of the pod's node affinity matches")]


def requirement_text(each: Object) -> str:
    """A requirement in words: "In a, b"."""
    return " ".join(filter(None, [each.get("operator", ""), ", ".join(each.get("values") or ())]))


def _show_labels(pod: Object, nodes: list[Object]) -> str:
    return "kubectl get nodes --show-labels"


def _named(pod: Object, node: Object, evidence: Evidence) -> str:
    return say("the pod names {nodename}", nodename=pod["spec"].get("nodeName", say("another node")))


def _ports(pod: Object, node: Object, evidence: Evidence) -> str:
    """Which pod has the port already."""
    for other in evidence.pods_on(meta.name(node)):
        for taken in host_ports(other):
            if meta.key(other) != meta.key(pod) and any(collide(taken, port) for port in host_ports(pod)):
                return say(
                    "{other} has host port {port}/{protocol}",
                    other=meta.name(other),
                    port=taken[2],
                    protocol=taken[0],
                )
    return say("a host port is taken")


# Volumes


def _volumes_of(pod: Object, evidence: Evidence) -> Iterator[Object]:
    """The volumes of the pod's bound claims."""
    for name in volumes.claim_names(pod):
        claim = evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))
        chosen = claim["spec"].get("volumeName") if claim is not None else None
        volume = evidence.find("PersistentVolume", chosen) if chosen else None
        if volume is not None:
            yield volume


def _volume(pod: Object, node: Object, evidence: Evidence) -> str:
    for volume in _volumes_of(pod, evidence):
        if not volumes.is_usable_on(volume, node):
            return say(
                "volume {volume} can be used only where {affinity}",
                volume=meta.name(volume),
                affinity=affinity_text(volume),
            )
    elsewhere = [
        say("{volume} only where {affinity}", volume=meta.name(volume), affinity=affinity_text(volume))
        for volume in _offered(pod, evidence)
        if not volumes.is_usable_on(volume, node)
    ]
    if elsewhere:
        return say("the volumes that suit can be used elsewhere: {elsewhere}", elsewhere=listed(elsewhere, 3))
    return say("no volume that suits can be used there, and none can be made there")


def _offered(pod: Object, evidence: Evidence) -> Iterator[Object]:
    """The volumes that suit one of the pod's claims that have none."""
    for name in volumes.claim_names(pod):
        claim = evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))
        if claim is not None and not volumes.is_bound_completely(claim):
            yield from (v for v in evidence.list("PersistentVolume") if not any(volumes.obstacles(v, claim)))


def affinity_text(volume: Object) -> str:
    """A volume's node affinity in words."""
    terms = volumes.node_terms(volume)
    told = [
        say(" and ").join(
            f"{each['key']} {requirement_text(each)}"
            for each in [*(term.get("matchExpressions") or ()), *(term.get("matchFields") or ())]
        )
        for term in terms
    ]
    return " or ".join(told)


def _unplaced_claims(pod: Object, nodes: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    """A claim that waits for the pod, or the volume that cannot be used on these nodes."""
    for name in volumes.claim_names(pod):
        claim = inquiry.evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))
        if claim is None:
            continue
        chosen = claim["spec"].get("volumeName")
        is_bound = volumes.is_bound_completely(claim)
        if not is_bound or inquiry.evidence.find("PersistentVolume", chosen) is None:
            yield inquiry.of(claim)


def _claims(pod: Object, nodes: list[Object]) -> str:
    return " ".join(["kubectl get pvc", *within(meta.namespace(pod))])


def _zone(pod: Object, node: Object, evidence: Evidence) -> str:
    """The zones of the volumes, and the node's."""
    key = "topology.kubernetes.io/zone"
    wanted = [
        say("{volume} is in {zone}", volume=meta.name(v), zone=meta.labels(v)[key])
        for v in _volumes_of(pod, evidence)
        if key in meta.labels(v)
    ]
    return say(
        "{wanted}, the node in {zone}", wanted=listed(wanted), zone=meta.labels(node).get(key, say("no zone"))
    )


def _exclusive(pod: Object, node: Object, evidence: Evidence) -> str:
    """Who has the claim that is for one pod only."""
    for name in volumes.claim_names(pod):
        claim = evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))
        if claim is None or "ReadWriteOncePod" not in volumes.access_modes(claim):
            continue
        users = (other for other in evidence.list("Pod", meta.namespace(pod)) if volumes.uses(other, claim))
        others = [meta.name(other) for other in users if meta.name(other) != meta.name(pod)]
        if others:
            return say("claim {name} is in use by {others}", name=name, others=listed(others))
    return say("a claim is in use by another pod")


def _pods_nearby(pod: Object, nodes: list[Object]) -> str:
    return " ".join(["kubectl get pods -o wide", *within(meta.namespace(pod))])


ROWS = {
    "NodeUnschedulable": Row(
        pages.CORDON, message("uncordon a node, or wait until it is back"), _cordoned, _uncordon
    ),
    "NodeName": Row(pages.NODE_NAME, "", _named),
    "TaintToleration": Row(
        pages.TAINTS,
        message("take the taint away, give the pod a toleration, or mend what the taint tells of"),
        _taint,
        causes=_silent_nodes,
    ),
    "NodeAffinity": Row(
        pages.NODE_SELECTION,
        message("label a node as the pod asks for, or ask for less"),
        _labels,
        _show_labels,
    ),
    "NodePorts": Row(
        pages.HOST_PORTS, message("give up spec.containers[].ports[].hostPort, or free the port"), _ports
    ),
    "NodeResourcesFit": Row(
        pages.RESOURCES,
        message("ask for less in resources.requests, free some, or add a node"),
        resources_left.lacking,
    ),
    "VolumeRestrictions": Row(
        pages.ACCESS_MODES, message("delete the other pod, or use ReadWriteOnce"), _exclusive, _claims
    ),
    "VolumeBinding": Row(
        pages.VOLUME_NODES,
        message("bring back a node that the volume is for, or use a volume that can be reached from {them}"),
        _volume,
        _claims,
        _unplaced_claims,
    ),
    "VolumeZone": Row(pages.ZONES, message("add a node in the volume's zone"), _zone, _claims),
    "PodTopologySpread": Row(
        pages.SPREADING,
        message("add nodes, raise maxSkew, or use ScheduleAnyway"),
        company.spread,
        _pods_nearby,
    ),
    "InterPodAffinity": Row(
        pages.POD_AFFINITY,
        message("add a node, ask for fewer replicas, or relax the rule"),
        company.met,
        _pods_nearby,
    ),
}
"""The filter plugins of the scheduler."""
