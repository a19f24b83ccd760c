"""From a pod to its data: claims, volumes and the storage behind them.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from k8slab.objects import meta, pods, volumes
from k8slab.pictures.links.flow import Draft, Piece, Tie
from k8slab.pictures.links.member import Member
from k8slab.pictures.links.pod import node_of, pod_key
from k8slab.pictures.links.source import direct_sources, source_of
from k8slab.pictures.wording import counted, joined, natural_order, some_of
from k8slab.story import Scene
from k8slab.story.life import Object
from k8slab.translation import message, say

MOST_CANDIDATES = 3
CLAIM, VOLUME, STORAGE = "PersistentVolumeClaim", "PersistentVolume", message("Storage")
LEFT = {
    "Retain": message(
        "its data stays, and nobody else gets the volume until its claimRef is removed by hand"
    ),
    "Delete": message("it is to be deleted, with its data"),
}
"""What becomes of a released volume, by its reclaim policy."""


class Storage:
    """The claims and volumes of a scene. ``kept`` says why a StatefulSet's claims outlive their pods."""

    def __init__(self, scene: Scene, kept: str = "") -> None:
        self.scene = scene
        self.kept = kept

    def hang(self, draft: Draft, member: Member) -> None:
        """Add what hangs on a member: its claims, and what it mounts without one."""
        names = list(volumes.claim_names(member.pod)) if member.pod else []
        for name in dict.fromkeys([*names, *member.claims]):
            self._claim(draft, member, name, mounted=name in names)
        for kind, facts in (direct_sources(member.pod) if member.pod else {}).items():
            node = node_of(member.pod or {}) if kind in ("hostPath", say("local disk")) else ""
            told = (*([say("on {node}", node=node)] if node else []), *facts)
            piece = Piece(f"storage/{member.namespace}/{member.name}/{kind}", say(STORAGE), kind, "", told)
            draft.add(piece, pod_key(member), say("mounts"))

    # Claims

    def _claim(self, draft: Draft, member: Member, name: str, *, mounted: bool) -> None:
        claim = self.scene.find("persistentvolumeclaims", name, member.namespace)
        key = f"claim/{member.namespace}/{name}"
        if claim is None:
            self._missing_claim(draft, member, name, mounted=mounted)
        else:
            word, tie, reason = self._hold(member, claim, mounted=mounted)
            draft.add(_claim_piece(key, claim, self.scene), pod_key(member), word, tie, reason)
            self._volume(draft, key, claim)
        for volume in self._former(member.namespace, name, claim):
            self._released(draft, key, volume)

    def _missing_claim(self, draft: Draft, member: Member, name: str, *, mounted: bool) -> None:
        key = f"claim/{member.namespace}/{name}"
        if mounted:
            piece = Piece(key, CLAIM, name, say("missing"), there=False)
            draft.add(
                piece, pod_key(member), say("mounts"), Tie.BROKEN, say("there is no claim of this name")
            )
        else:
            draft.add(
                Piece(key, CLAIM, name, say("gone"), there=False), pod_key(member), say("had"), Tie.LOOSE
            )

    def _hold(self, member: Member, claim: Object, *, mounted: bool) -> tuple[str, Tie, str]:
        """How a member holds its claim."""
        if mounted:
            return (say("mounts"), Tie.WHOLE, "") if _is_bound(claim) else (say("waits for"), Tie.BROKEN, "")
        if member.pod is not None:
            return (
                say("does not mount"),
                Tie.LOOSE,
                say("made for a pod of this name, which does not mount it"),
            )
        if member.wanted:
            return say("keeps"), Tie.LOOSE, say("waits for {name} to be made", name=member.name)
        return (
            say("keeps"),
            Tie.LOOSE,
            joined((say("kept from {name}, which is gone", name=member.name), self.kept), ": "),
        )

    # Volumes

    def _volume(self, draft: Draft, key: str, claim: Object) -> None:
        name = str(claim["spec"].get("volumeName") or "")
        volume = self.scene.find("persistentvolumes", name) if name else None
        if not name:
            piece = Piece(f"none/{key}", VOLUME, "", say("none"), there=False)
            draft.add(piece, key, say("waits for"), *self._no_volume(claim))
        elif volume is None:
            piece = Piece(f"volume/{name}", VOLUME, name, say("gone"), there=False)
            draft.add(
                piece,
                key,
                say("bound to"),
                Tie.BROKEN,
                say("the volume is not there; its data is lost to the claim"),
            )
        else:
            broken = _refusal(volume, claim)
            tie = Tie.BROKEN if broken else Tie.WHOLE if _is_bound(claim) else Tie.LOOSE
            self._behind(draft, draft.add(_volume_piece(volume), key, say("bound to"), tie, broken), volume)

    def _released(self, draft: Draft, key: str, volume: Object) -> None:
        """A volume that still remembers an earlier claim of that name."""
        reason = say("it belongs to an earlier claim of this name")
        piece = _volume_piece(volume)
        self._behind(draft, draft.add(piece, key, say("remembered by"), Tie.BROKEN, reason), volume)

    def _no_volume(self, claim: Object) -> tuple[Tie, str]:
        """Why each volume does not fit; those that are others' are only counted.

        If one does fit, nothing is broken: the binder looks again after a while, or waits for a pod.
        """
        every = sorted(
            self.scene.objects("persistentvolumes"), key=lambda each: natural_order(meta.name(each))
        )
        if not every:
            return Tie.BROKEN, say("there are no volumes")
        against = {meta.name(each): say(" and ").join(volumes.obstacles(each, claim)) for each in every}
        if fitting := [name for name, obstacles in against.items() if not obstacles]:
            return Tie.LOOSE, say(
                "not bound yet, would fit: {fitting}", fitting=some_of(fitting, MOST_CANDIDATES)
            )
        taken = [each for each in every if volumes.phase(each) == "Bound"]
        told = [f"{meta.name(each)}: {against[meta.name(each)]}" for each in every if each not in taken]
        others = (
            say("{volumes} bound to other claims", volumes=counted(len(taken), "volume")) if taken else ""
        )
        return Tie.BROKEN, say(
            "no volume fits: {why}", why=joined((some_of(told, MOST_CANDIDATES), others), "; ")
        )

    def _former(self, namespace: str, name: str, claim: Object | None) -> list[Object]:
        """Volumes whose claimRef names such a claim, but another one than this."""
        named = self._by_claim.get((namespace, name), [])
        current = claim["spec"].get("volumeName") if claim else ""
        return [each for each in named if meta.name(each) != current and volumes.phase(each) != "Available"]

    @cached_property
    def _by_claim(self) -> dict[meta.Key, list[Object]]:
        found: dict[meta.Key, list[Object]] = {}
        for volume in self.scene.objects("persistentvolumes"):
            reference = volume["spec"].get("claimRef") or {}
            found.setdefault((reference.get("namespace", ""), reference.get("name", "")), []).append(volume)
        return found

    # Storage

    def _behind(self, draft: Draft, key: str, volume: Object) -> None:
        source = source_of(volume["spec"])
        if source is None:
            return
        trouble, place = self._reach(volume)
        maker = meta.annotations(volume).get(volumes.PROVISIONED_BY, "")
        made = (say("provisioned by {maker}", maker=maker),) if maker else ()
        facts = (*place, *source.facts, *made)
        draft.add(
            Piece(f"storage/{meta.name(volume)}", say(STORAGE), source.name, "", facts, trouble),
            key,
            say("on"),
        )

    def _reach(self, volume: Object) -> tuple[str, tuple[str, ...]]:
        """What is wrong with the nodes that can use a volume, and which they are if not all can."""
        if not volumes.node_terms(volume):
            anywhere = (say("on whichever node the pod is"),) if "hostPath" in volume["spec"] else ()
            return "", anywhere
        nodes = [node for node in self.scene.objects("nodes") if volumes.is_usable_on(volume, node)]
        if not nodes:
            return say("no node that is there can use it"), ()
        lame = [meta.name(node) for node in nodes if not pods.has_condition(node, "Ready")]
        trouble = _needs(lame) if len(lame) == len(nodes) else ""
        return trouble, (
            say("only on {nodes}", nodes=some_of([meta.name(node) for node in nodes], MOST_CANDIDATES)),
        )


def _needs(lame: list[str]) -> str:
    """What is wrong if only nodes that are not Ready can use a volume."""
    if len(lame) == 1:
        return say("needs {node}, which is not Ready", node=lame[0])
    return say("needs one of {nodes}, of which none is Ready", nodes=some_of(lame, MOST_CANDIDATES))


def _is_bound(claim: Object) -> bool:
    return volumes.phase(claim) == "Bound"


def _claim_piece(key: str, claim: Object, scene: Scene) -> Piece:
    asked = claim["spec"].get("resources", {}).get("requests", {}).get("storage", "")
    facts = (say("asks for {asked}", asked=asked) if asked else say("asks for no size"), *_terms(claim))
    state = "Terminating" if meta.is_terminating(claim) else volumes.phase(claim)
    return Piece(key, CLAIM, meta.name(claim), state, facts, _claim_trouble(claim, scene))


def _claim_trouble(claim: Object, scene: Scene) -> str:
    if volumes.phase(claim) == "Pending":
        told = scene.events_about(claim)
        return str(told[-1].get("message", "")) if told else ""
    return say("its volume is lost") if volumes.phase(claim) == "Lost" else ""


def _terms(obj: Object) -> Iterator[str]:
    """Access modes and class, of a volume or a claim."""
    yield volumes.short_modes(obj["spec"].get("accessModes")) or say("no access mode")
    name = volumes.storage_class(obj)
    yield say("class {name}", name=name) if name else say("no class")


def _volume_piece(volume: Object) -> Piece:
    size = (volume["spec"].get("capacity") or {}).get("storage", "")
    policy = str(volume["spec"].get("persistentVolumeReclaimPolicy", ""))
    state = "Terminating" if meta.is_terminating(volume) else volumes.phase(volume)
    trouble = {
        "Released": say("its claim is gone: {what_follows}", what_follows=say(LEFT.get(policy, policy))),
        "Failed": _message(volume),
    }
    facts = (str(size), *_terms(volume), say("reclaim policy {policy}", policy=policy))
    name = meta.name(volume)
    return Piece(f"volume/{name}", VOLUME, name, state, facts, trouble.get(volumes.phase(volume), ""))


def _message(volume: Object) -> str:
    return str((volume.get("status") or {}).get("message", ""))


def _refusal(volume: Object, claim: Object) -> str:
    """Why a volume is not the claim's although the claim names it; empty if it is."""
    reference = volume["spec"].get("claimRef")
    if not reference:
        return "" if _is_bound(claim) else say("the volume does not name the claim yet")
    if volumes.is_meant_for(volume, claim):
        return ""
    return say(
        "the volume is {namespace}/{name}'s",
        namespace=reference.get("namespace", ""),
        name=reference.get("name", ""),
    )
