"""PersistentVolumes, as checks ask about them."""

from __future__ import annotations

from k8slab.objects import quantity
from k8slab.story.life import Object


def why_useless(volume: Object, size: str, namespace: str) -> str:
    """Why no ReadWriteOnce claim of that size and without class can have a volume; empty if one can.

    A volume that a claim of the namespace has is of use.
    """
    spec, phase = volume["spec"], volume.get("status", {}).get("phase")
    if quantity.parse(spec["capacity"]["storage"]) < quantity.parse(size):
        return f"holds {spec['capacity']['storage']}"
    if "ReadWriteOnce" not in spec["accessModes"]:
        return f"offers {', '.join(spec['accessModes'])}"
    if spec.get("storageClassName"):
        return f"has the class {spec['storageClassName']}"
    mine = spec.get("claimRef", {}).get("namespace") == namespace
    return "" if phase == "Available" or (phase == "Bound" and mine) else f"is {phase}"
