"""Why a claim has no volume, or which one it has.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta, pods, volumes
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object, event_proof
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, created, field_proof, within
from k8slab.why.refusals import affinity_text
from k8slab.why.resources import subject
from k8slab.why.storageclass import default_classes, is_delayed, makes_volumes
from k8slab.why.words import listed, verb

EVENTS = (
    "FailedBinding",
    "VolumeMismatch",
    "ProvisioningFailed",
    "ExternalProvisioning",
    "WaitForFirstConsumer",
    "WaitForPodScheduled",
    "ClaimLost",
    "ClaimMisbound",
)


def explain(claim: Object, inquiry: Inquiry) -> Link:
    if meta.is_terminating(claim):
        return terminating(claim, list(_users(claim, inquiry)))
    if volumes.phase(claim) == "Lost":
        return _lost(claim, inquiry)
    if volumes.is_bound_completely(claim):
        return _bound(claim, inquiry)
    if name := claim["spec"].get("volumeName"):
        return _named(claim, name, inquiry)
    return _unbound(claim, inquiry)


def _users(claim: Object, inquiry: Inquiry) -> Iterator[Link]:
    """The pods for whose sake the claim is protected: those on a node."""
    for pod in inquiry.evidence.list("Pod", meta.namespace(claim)):
        if pod["spec"].get("nodeName") and volumes.uses(pod, claim) and not pods.is_terminal(pod):
            yield about(
                pod, say("uses claim {claim}, which is kept as long as it does", claim=meta.name(claim)),
                Proof("spec.volumes", f"persistentVolumeClaim {meta.name(claim)}"),
                field_proof(pod, "spec.nodeName"), page=pages.PROTECTION,
                advice=say("delete the pod, or what makes it, if you mean to give the claim up"),
            )  # fmt: skip


def _bound(claim: Object, inquiry: Inquiry) -> Link:
    name = claim["spec"]["volumeName"]
    volume = inquiry.evidence.find("PersistentVolume", name)
    says = say("is Bound to {volume}; nothing holds it up", volume=subject("PersistentVolume", name))
    if volume is None:
        says = say("is bound to {volume}, which is not there", volume=subject("PersistentVolume", name))
    elif meta.is_terminating(volume):
        says = say(
            "is Bound to {volume}, which goes when the claim does", volume=subject("PersistentVolume", name)
        )
    causes = [inquiry.of(volume)] if volume is not None and inquiry.is_asked(claim) else []
    growth = ((claim.get("status") or {}).get("conditions")) or []
    return about(
        claim,
        says,
        field_proof(claim, "spec.volumeName"),
        field_proof(claim, "status.phase"),
        field_proof(claim, "status.capacity"),
        *(Proof(say("condition {type}", type=each["type"]), str(each.get("status", ""))) for each in growth),
        since=created(claim),
        page=pages.BINDING,
        causes=causes,
        is_fine=volume is not None,
    )


def _lost(claim: Object, inquiry: Inquiry) -> Link:
    name = claim["spec"].get("volumeName", "")
    return about(
        claim, say("is Lost: its volume {name} is gone, and a claim never gets another one", name=name),
        field_proof(claim, "status.phase"), field_proof(claim, "spec.volumeName"), *_events(claim, inquiry),
        page=pages.BINDING, causes=[inquiry.about("PersistentVolume", name)] if name else [],
        advice=say("delete the claim and make it anew; the data is gone with the volume"),
    )  # fmt: skip


def _named(claim: Object, name: str, inquiry: Inquiry) -> Link:
    """It asks for one volume by name."""
    fits = False
    volume = inquiry.evidence.find("PersistentVolume", name)
    title = subject("PersistentVolume", name)
    if volume is None:
        says = say("is Pending: it asks for {title}, which does not exist", title=title)
    elif volume["spec"].get("claimRef") and not volumes.is_meant_for(volume, claim):
        owner = volume["spec"]["claimRef"]
        whose = f"{owner.get('namespace')}/{owner.get('name')}"
        says = say(
            "is Pending: it asks for {title}, which belongs to claim {whose}", title=title, whose=whose
        )
    elif why := volumes.mismatch(volume, claim):
        says = say("is Pending: it asks for {title}, which does not suit it: {why}", title=title, why=why)
    else:
        says = say("is being bound to {title}", title=title)
        fits = True
    return about(
        claim,
        says,
        field_proof(claim, "spec.volumeName"),
        *_events(claim, inquiry),
        since=created(claim),
        page=pages.RESERVING,
        is_fine=fits,
        advice=""
        if fits
        else say("make that volume, or a claim that asks for another one or for none by name"),
        next="kubectl get pv",
    )


def _unbound(claim: Object, inquiry: Inquiry) -> Link:
    """No volume that is there suits it: each with its obstacle; and no class makes one."""
    offered = inquiry.evidence.list("PersistentVolume")
    found = volumes.best_match(claim, offered)
    delayed = is_delayed(claim, inquiry.evidence)
    if found is not None and not delayed:
        says = say(
            "is Pending, but not for long: {volume} suits it",
            volume=subject("PersistentVolume", meta.name(found)),
        )
    elif delayed:
        says = say("is Pending: its class waits for a pod that uses it before a volume is chosen or made")
    else:
        says = say("is Pending: no volume suits it and none is made for it")
    causes = [] if found is not None and not delayed else list(_causes(claim, offered, inquiry))
    return about(
        claim,
        says,
        field_proof(claim, "status.phase"),
        field_proof(claim, "spec.storageClassName", say("(not set)")),
        field_proof(claim, "spec.resources.requests.storage"),
        *_events(claim, inquiry),
        since=created(claim),
        page=pages.BINDING_MODE if delayed else pages.BINDING,
        causes=causes,
        is_fine=found is not None and not delayed,
    )


def _causes(claim: Object, offered: tuple[Object, ...], inquiry: Inquiry) -> Iterator[Link]:
    if is_delayed(claim, inquiry.evidence):
        users = [
            pod for pod in inquiry.evidence.list("Pod", meta.namespace(claim)) if volumes.uses(pod, claim)
        ]
        if not users:
            yield _no_consumer(claim)
            return
        yield from (inquiry.of(pod) for pod in users if not pod["spec"].get("nodeName"))
    is_seen = inquiry.evidence.can_read("PersistentVolume")
    if is_seen and meta.annotations(claim).get(volumes.SELECTED_NODE) is None:
        yield _candidates(claim, offered, inquiry)
    yield _class(claim, inquiry)


def _candidates(claim: Object, offered: tuple[Object, ...], inquiry: Inquiry) -> Link:
    """Every volume, and what is wrong with it. Where volumes are made, none has to be there."""
    found = {meta.name(each): _obstacles(each, claim, inquiry) for each in offered}
    told = [
        Proof(subject("PersistentVolume", name), "; ".join(why) or say("free, and it suits the claim"))
        for name, why in found.items()
    ]
    suit = [name for name, why in found.items() if not why]
    names = suit or list(found)
    makes = makes_volumes(claim, inquiry.evidence)
    return Link(
        f"{verb(len(names), 'volume', 'volumes')} {listed(names)}" if names else say("cluster"),
        _says(suit, names, verb(len(names), "does", "do")),
        proofs=tuple(told),
        page=pages.BINDING,
        next="kubectl get pv",
        advice="" if suit or makes else say("make a volume with {wanted}", wanted=_wanted(claim)),
        is_fine=bool(suit) or makes,
    )


def _obstacles(volume: Object, claim: Object, inquiry: Inquiry) -> list[str]:
    """The binder's; and that no node is there that could use the volume."""
    nodes = inquiry.evidence.list("Node")
    nowhere = nodes and not any(volumes.is_usable_on(volume, node) for node in nodes)
    where = (
        [
            say(
                "it can be used only where {affinity}: on no node of the cluster",
                affinity=affinity_text(volume),
            )
        ]
        if nowhere
        else []
    )
    return [*volumes.obstacles(volume, claim), *where]


def _says(suit: list[str], names: list[str], does: str) -> str:
    if suit:
        return say("{suit} the claim", suit=verb(len(suit), "suits", "suit"))
    return say("{does} not suit the claim", does=does) if names else say("has no PersistentVolume")


def _wanted(claim: Object) -> str:
    """What a volume needs, so that the claim takes it."""
    size = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")
    modes = ", ".join(sorted(volumes.access_modes(claim)))
    name = volumes.storage_class(claim)
    of_class = f"storageClassName {name}" if name else say("no storageClassName")
    return say(
        "{size} or more, accessModes {modes} and {of_class}", size=size, modes=modes, of_class=of_class
    )


def _class(claim: Object, inquiry: Inquiry) -> Link:
    """Why its class makes no volume, or not yet."""
    name = volumes.storage_class(claim)
    if name:
        return _class_named(claim, name, inquiry)
    if claim["spec"].get("storageClassName") == "":
        return about(
            claim,
            say('has storageClassName "": it wants a volume without class, and no class makes one for it'),
            field_proof(claim, "spec.storageClassName"),
            page=pages.CLAIM_CLASS,
            advice=say(
                "make such a volume; or the claim anew with a class, or without the field for the default"
            ),
            next="kubectl get storageclass",
        )
    defaults = default_classes(inquiry.evidence)
    if defaults:
        return about(
            claim, say("has no class yet; it gets the default class {name} soon", name=defaults[0]),
            page=pages.DEFAULT_CLASS, is_fine=True, next="kubectl get storageclass",
        )  # fmt: skip
    return _no_default(claim, inquiry)


def _no_default(claim: Object, inquiry: Inquiry) -> Link:
    """The trap: without a class, and without a default one, nothing happens."""
    if not inquiry.evidence.can_read("StorageClass"):
        return about(
            claim, say("names no StorageClass: the default one counts, if there is one"),
            field_proof(claim, "spec.storageClassName", say("(not set)")), page=pages.DEFAULT_CLASS,
            next="kubectl get storageclass",
        )  # fmt: skip
    classes = [meta.name(each) for each in inquiry.evidence.list("StorageClass")]
    there = (
        say("of {classes} none is marked as default", classes=listed(classes))
        if classes
        else say("the cluster has no StorageClass")
    )
    return about(
        claim,
        say("names no StorageClass, and there is no default one: {there}", there=there),
        field_proof(claim, "spec.storageClassName", say("(not set)")),
        page=pages.DEFAULT_CLASS,
        advice=say("name a class in the claim, mark one as default, or make a volume by hand"),
        next="kubectl get storageclass",
    )


def _class_named(claim: Object, name: str, inquiry: Inquiry) -> Link:
    found = inquiry.evidence.find("StorageClass", name)
    if found is not None:
        return inquiry.of(found)
    if not inquiry.evidence.can_read("StorageClass"):
        return inquiry.about("StorageClass", name)
    classes = [meta.name(each) for each in inquiry.evidence.list("StorageClass")]
    return about(
        claim,
        say(
            "names StorageClass {name}, which does not exist; there are: {classes}",
            name=name,
            classes=listed(classes),
        ),
        field_proof(claim, "spec.storageClassName"),
        page=pages.CLAIM_CLASS,
        advice=say("make the class {name}, or the claim anew with one that is there", name=name),
        next="kubectl get storageclass",
    )


def _no_consumer(claim: Object) -> Link:
    """A claim of a class with WaitForFirstConsumer, for which there is none."""
    return about(
        claim, say("waits for its first consumer, and no pod uses it yet"), page=pages.BINDING_MODE,
        advice=say("make a pod that uses the claim: it decides on which node the volume has to be"),
        next=" ".join(["kubectl get pods", *within(meta.namespace(claim))]),
    )  # fmt: skip


def _events(claim: Object, inquiry: Inquiry) -> Iterator[Proof]:
    """The newest of its events about binding."""
    found = [each for each in inquiry.evidence.events(claim) if each.get("reason") in EVENTS]
    yield from (event_proof(each) for each in found[-1:])
