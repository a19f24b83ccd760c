"""PersistentVolumes and the claims on them, as checks ask about them."""

from __future__ import annotations

from k8slab.checks.state import State
from k8slab.checks.unmet import expect
from k8slab.objects import meta, quantity
from k8slab.story.life import Object
from k8slab.translation import say


def enough_volumes(state: State, count: int, size: str, namespace: str) -> None:
    """Raise Unmet, telling of each volume that is of no use, if fewer fit the claims of a namespace."""
    found = state.list("persistentvolumes")
    told = {meta.name(volume): why_useless(volume, size, namespace) for volume in found}
    useless = [f"{name} {why}" for name, why in told.items() if why]
    fit = len(found) - len(useless)
    expect(
        fit >= count,
        expected=say(
            "{count} volumes for claims of {size}, ReadWriteOnce, without class", count=count, size=size
        ),
        found=say("{fit} such volumes", fit=fit) + (f"; {', '.join(useless)}" if useless else ""),
        where=say("the cluster"),
        next="kubectl get pv",
    )


def why_useless(volume: Object, size: str, namespace: str) -> str:
    """Why no ReadWriteOnce claim of that size and without class can have a volume; empty if one can.

    A volume that a claim of the namespace has is of use.
    """
    spec, phase = volume["spec"], volume.get("status", {}).get("phase")
    if quantity.parse(spec["capacity"]["storage"]) < quantity.parse(size):
        return say("holds {size}", size=spec["capacity"]["storage"])
    if "ReadWriteOnce" not in spec["accessModes"]:
        return say("offers {modes}", modes=", ".join(spec["accessModes"]))
    if spec.get("storageClassName"):
        return say("has the class {name}", name=spec["storageClassName"])
    mine = spec.get("claimRef", {}).get("namespace") == namespace
    return "" if phase == "Available" or (phase == "Bound" and mine) else say("is {phase}", phase=phase)


def asks_for(claim: Object, size: str) -> None:
    """Raise Unmet if a claim does not ask for that much."""
    asked = claim["spec"]["resources"]["requests"]["storage"]
    expect(
        quantity.parse(asked) == quantity.parse(size),
        expected=say("a claim of {size}", size=size),
        found=say("one of {asked}", asked=asked),
        where=say(
            "claim {claim}, namespace {namespace}", claim=meta.name(claim), namespace=meta.namespace(claim)
        ),
        next=say("The size stands in the claim template, and on your task sheet."),
    )
