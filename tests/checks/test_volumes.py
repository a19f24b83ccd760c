"""What checks ask about PersistentVolumes and claims."""

from typing import Any

import pytest

from k8slab.checks import State, Unmet
from k8slab.checks.volumes import asks_for, enough_volumes, why_useless


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


def test_too_few_volumes_are_told_with_what_is_wrong_with_the_others() -> None:
    small = volume(size="500Mi") | {"metadata": {"name": "too-small"}}
    state = State({"persistentvolumes": [volume(), small]})
    enough_volumes(state, 1, "1Gi", "zoo")
    with pytest.raises(Unmet, match="found 1 such volumes; too-small holds 500Mi"):
        enough_volumes(state, 2, "1Gi", "zoo")


def test_a_claim_of_another_size_is_told() -> None:
    requests = {"storage": "1024Mi"}
    claim = {"metadata": {"name": "data", "namespace": "zoo"}, "spec": {"resources": {"requests": requests}}}
    asks_for(claim, "1Gi")
    with pytest.raises(Unmet, match="expected a claim of 2Gi, found one of 1024Mi"):
        asks_for(claim, "2Gi")
