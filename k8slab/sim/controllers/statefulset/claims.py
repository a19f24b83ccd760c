"""A StatefulSet's claims: made with the pods, and owned as the retention policy asks.

Who owns a claim decides what goes with it: with whenDeleted Delete the set, with whenScaled Delete a pod that
the set no longer wants. The garbage collector does the deleting.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.errors import ApiError, K8slabError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.controllers.statefulset import identity

CLAIM = kinds.PERSISTENT_VOLUME_CLAIM
Report = Callable[[str, str, str], None]
"""Writes an event about the set: its type, reason and message."""


class ClaimError(K8slabError):
    """A pod cannot be made yet, for want of its claims; the message says why."""


class Claims:
    """The claims of one set's members."""

    def __init__(self, api: Api, statefulset: Object, report: Report) -> None:
        self._api = api
        self._set = statefulset
        self._report = report
        retention = statefulset["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
        self._when_deleted = retention.get("whenDeleted", "Retain") == "Delete"
        self._when_scaled = retention.get("whenScaled", "Retain") == "Delete"

    def create_missing(self, number: int) -> None:
        """Make the member's claims that are not there. Raises ClaimError if one cannot be had."""
        problems = []
        for claim in identity.new_claims(self._set, number):
            present = self._find(claim)
            if present is None:
                problems += self._create(claim, identity.pod_name(self._set, number))
            elif meta.is_terminating(present):
                problems.append(f"pvc {meta.name(claim)} is being deleted")
        if problems:
            raise ClaimError(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")

    def _create(self, claim: Object, pod: str) -> list[str]:
        name, within = meta.name(claim), f"in StatefulSet {meta.name(self._set)}"
        try:
            self._api.create(CLAIM, claim)
        except ApiError as error:
            text = f"Create Claim {name} for Pod {pod} {within} failed error: {error.message}"
            self._report("Warning", "FailedCreate", text)
            return [f"failed to create PVC {name}: {error.message}"]
        self._report("Normal", "SuccessfulCreate", f"Create Claim {name} Pod {pod} {within} success")
        return []

    def are_stale(self, number: int) -> bool:
        """True if a claim of a member to be made still belongs to its predecessor, and will go with it."""
        pod = ("v1", "Pod", identity.pod_name(self._set, number))
        owners = [_who(owner) for claim in self._present(number) for owner in meta.owners(claim)]
        return self._when_scaled and pod in owners

    def match_policy(self, pod: Object) -> bool:
        """True if every claim of the member has the owner that the policy asks for."""
        return all(self._is_settled(claim, pod) for claim in self._present(identity.ordinal(pod)))

    def settle_owners(self, pod: Object) -> None:
        """Give each claim of the member the owner that the policy asks for, and no other of the two."""
        for claim in self._present(identity.ordinal(pod)):
            if self._has_foreign_controller(claim, pod):
                text = (
                    f"PersistentVolumeClaim {meta.name(claim)} has a conflicting OwnerReference that acts as "
                    "a manging controller, the retention policy is ignored for this claim"  # codespell:ignore
                )
                self._report("Warning", "ConflictingController", text)
            if not self._is_settled(claim, pod):
                self._write_owner(claim, pod)

    def _owner(self, pod: Object) -> Object | None:
        if self._when_scaled and identity.ordinal(pod) not in identity.ordinals(self._set):
            return pod
        return self._set if self._when_deleted else None

    def _is_settled(self, claim: Object, pod: Object) -> bool:
        if any(self._is_predecessor(owner, pod) for owner in meta.owners(claim)):
            return True
        ours = [owner for owner in meta.owners(claim) if owner["uid"] in (meta.uid(self._set), meta.uid(pod))]
        owner = self._owner(pod)
        if owner is None or self._has_foreign_controller(claim, pod):
            return not ours
        return [item["uid"] for item in ours if item.get("controller")] == [meta.uid(owner)] and len(
            ours
        ) == 1

    def _write_owner(self, claim: Object, pod: Object) -> None:
        known = {_who(meta.owner_reference(self._set)), _who(meta.owner_reference(pod))}
        others = [owner for owner in meta.owners(claim) if _who(owner) not in known]
        owner = None if self._has_foreign_controller(claim, pod) else self._owner(pod)
        owners = [*others, meta.owner_reference(owner)] if owner is not None else others

        def change(draft: Object) -> None:
            draft["metadata"]["ownerReferences"] = owners

        self._api.modify(CLAIM, meta.name(claim), meta.namespace(claim), change)

    def _is_predecessor(self, owner: Object, pod: Object) -> bool:
        """True for the reference to an earlier set or pod of the same name."""
        return any(
            _who(owner) == _who(meta.owner_reference(ours)) and owner["uid"] != meta.uid(ours)
            for ours in (self._set, pod)
        )

    def _has_foreign_controller(self, claim: Object, pod: Object) -> bool:
        ours = (meta.uid(self._set), meta.uid(pod))
        controller = meta.controller_of(claim)
        has_policy = self._when_deleted or self._when_scaled
        return has_policy and controller is not None and controller["uid"] not in ours

    def _present(self, number: int) -> list[Object]:
        found = [self._find(claim) for claim in identity.new_claims(self._set, number)]
        return [claim for claim in found if claim is not None]

    def _find(self, claim: Object) -> Object | None:
        return self._api.find(CLAIM, meta.name(claim), meta.namespace(claim))


def _who(owner: Object) -> tuple[str, str, str]:
    return owner["apiVersion"], owner["kind"], owner["name"]
