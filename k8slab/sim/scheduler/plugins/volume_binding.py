"""A pod waits until its claims are bound, and goes where their volumes can be used.

1. All claims must be there, those of ephemeral volumes as the pod's own; those that are to be bound at once
   must be bound before any node is looked at.
2. A bound claim's volume must be usable on the node.
3. A claim that waits for its first consumer needs a free volume that is usable on the node, or a class whose
   provisioner may make one there.
4. Once a node is chosen, those volumes are reserved and those provisioners told the node; the pod goes to its
   node when all its claims are bound. If the choice of a node is taken back, the pod is scheduled anew.

Source: https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects import meta, node_selector, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Hopeless, Refusal

UNREACHABLE = "node(s) didn't match PersistentVolume's node affinity"
NO_VOLUME = "node(s) didn't find available persistent volumes to bind"
LOST_VOLUME = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
ORDER = (UNREACHABLE, NO_VOLUME, LOST_VOLUME)
Plan = list[tuple[Object, Object | None]]
"""For each claim its volume, or None where one is to be made."""


NOT_MADE = 'waiting for ephemeral volume controller to create the persistentvolumeclaim "{}"'


class VolumeBinding:
    name = "VolumeBinding"

    def __init__(self, api: Api) -> None:
        self._api = api

    def prepare(self, pod: Object) -> Check | None:
        claims = list(self._claims(pod))
        if not claims:
            return None
        unbound = [claim for claim in claims if not volumes.is_bound_completely(claim)]
        bound = [self._volume(claim) for claim in claims if volumes.is_bound_completely(claim)]

        offered = self._offered(unbound)

        def check(info: NodeInfo) -> Refusal | None:
            reasons = [*_bound_reasons(bound, info.node)]
            if self._plan(unbound, info.node, offered) is None:
                reasons.append(NO_VOLUME)
            return Refusal(tuple(sorted(reasons, key=ORDER.index)), final=True) if reasons else None

        is_free = not unbound and all(volume and not volumes.node_terms(volume) for volume in bound)
        return None if is_free else check

    def bind(self, pod: Object, node: Object) -> bool:
        """True if all claims are bound; else see to it that they will be (4)."""
        unbound = [claim for claim in self._claims(pod) if not volumes.is_bound_completely(claim)]
        for claim, volume in self._plan(unbound, node, self._offered(unbound)) or ():
            if volume is None:
                self._select_node(claim, node)
            elif (volume["spec"].get("claimRef") or {}).get("uid") != meta.uid(claim):
                self._reserve(volume, claim)
        return not unbound

    def failure(self, pod: Object, node: str) -> str:
        """Why a pod that waits for its volumes must be scheduled anew; empty if it need not (4)."""
        for name in volumes.claim_names(pod):
            claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, meta.namespace(pod))
            if claim is None:
                key = f"{meta.namespace(pod)}/{name}"
                return f'failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "{key}"'
            taken_back = meta.annotations(claim).get(volumes.SELECTED_NODE) != node
            if not volumes.is_bound_completely(claim) and taken_back and not self._is_reserved(claim):
                return f'provisioning failed for PVC "{name}"'
        return ""

    def _is_reserved(self, claim: Object) -> bool:
        return volumes.reserved(claim, self._offered([claim])) is not None

    # Claims (1)

    def _claims(self, pod: Object) -> Iterator[Object]:
        """The pod's claims; those that are not bound may wait for the pod."""
        claims = [self._claim(pod, name, own=own) for name, own in volumes.claims_of(pod)]
        for claim in claims:
            if not volumes.is_bound_completely(claim) and not self._waits_for_pod(claim):
                raise Hopeless("pod has unbound immediate PersistentVolumeClaims")
        yield from claims

    def _claim(self, pod: Object, name: str, *, own: bool) -> Object:
        claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, meta.namespace(pod))
        if claim is None:
            raise Hopeless(NOT_MADE.format(name) if own else f'persistentvolumeclaim "{name}" not found')
        if volumes.phase(claim) == "Lost":
            volume = claim["spec"].get("volumeName", "")
            raise Hopeless(
                f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
            )
        if meta.is_terminating(claim):
            raise Hopeless(f'persistentvolumeclaim "{name}" is being deleted')
        if own and not volumes.is_owned_by(claim, pod):
            raise Hopeless(volumes.not_made_for(claim, pod))
        return claim

    def _waits_for_pod(self, claim: Object) -> bool:
        found = self._class(claim)
        delayed = found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"
        return delayed and not claim["spec"].get("volumeName")

    def _class(self, claim: Object) -> Object | None:
        return self._api.find(kinds.STORAGE_CLASS, volumes.storage_class(claim))

    def _volume(self, claim: Object) -> Object | None:
        return self._api.find(kinds.PERSISTENT_VOLUME, claim["spec"]["volumeName"])

    # Claims that wait for the pod (3)

    def _offered(self, unbound: list[Object]) -> list[Object]:
        """The volumes to choose from for claims that have none: free ones, and those that name a claim."""
        index = self._api.store.index(kinds.PERSISTENT_VOLUME, volumes.takers)
        keys = dict.fromkeys(
            key for claim in unbound for key in (meta.key(claim), (volumes.storage_class(claim),))
        )
        return [volume for key in keys for volume in index.of(key)]

    def _plan(self, unbound: list[Object], node: Object, volumes_there: list[Object]) -> Plan | None:
        """What the claims would get on the node; None if that cannot be had there."""
        if not unbound:
            return []
        offered = {meta.name(each): each for each in volumes_there}
        plan: Plan = []
        for claim in sorted(unbound, key=volumes.request):
            chosen = meta.annotations(claim).get(volumes.SELECTED_NODE)
            volume = None if chosen else volumes.best_match(claim, offered.values(), node)
            if volume is not None:
                del offered[meta.name(volume)]
            elif chosen not in (None, meta.name(node)) or not self._can_be_made(claim, node):
                return None
            plan.append((claim, volume))
        return plan

    def _can_be_made(self, claim: Object, node: Object) -> bool:
        found = self._class(claim)
        if found is None or found["provisioner"] in ("", volumes.NO_PROVISIONER):
            return False
        return _allows(found.get("allowedTopologies"), node)

    def _reserve(self, volume: Object, claim: Object) -> None:
        by_hand = bool(volume["spec"].get("claimRef"))

        def change(draft: Object) -> None:
            draft["spec"]["claimRef"] = volumes.reference(claim)
            marks = {} if by_hand else {volumes.BOUND_BY_CONTROLLER: "yes"}
            draft["metadata"]["annotations"] = {**meta.annotations(draft), **marks}

        self._api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", change)

    def _select_node(self, claim: Object, node: Object) -> None:
        def change(draft: Object) -> None:
            annotations = meta.annotations(draft)
            draft["metadata"]["annotations"] = {**annotations, volumes.SELECTED_NODE: meta.name(node)}

        self._api.modify(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), meta.namespace(claim), change)


def _bound_reasons(bound: list[Object | None], node: Object) -> Iterator[str]:
    """What keeps a pod with these volumes off the node; of several the first obstacle counts (2)."""
    for volume in bound:
        if volume is None:
            yield LOST_VOLUME
            return
        if not volumes.is_usable_on(volume, node):
            yield UNREACHABLE
            return


def _allows(topologies: list[Mapping[str, Any]] | None, node: Object) -> bool:
    """True if the class makes volumes for that node."""
    if not topologies:
        return True
    terms = [
        {"matchExpressions": [{**each, "operator": "In"} for each in term.get("matchLabelExpressions") or ()]}
        for term in topologies
    ]
    return node_selector.matches(terms, node)
