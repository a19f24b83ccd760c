"""What checks ask about PersistentVolumes."""

from typing import Any

import pytest

from k8slab.checks.volumes import why_useless


def volume(phase: str = "Available", owner: str = "", size: str = "2Gi", **spec: Any) -> dict[str, Any]:
    spec = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], **spec}
    if owner:
        spec["claimRef"] = {"namespace": owner, "name": "data-zk-0"}
    return {"metadata": {"name": "disk"}, "spec": spec, "status": {"phase": phase}}


@pytest.mark.parametrize("fit", [volume(), volume(size="3Gi"), volume("Bound", "zoo")])
def test_a_volume_that_is_free_or_ones_own_is_of_use(fit: dict[str, Any]) -> None:
    assert why_useless(fit, "2Gi", "zoo") == ""


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        (volume(size="1Gi"), "holds 1Gi"),
        (volume(accessModes=["ReadOnlyMany"]), "offers ReadOnlyMany"),
        (volume(storageClassName="fast"), "has the class fast"),
        (volume("Released", "zoo"), "is Released"),
        (volume("Bound", "ark"), "is Bound"),
    ],
)
def test_a_volume_of_no_use_says_why(unfit: dict[str, Any], why: str) -> None:
    assert why_useless(unfit, "2Gi", "zoo") == why
