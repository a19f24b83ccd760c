"""The binder's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds

CLAIM, VOLUME = kinds.PERSISTENT_VOLUME_CLAIM, kinds.PERSISTENT_VOLUME


def phase(obj: dict[str, Any]) -> str:
    return str(obj["status"]["phase"])


def volume_of(bench: Any, claim: str) -> str | None:
    found: str | None = bench.get(CLAIM, claim)["spec"].get("volumeName")
    return found


def test_1_a_claim_gets_the_smallest_volume_that_suits_then_the_first_by_name(bench: Any) -> None:
    for name, size in (("big", "5Gi"), ("small", "1Gi"), ("b", "2Gi"), ("a", "2Gi")):
        bench.volume(name, size)
    for claim, size in (("first", "1500Mi"), ("second", "1500Mi"), ("third", "1500Mi"), ("fourth", "1500Mi")):
        bench.claim(claim, size)
    assert [volume_of(bench, claim) for claim in ("first", "second", "third", "fourth")] == [
        "a",
        "b",
        "big",
        None,
    ]


@pytest.mark.parametrize(
    ("volume", "claim"),
    [
        ({}, {"accessModes": ["ReadWriteMany"]}),
        ({"storageClassName": "fast"}, {}),
        ({}, {"storageClassName": "fast"}),
        ({"volumeMode": "Block"}, {}),
        ({}, {"selector": {"matchLabels": {"disk": "ssd"}}}),
        ({}, {"resources": {"requests": {"storage": "2Gi"}}}),
    ],
)
def test_1_what_does_not_suit_is_not_bound(bench: Any, volume: dict[str, Any], claim: dict[str, Any]) -> None:
    bench.volume("pv", **volume)
    bench.claim("data", **claim)
    bench.settle()
    assert phase(bench.get(CLAIM, "data")) == "Pending"
    assert phase(bench.get(VOLUME, "pv")) == "Available"


def test_1_labels_and_class_that_agree_are_bound(bench: Any) -> None:
    bench.volume("pv", labels={"disk": "ssd"}, storageClassName="fast")
    bench.claim("data", selector={"matchLabels": {"disk": "ssd"}}, storageClassName="fast")
    assert volume_of(bench, "data") == "pv"


def test_1_a_volume_reserved_for_a_claim_goes_to_no_other(bench: Any) -> None:
    bench.volume("reserved", claimRef={"namespace": "default", "name": "data"})
    bench.claim("other")
    bench.claim("data", "100Mi")
    assert (volume_of(bench, "other"), volume_of(bench, "data")) == (None, "reserved")


@pytest.mark.parametrize("reference", [{"name": "data"}, {"namespace": "default"}])
def test_1_half_a_reservation_is_for_nobody(bench: Any, reference: dict[str, str]) -> None:
    bench.volume("reserved", claimRef=reference)
    bench.claim("data")
    bench.settle()
    assert volume_of(bench, "data") is None
    assert phase(bench.get(kinds.PERSISTENT_VOLUME, "reserved")) == "Available"


def test_1_a_claim_may_name_its_volume(bench: Any) -> None:
    bench.volume("a")
    bench.volume("b")
    bench.claim("data", volumeName="b")
    assert phase(bench.get(CLAIM, "data")) == "Bound"
    assert "pv.kubernetes.io/bound-by-controller" not in meta.annotations(bench.get(CLAIM, "data"))
    assert phase(bench.get(VOLUME, "a")) == "Available"


def test_1_fewer_access_modes_are_better_than_a_small_size(bench: Any) -> None:
    bench.volume("small", "1Gi", accessModes=["ReadWriteOnce", "ReadWriteMany"])
    bench.volume("plain", "5Gi")
    bench.claim("data")
    assert volume_of(bench, "data") == "plain"


@pytest.mark.parametrize(
    ("volume", "why"),
    [
        ({"capacity": {"storage": "1Mi"}}, "requested PV is too small"),
        ({"storageClassName": "fast"}, "storageClassName does not match"),
        ({"volumeMode": "Block"}, "incompatible volumeMode"),
        ({"accessModes": ["ReadOnlyMany"]}, "incompatible accessMode"),
    ],
)
def test_1_a_volume_that_is_named_must_suit(bench: Any, volume: dict[str, Any], why: str) -> None:
    bench.volume("pv", **volume)
    bench.claim("data", volumeName="pv")
    assert phase(bench.get(CLAIM, "data")) == "Pending"
    assert bench.events("data") == [f'VolumeMismatch: Cannot bind to requested volume "pv": {why}']


def test_1_a_claim_waits_for_the_volume_that_it_names(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("first")
    bench.claim("second", volumeName="pv")
    assert bench.events("second") == ['FailedBinding: volume "pv" already bound to a different claim.']
    bench.delete(CLAIM, "first")
    bench.change(VOLUME, "pv", lambda draft: draft["spec"].pop("claimRef"))
    bench.settle()
    assert phase(bench.get(CLAIM, "second")) == "Bound"


def test_1_a_reservation_does_not_ask_for_the_class_but_for_the_size(bench: Any) -> None:
    for name, size in (("large", "2Gi"), ("small", "1Mi")):
        bench.volume(name, size, storageClassName="x", claimRef={"namespace": "default", "name": name})
        bench.claim(name, storageClassName="")
    bench.settle()
    assert (volume_of(bench, "large"), volume_of(bench, "small")) == ("large", None)


def test_1_a_volume_that_is_being_deleted_is_not_for_claims(bench: Any) -> None:
    bench.volume("pv")
    bench.change(VOLUME, "pv", lambda draft: draft["metadata"]["finalizers"].append("example.com/keep"))
    bench.delete(VOLUME, "pv")
    bench.claim("data")
    bench.settle()
    assert volume_of(bench, "data") is None


def test_2_binding_is_four_writes(bench: Any) -> None:
    bench.volume("pv", accessModes=["ReadWriteOnce", "ReadWriteMany"])
    bench.mark()
    bench.claim("data", "500Mi")

    def reference(volume: dict[str, Any]) -> tuple[Any, str]:
        return (volume["spec"].get("claimRef") or {}).get("name"), phase(volume)

    def name(claim: dict[str, Any]) -> tuple[Any, str]:
        return claim["spec"].get("volumeName"), phase(claim)

    assert bench.story(VOLUME, "pv", reference) == [
        (0.0, ("data", "Available")),
        (0.0, ("data", "Bound")),
    ]
    assert bench.story(CLAIM, "data", name) == [
        (0.0, (None, "Pending")),
        (0.0, ("pv", "Pending")),
        (0.0, ("pv", "Bound")),
    ]
    claim, volume = bench.get(CLAIM, "data"), bench.get(VOLUME, "pv")
    assert claim["status"] == {
        "phase": "Bound",
        "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
        "capacity": {"storage": "1Gi"},
    }
    assert meta.annotations(claim) == {
        "pv.kubernetes.io/bind-completed": "yes",
        "pv.kubernetes.io/bound-by-controller": "yes",
    }
    assert meta.annotations(volume) == {"pv.kubernetes.io/bound-by-controller": "yes"}
    assert volume["spec"]["claimRef"]["uid"] == meta.uid(claim)
    assert volume["spec"]["claimRef"]["kind"] == "PersistentVolumeClaim"


def test_3_a_claim_whose_volume_is_gone_is_lost(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.delete(VOLUME, "pv")
    assert phase(bench.get(VOLUME, "pv")) == "Bound"
    bench.change(VOLUME, "pv", lambda volume: volume["metadata"].pop("finalizers"))
    bench.volume("pv2")
    bench.settle()
    assert phase(bench.get(CLAIM, "data")) == "Lost"
    assert bench.reasons("data") == ["ClaimLost"]
    assert phase(bench.get(VOLUME, "pv2")) == "Available"


def test_3_a_claim_whose_volume_was_freed_by_hand_is_bound_again_but_half_freed_it_is_lost(
    bench: Any,
) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.change(VOLUME, "pv", lambda volume: volume["spec"].pop("claimRef"))
    bench.settle()
    assert (phase(bench.get(CLAIM, "data")), phase(bench.get(VOLUME, "pv"))) == ("Bound", "Bound")
    bench.change(VOLUME, "pv", lambda volume: volume["spec"]["claimRef"].pop("uid"))
    assert phase(bench.get(CLAIM, "data")) == "Lost"
    assert bench.events("data") == [
        "ClaimMisbound: Two claims are bound to the same volume, this one is bound incorrectly"
    ]


def test_1_a_volume_reserved_for_a_claim_of_another_mode_is_complained_about(bench: Any) -> None:
    bench.claim("data")
    uid = meta.uid(bench.get(CLAIM, "data"))
    reference = {"namespace": "default", "name": "data", "uid": uid}
    bench.volume("pv", volumeMode="Block", claimRef=reference)
    why = 'to requested PersistentVolumeClaim "data" due to incompatible volumeMode.'
    assert bench.events("pv")[-1] == f"VolumeMismatch: Cannot bind PersistentVolume {why}"
    assert f'VolumeMismatch: Cannot bind PersistentVolume "pv" {why}' in bench.events("data")
    assert phase(bench.get(CLAIM, "data")) == "Pending"


def test_1_a_named_volume_that_is_being_deleted_is_not_taken(bench: Any) -> None:
    bench.volume("pv")
    bench.change(VOLUME, "pv", lambda volume: volume["metadata"].update(finalizers=["example.com/mine"]))
    bench.delete(VOLUME, "pv")
    bench.claim("data", volumeName="pv")
    assert bench.events("data") == [
        'VolumeMismatch: Cannot bind to requested volume "pv": the volume is marked for deletion "pv"'
    ]


def test_4_a_volume_is_released_not_free_when_its_claim_goes(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.cluster.advance(5)
    bench.delete(CLAIM, "data")
    volume = bench.get(VOLUME, "pv")
    assert volume["status"] == {"phase": "Released", "lastPhaseTransitionTime": "2026-01-01T00:00:05Z"}
    bench.claim("data")
    bench.settle()
    assert volume_of(bench, "data") is None
    bench.change(VOLUME, "pv", lambda draft: draft["spec"].pop("claimRef"))
    bench.settle()
    assert volume_of(bench, "data") == "pv"


def test_4_a_volume_reserved_by_hand_can_be_bound_again_when_its_uid_is_removed(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.delete(CLAIM, "data")
    bench.change(VOLUME, "pv", lambda draft: draft["spec"]["claimRef"].pop("uid"))
    assert phase(bench.get(VOLUME, "pv")) == "Available"
    bench.claim("other")
    bench.claim("data")
    bench.settle()
    assert (volume_of(bench, "other"), volume_of(bench, "data")) == (None, "pv")


HOST_PATH = {"nfs": None, "hostPath": {"path": "/tmp/x"}}
DRIVER = {"nfs": None, "csi": {"driver": "example.com", "volumeHandle": "x"}}


@pytest.mark.parametrize(
    ("policy", "source", "result", "events"),
    [
        ("Recycle", {}, "Available", ["VolumeRecycled: Volume recycled"]),
        (
            "Recycle",
            DRIVER,
            "Failed",
            ["VolumeFailedRecycle: No recycler plugin found for the volume!"],
        ),
        (
            "Delete",
            {},
            "Failed",
            [
                'VolumeFailedDelete: error getting deleter volume plugin for volume "pv": '
                "no deletable volume plugin matched"
            ],
        ),
        ("Delete", HOST_PATH, "gone", []),
        (
            "Delete",
            {"nfs": None, "hostPath": {"path": "/data"}},
            "Failed",
            ["VolumeFailedDelete: host_path deleter only supports /tmp/.+ but received provided /data"],
        ),
    ],
)
def test_4_what_becomes_of_a_volume_is_its_policys_affair(
    bench: Any, policy: str, source: dict[str, Any], result: str, events: list[str]
) -> None:
    bench.volume("pv", persistentVolumeReclaimPolicy=policy, **source)
    bench.claim("data")
    bench.delete(CLAIM, "data")
    volume = bench.find(VOLUME, "pv")
    assert (phase(volume) if volume else "gone") == result
    assert bench.events("pv") == events


def test_5_a_waiting_claim_is_looked_at_every_15_seconds(bench: Any) -> None:
    bench.claim("data")
    assert bench.events("data") == [
        "FailedBinding: no persistent volumes available for this claim and no storage class is set"
    ]
    bench.settle()
    assert bench.cluster.clock.now == 0.0
    bench.cluster.advance(20)
    bench.volume("pv")
    assert volume_of(bench, "data") is None
    bench.settle()
    assert volume_of(bench, "data") == "pv"
    assert bench.cluster.clock.now == 30.0


def test_5_what_is_waited_for_depends_on_the_class(bench: Any) -> None:
    for name, settings in (
        ("external", {"provisioner": "example.com/disk"}),
        ("later", {"provisioner": "example.com/disk", "volumeBindingMode": "WaitForFirstConsumer"}),
    ):
        bench.create(kinds.STORAGE_CLASS, {"metadata": {"name": name}, **settings})
    for name in ("missing", "external", "later"):
        bench.claim(name, storageClassName=name)
    assert bench.events("missing") == ['ProvisioningFailed: storageclass.storage.k8s.io "missing" not found']
    assert bench.reasons("external") == ["ExternalProvisioning"]
    assert bench.events("later") == [
        "WaitForFirstConsumer: waiting for first consumer to be created before binding"
    ]


def test_6_a_claim_that_waits_for_its_consumer_may_be_reserved_for(bench: Any) -> None:
    settings = {"provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"}
    bench.create(kinds.STORAGE_CLASS, {"metadata": {"name": "local"}, **settings})
    bench.volume("free", storageClassName="local")
    bench.claim("data", storageClassName="local")
    bench.settle()
    assert volume_of(bench, "data") is None
    reference = {"namespace": "default", "name": "data"}
    bench.volume("reserved", storageClassName="local", claimRef=reference)
    assert volume_of(bench, "data") == "reserved"


def test_7_the_default_class_of_later_is_given_to_claims_that_wait(bench: Any) -> None:
    bench.claim("open")
    bench.claim("closed", storageClassName="")
    bench.settle()
    metadata = {
        "name": "standard",
        "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
    }
    bench.create(kinds.STORAGE_CLASS, {"metadata": metadata, "provisioner": "k8s.io/minikube-hostpath"})
    bench.settle()
    assert bench.get(CLAIM, "open")["spec"]["storageClassName"] == "standard"
    assert phase(bench.get(CLAIM, "open")) == "Bound"
    assert bench.get(CLAIM, "closed")["spec"]["storageClassName"] == ""
    assert phase(bench.get(CLAIM, "closed")) == "Pending"


def default_class(bench: Any, name: str, mark: str = "storageclass.kubernetes.io/is-default-class") -> None:
    metadata = {"name": name, "annotations": {mark: "true"}}
    bench.create(kinds.STORAGE_CLASS, {"metadata": metadata, "provisioner": "example.com/none"})


def class_of(bench: Any, claim: str) -> str | None:
    found: str | None = bench.get(CLAIM, claim)["spec"].get("storageClassName")
    return found


def test_7_of_several_default_classes_the_newest_counts_and_of_equally_old_ones_the_first(bench: Any) -> None:
    default_class(bench, "old")
    bench.cluster.advance(1)
    for name in ("b", "a"):
        default_class(bench, name, "storageclass.beta.kubernetes.io/is-default-class")
    bench.claim("data")
    assert class_of(bench, "data") == "a"


def test_7_a_claim_that_says_something_about_its_class_keeps_it(bench: Any) -> None:
    default_class(bench, "standard")
    bench.claim("none", storageClassName="")
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    metadata = {"name": "former", "annotations": {"volume.beta.kubernetes.io/storage-class": "fast"}}
    bench.create(CLAIM, {"metadata": metadata, "spec": spec})
    bench.settle()
    assert (class_of(bench, "none"), class_of(bench, "former")) == ("", None)
