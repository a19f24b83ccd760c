"""From an EndpointSlice to pods and their names, and the pods that no slice leads to.

Source: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
"""

from __future__ import annotations

from collections.abc import Sequence

from k8slab.objects import dns, meta
from k8slab.pictures.links.flow import Draft, Piece, Tie
from k8slab.pictures.links.member import Member, is_selected
from k8slab.pictures.links.pod import address_of, endpoint_piece
from k8slab.pictures.links.service import condition_of, has_selector, is_headless, is_ready, target_of
from k8slab.pictures.wording import counted
from k8slab.pictures.workloads import Workloads
from k8slab.story import Scene
from k8slab.story.life import Object
from k8slab.translation import message, say

NAME, ADDRESS = message("DNS name"), message("Address")
MOST_STRANGERS = 20
"""So many endpoints of one slice that are no members are shown."""
UNREADY = message("is not Ready, so that it has no name: the Service does not publish addresses that are not")
STALE = message("the endpoint is stale: its pod is gone")


class Endpoints:
    """Hangs the ``shown`` members on slices and Services; of all others it knows only the ``names``."""

    def __init__(self, scene: Scene, names: Sequence[str], shown: Sequence[Member]) -> None:
        self.scene = scene
        self.hidden = {*names} - {member.name for member in shown}
        self.shown = {member.name: member for member in shown}
        self.workloads = Workloads(scene)

    def hang(self, draft: Draft, service: Object, slice_: Object, key: str) -> None:
        """Add what the endpoints of a slice lead to; those that are not shown are counted."""
        rest: list[Object] = []
        strangers = 0
        for endpoint in slice_.get("endpoints") or ():
            name = target_of(endpoint)
            if name in self.shown:
                self._member(draft, service, endpoint, key)
            elif name in self.hidden or strangers == MOST_STRANGERS:
                rest.append(endpoint)
            else:
                strangers += 1
                self._stranger(draft, meta.namespace(service), endpoint, key)
        if rest:
            ready = sum(is_ready(endpoint) for endpoint in rest)
            piece = Piece(
                f"rest/{key}", "", counted(len(rest), "other endpoint"), say("{ready} ready", ready=ready)
            )
            draft.add(piece, key, say("leads to"))

    def leave_out(
        self, draft: Draft, service: Object, key: str, slices: Sequence[Object], names: bool
    ) -> None:
        """Add the members that no slice leads to; ``names`` says that they have theirs by this Service."""
        targets = {target_of(endpoint) for each in slices for endpoint in each.get("endpoints") or ()}
        for member in self.shown.values() if has_selector(service) else ():
            if member.name in targets:
                continue
            if member.pod is not None and is_selected(service, member.pod):
                piece = endpoint_piece(member, self.workloads)
                draft.add(piece, key, say("selects"), Tie.LOOSE, _why_absent(member.pod))
            elif names:
                self.nameless(draft, member, key, meta.name(service), _why_nameless(member, service))

    def nameless(self, draft: Draft, member: Member, key: str, service: str, reason: str) -> None:
        """Add a member of a StatefulSet that its governing Service gives no name."""
        if member.pod is None and not member.wanted:
            return
        piece = endpoint_piece(member, self.workloads)
        pod = draft.add(piece, key, say("does not select"), Tie.BROKEN, reason)
        name = f"{member.name}.{service}.{member.namespace}.svc.{dns.DOMAIN}"
        draft.add(_unresolved(name), pod, say("would have"), Tie.BROKEN)

    def _member(self, draft: Draft, service: Object, endpoint: Object, key: str) -> None:
        member = self.shown[target_of(endpoint)]
        reason = _why_unreached(member, endpoint)
        tie, word = (Tie.BROKEN, say("does not lead to")) if reason else (Tie.WHOLE, say("leads to"))
        pod = draft.add(endpoint_piece(member, self.workloads), key, word, tie, reason)
        if is_headless(service):
            self._name(draft, service, endpoint, pod)

    def _name(self, draft: Draft, service: Object, endpoint: Object, pod: str) -> None:
        addresses = endpoint.get("addresses") or [""]
        host = endpoint.get("hostname") or str(addresses[0]).replace(".", "-")
        name = f"{host}.{dns.full_name(service)}"
        if is_ready(endpoint):
            draft.add(Piece(_name_key(name), say(NAME), name, ", ".join(addresses)), pod, say("has"))
        else:
            reason = f"{target_of(endpoint)} {say(UNREADY)}"
            draft.add(_unresolved(name), pod, say("would have"), Tie.BROKEN, reason)

    def _stranger(self, draft: Draft, namespace: str, endpoint: Object, key: str) -> None:
        """An address that was set by hand, or a pod that is no member or not there any more."""
        addresses, name = ", ".join(endpoint.get("addresses") or ()), target_of(endpoint)
        tie = Tie.WHOLE if is_ready(endpoint) else Tie.BROKEN
        if not name:
            draft.add(Piece(f"address/{key}/{addresses}", say(ADDRESS), addresses), key, say("leads to"), tie)
            return
        pod = self.scene.find("pods", name, namespace)
        member = Member(name, namespace, pod)
        stale = "" if pod is not None else say(STALE)
        piece = endpoint_piece(member, self.workloads)
        draft.add(piece, key, say("leads to"), Tie.BROKEN if stale else tie, stale)


def _unresolved(name: str) -> Piece:
    return Piece(_name_key(name), say(NAME), name, say("does not resolve"), there=False)


def _name_key(name: str) -> str:
    return f"name/{name}"


def _why_unreached(member: Member, endpoint: Object) -> str:
    """Why an endpoint does not lead to its pod; empty if it does."""
    uid = (endpoint.get("targetRef") or {}).get("uid")
    if member.pod is None or (uid and uid != meta.uid(member.pod)):
        return say(STALE)
    return (
        ""
        if is_ready(endpoint)
        else say("{name} gets no traffic: {condition}", name=member.name, condition=condition_of(endpoint))
    )


def _why_absent(pod: Object) -> str:
    return (
        say("in no EndpointSlice yet")
        if address_of(pod)
        else say("in no EndpointSlice: it has no address yet")
    )


def _why_nameless(member: Member, service: Object) -> str:
    if member.pod is None:
        return say("there is no {name}", name=member.name)
    return say(
        "the labels of {name} are not what Service {service} selects",
        name=member.name,
        service=meta.name(service),
    )
