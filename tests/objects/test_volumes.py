"""Which volume suits a claim."""

from __future__ import annotations

from typing import Any

from k8slab.objects import volumes


def volume(name: str, size: str = "1Gi", phase: str = "Available", **spec: Any) -> dict[str, Any]:
    body = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce", "ReadWriteMany"], **spec}
    return {"metadata": {"name": name}, "spec": body, "status": {"phase": phase}}


def claim(size: str = "1Gi", **spec: Any) -> dict[str, Any]:
    body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    return {"metadata": {"name": "data", "namespace": "default", "uid": "1"}, "spec": body}


def chosen(wanted: dict[str, Any], *offered: dict[str, Any]) -> str | None:
    found = volumes.best_match(wanted, offered)
    return found["metadata"]["name"] if found else None


def test_the_smallest_then_the_first_by_name() -> None:
    assert chosen(claim(), volume("big", "2Gi"), volume("b"), volume("a")) == "a"
    assert chosen(claim("2Gi"), volume("small"), volume("big", "5Gi")) == "big"
    assert chosen(claim("9Gi"), volume("big", "5Gi")) is None


def test_only_free_volumes_are_chosen() -> None:
    other = {"namespace": "default", "name": "other"}
    assert chosen(claim(), volume("a", phase="Released"), volume("b", claimRef=other)) is None


def test_a_reservation_wins_over_size() -> None:
    mine = {"namespace": "default", "name": "data"}
    assert chosen(claim(), volume("a"), volume("z", "9Gi", claimRef=mine)) == "z"
    assert chosen(claim(), volume("z", claimRef={**mine, "uid": "another"})) is None


def test_the_class_may_stand_in_an_annotation() -> None:
    old = volume("a")
    old["metadata"]["annotations"] = {"volume.beta.kubernetes.io/storage-class": "fast"}
    assert chosen(claim(storageClassName="fast"), old) == "a"
    assert chosen(claim(), old) is None


def test_every_obstacle_between_a_volume_and_a_claim_is_named() -> None:
    volume = {
        "metadata": {"name": "pv", "deletionTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "volumeMode": "Block",
            "storageClassName": "slow",
            "claimRef": {"namespace": "default", "name": "other"},
        },
        "status": {"phase": "Released"},
    }
    claim = {
        "metadata": {"name": "data", "namespace": "default"},
        "spec": {
            "accessModes": ["ReadWriteMany"],
            "resources": {"requests": {"storage": "2Gi"}},
            "selector": {"matchLabels": {"disk": "fast"}},
        },
    }
    assert list(volumes.obstacles(volume, claim)) == [
        "it belongs to claim default/other",
        "its phase is Released, not Available",
        'its storageClassName is slow, the claim\'s is ""',
        "its labels do not match the claim's selector",
        "it is being deleted",
        "its capacity 1Gi is less than the 2Gi asked for",
        "its accessModes lack ReadWriteMany",
        "its volumeMode is Block, the claim asks for Filesystem",
    ]
    assert volumes.best_match(claim, [volume]) is None


def test_access_modes_are_shortened_always_in_the_same_order() -> None:
    assert volumes.short_modes(["ReadWriteMany", "ReadWriteOnce"]) == "RWO,RWX"
    assert volumes.short_modes(None) == ""
