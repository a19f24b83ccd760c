"""Volumes, claims, classes and pods under random requests: what holds at every change, and when calm."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from k8slab.errors import ApiError
from k8slab.objects import meta, volumes
from k8slab.objects.selectors import from_manifest
from k8slab.sim import kinds
from k8slab.sim.store import Change
from tests.sim.conftest import Bench, Manifest

CLAIM, VOLUME, POD, CLASS = (
    kinds.PERSISTENT_VOLUME_CLAIM,
    kinds.PERSISTENT_VOLUME,
    kinds.POD,
    kinds.STORAGE_CLASS,
)
LOOK_AGAIN = 15.0
PROVISIONERS = {
    "by-hand": ("kubernetes.io/no-provisioner", "WaitForFirstConsumer"),
    "made": ("k8s.io/minikube-hostpath", "Immediate"),
    "made-there": ("rancher.io/local-path", "WaitForFirstConsumer"),
    "nobody": ("example.com/none", "Immediate"),
}
names = st.sampled_from(["one", "two", "three"])
volume_names = st.sampled_from(["pv1", "pv2", "pv3", "pv4"])
sizes = st.sampled_from(["1Gi", "2Gi", "3Gi"])
modes = st.sampled_from([*[["ReadWriteOnce"]] * 4, ["ReadWriteMany"], ["ReadWriteOnce", "ReadWriteMany"]])
classes = st.sampled_from([*[""] * 5, "plain", *PROVISIONERS])
policies = st.sampled_from(["Retain", "Delete", "Recycle"])
kinds_of_volume = st.sampled_from([*["Filesystem"] * 9, "Block"])


def on(node: str) -> Manifest:
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
    return {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}


def given(field: str, value: Any) -> Manifest:
    """The field, unless there is nothing to say."""
    return {} if value is None else {field: value}


volume_specs = st.builds(
    lambda mode, class_, policy, kind, node, reserved: {
        "accessModes": mode,
        "persistentVolumeReclaimPolicy": policy,
        "volumeMode": kind,
        **given("storageClassName", class_ or None),
        **given("nodeAffinity", node and on(node)),
        **given("claimRef", reserved and {"namespace": "default", "name": reserved}),
    },
    modes,
    classes,
    policies,
    kinds_of_volume,
    st.sampled_from([None, None, "a", "b"]),
    st.sampled_from([None, None, None, "one", "two"]),
)
claim_specs = st.builds(
    lambda mode, class_, kind, volume, choosy: {
        "accessModes": mode,
        "volumeMode": kind,
        **given("storageClassName", class_),
        **given("volumeName", volume),
        **given("selector", {"matchLabels": {"disk": "ssd"}} if choosy else None),
    },
    modes,
    st.one_of(st.sampled_from([None, ""]), classes),
    kinds_of_volume,
    st.sampled_from([*[None] * 6, "pv1", "pv2"]),
    st.sampled_from([False, False, False, True]),
)


class UnderRequests(RuleBasedStateMachine):
    """Every change in the store is looked at when it happens."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(("a", "b"))
        self.api = self.bench.api
        self.faults: list[str] = []
        self.by_hand: set[str] = set()
        self.unprotected: set[str] = set()
        self.bench.settle()
        self.api.store.subscribe(self.look)

    # What is asked for

    @initialize(first=st.lists(volume_specs, min_size=3, max_size=3), simple=st.booleans())
    def begin(self, first: list[Manifest], simple: bool) -> None:
        for name, spec in zip(("pv1", "pv2", "pv3"), first, strict=True):
            self.bench.volume(name, "2Gi", **({} if simple else spec))
        self.bench.claim("one")

    @rule(name=volume_names, size=sizes, spec=volume_specs, labelled=st.booleans())
    def make_volume(self, name: str, size: str, spec: Manifest, labelled: bool) -> None:
        with suppress(ApiError):  # It may be there.
            self.bench.volume(name, size, labels={"disk": "ssd"} if labelled else {}, **spec)

    @rule(name=names, size=sizes, spec=claim_specs)
    def make_claim(self, name: str, size: str, spec: Manifest) -> None:
        with suppress(ApiError):
            self.bench.claim(name, size, **spec)

    @rule(name=st.sampled_from(list(PROVISIONERS)), default=st.booleans())
    def make_class(self, name: str, default: bool) -> None:
        provisioner, mode = PROVISIONERS[name]
        marks = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
        body = {"metadata": {"name": name, "annotations": marks}, "provisioner": provisioner}
        with suppress(ApiError):
            self.bench.create(CLASS, body | {"volumeBindingMode": mode, "allowVolumeExpansion": True})

    @rule(name=names, also=st.sampled_from([None, None, None, "one"]))
    def make_pod(self, name: str, also: str | None) -> None:
        claims = dict.fromkeys((name, also or name))
        mounted = [{"name": each, "persistentVolumeClaim": {"claimName": each}} for each in claims]
        with suppress(ApiError):
            self.bench.pod(f"pod-{name}", volumes=mounted)

    @rule(name=names)
    def delete_claim(self, name: str) -> None:
        with suppress(ApiError):
            self.bench.delete(CLAIM, name)

    @rule(name=names)
    def delete_pod(self, name: str) -> None:
        with suppress(ApiError):
            self.bench.delete(POD, f"pod-{name}")

    @rule(name=st.sampled_from(list(PROVISIONERS)))
    def delete_class(self, name: str) -> None:
        with suppress(ApiError):
            self.bench.delete(CLASS, name)

    @rule(name=volume_names)
    def delete_volume(self, name: str) -> None:
        with suppress(ApiError):
            self.by_hand.add(meta.uid(self.bench.get(VOLUME, name)))
            self.bench.delete(VOLUME, name)

    @rule(name=volume_names)
    def lose_volume(self, name: str) -> None:
        """Somebody deletes a volume and takes its protection off."""
        with suppress(ApiError):
            uid = meta.uid(self.bench.get(VOLUME, name))
            self.by_hand.add(uid)
            self.unprotected.add(uid)
            self.bench.delete(VOLUME, name)
            self.bench.change(VOLUME, name, lambda draft: draft["metadata"].pop("finalizers", None))

    @rule(place=st.integers(0, 3), whole=st.booleans())
    def free_volume(self, place: int, whole: bool) -> None:
        """The administrator looks at a released volume and lets others have it."""
        found = [each for each in self.api.list(VOLUME) if volumes.phase(each) == "Released"]

        def change(draft: Manifest) -> None:
            if whole:
                draft["spec"].pop("claimRef", None)
            else:
                draft["spec"].get("claimRef", {}).pop("uid", None)

        for volume in found[place : place + 1]:
            self.bench.change(VOLUME, meta.name(volume), change)

    @rule(name=names, size=sizes)
    def grow(self, name: str, size: str) -> None:
        with suppress(ApiError):
            self.bench.change(
                CLAIM, name, lambda draft: draft["spec"]["resources"]["requests"].update(storage=size)
            )

    @rule(seconds=st.sampled_from([1.0, 20.0, 700.0]))
    def wait(self, seconds: float) -> None:
        self.bench.cluster.advance(seconds)

    # What holds at every change

    def look(self, change: Change) -> None:
        if change.kind is CLAIM and change.type == "DELETED":
            self.look_at_use(change.object)
        elif change.kind is CLAIM:
            self.look_at_binding(change)
        elif change.kind is VOLUME:
            self.look_at_volume(change)

    def look_at_use(self, claim: Manifest) -> None:
        users = [pod for pod in self.api.list(POD) if meta.name(claim) in volumes.claim_names(pod)]
        if any(pod["spec"].get("nodeName") for pod in users):
            self.faults.append(f"claim {meta.name(claim)} went while a pod used it")

    def look_at_binding(self, change: Change) -> None:
        claim, before = change.object, change.previous
        if volumes.is_bound_completely(claim) and not (before and volumes.is_bound_completely(before)):
            volume = self.bench.find(VOLUME, claim["spec"]["volumeName"])
            why = "it is not there" if volume is None else unfit(volume, claim)
            if why:
                self.faults.append(f"{meta.name(claim)} was bound to {claim['spec']['volumeName']}: {why}")
        if before and volumes.is_bound_completely(before):
            had, has = before["spec"]["volumeName"], claim["spec"].get("volumeName")
            if had != has:
                self.faults.append(f"{meta.name(claim)} changed from {had} to {has}")

    def look_at_volume(self, change: Change) -> None:
        volume, before = change.object, change.previous or change.object
        name, uid = meta.name(volume), meta.uid(volume)
        retained = volume["spec"]["persistentVolumeReclaimPolicy"] == "Retain"
        if change.type == "DELETED":
            if retained and uid not in self.by_hand:
                self.faults.append(f"the retained volume {name} was deleted")
            if volumes.phase(volume) == "Bound" and uid not in self.unprotected:
                self.faults.append(f"the bound volume {name} went")
            return
        if retained and volumes.phase(volume) == "Failed":
            self.faults.append(f"the retained volume {name} was touched")
        steps = volumes.phase(before), volumes.phase(volume)
        if steps == ("Released", "Bound") or (steps == ("Released", "Available") and has_owner(volume)):
            self.faults.append(f"{name} went from {steps[0]} to {steps[1]}")

    # What holds when calm

    @invariant()
    def nothing_was_wrong(self) -> None:
        assert self.faults == []

    @invariant()
    def bindings_are_one_to_one(self) -> None:
        bound = [claim for claim in self.api.list(CLAIM) if volumes.phase(claim) == "Bound"]
        taken = [claim["spec"]["volumeName"] for claim in bound]
        assert len(taken) == len(set(taken))
        for claim in bound:
            volume = self.bench.find(VOLUME, claim["spec"]["volumeName"])
            assert volume is not None
            assert volume["spec"]["claimRef"]["uid"] == meta.uid(claim)

    @rule()
    def calm(self) -> None:
        """The cluster settles, and what could be bound is bound."""
        assert self.bench.cluster.settle(10_000)
        self.bench.cluster.advance(2 * LOOK_AGAIN)
        assert self.bench.cluster.settle(10_000)
        offered = self.api.list(VOLUME)
        for claim in self.api.list(CLAIM):
            if volumes.phase(claim) == "Pending" and not self.waits(claim):
                assert volumes.best_match(claim, offered) is None, f"{meta.name(claim)} could be bound"
        for volume in offered:
            assert (volumes.phase(volume) == "Available") <= (not has_owner(volume))

    def waits(self, claim: Manifest) -> bool:
        """True if the claim is not to be bound yet, or not by size."""
        found = self.bench.find(CLASS, volumes.storage_class(claim))
        delayed = found is not None and found["volumeBindingMode"] == "WaitForFirstConsumer"
        return delayed or meta.is_terminating(claim) or bool(claim["spec"].get("volumeName"))


def has_owner(volume: Manifest) -> bool:
    return bool((volume["spec"].get("claimRef") or {}).get("uid"))


def unfit(volume: Manifest, claim: Manifest) -> str:
    """Why the claim must not have the volume. Where both sides were told so by hand, nothing is asked."""
    reserved = volumes.BOUND_BY_CONTROLLER not in meta.annotations(volume)
    named = volumes.BOUND_BY_CONTROLLER not in meta.annotations(claim)
    if reserved and named:
        return ""
    wrong = volumes.mismatch(volume, claim)
    if reserved and wrong == "storageClassName does not match":
        return ""
    selector = from_manifest(claim["spec"].get("selector") or {})
    return wrong or ("" if reserved or named or selector.matches(meta.labels(volume)) else "other labels")


UnderRequests.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestUnderRequests = UnderRequests.TestCase
