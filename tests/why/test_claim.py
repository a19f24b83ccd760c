"""Why a claim has no volume: the binder's candidates and its class."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import claim, mounting, pod, storage_class, volume
from tests.why.told import chain, link, proofs, roots


def test_every_volume_is_told_with_what_is_wrong_with_it(ground: Any) -> None:
    ground.apply(
        volume("block", volumeMode="Block"),
        volume("classy", "5Gi", storageClassName="fast"),
        volume("small", "100Mi"),
        volume("other", accessModes=["ReadOnlyMany"]),
        volume("taken", claimRef={"namespace": "default", "name": "elsewhere"}),
        claim("data"),
    )
    ground.settle()
    why = ground.why("pvc/data")
    assert proofs(link(why, "1.1")) == {
        "pv/block": "its volumeMode is Block, the claim asks for Filesystem",
        "pv/classy": 'its storageClassName is fast, the claim\'s is ""',
        "pv/other": "its accessModes lack ReadWriteOnce",
        "pv/small": "its capacity 100Mi is less than the 1Gi asked for",
        "pv/taken": "it belongs to claim default/elsewhere",
    }
    assert link(why, "1.1").advice == (
        "make a volume with 1Gi or more, accessModes ReadWriteOnce and no storageClassName"
    )


def test_no_class_and_no_default_one_is_the_trap_that_it_names(ground: Any) -> None:
    ground.apply(storage_class("fast", "ebs.csi.aws.com"), claim("data"))
    ground.settle()
    why = ground.why("pvc/data")
    assert roots(why) == [
        "cluster has no PersistentVolume",
        "pvc/data names no StorageClass, and there is no default one: of fast none is marked as default",
    ]
    assert why.root[1].page == pages.DEFAULT_CLASS


def test_an_empty_class_is_not_the_default_one(build: Any) -> None:
    ground = build(default_class=True)
    ground.apply(claim("data", storageClassName=""))
    ground.settle()
    assert roots(ground.why("pvc/data"))[1] == (
        'pvc/data has storageClassName "": it wants a volume without class, and no class makes one for it'
    )


def test_a_class_that_does_not_exist_is_told_with_those_that_do(ground: Any) -> None:
    ground.apply(storage_class("slow", "ebs.csi.aws.com"), claim("data", storageClassName="fast"))
    ground.settle()
    assert roots(ground.why("pvc/data"))[1] == (
        "pvc/data names StorageClass fast, which does not exist; there are: slow"
    )


def test_a_provisioner_that_does_nothing_is_the_cause(ground: Any) -> None:
    ground.apply(storage_class("fast", "ebs.csi.aws.com"), claim("data", storageClassName="fast"))
    ground.advance(30)
    why = ground.why("pvc/data")
    assert roots(why) == [
        "storageclass/fast has its volumes made by ebs.csi.aws.com, at once; the claim waits until that has "
        "done so"
    ]
    assert "external provisioner 'ebs.csi.aws.com'" in proofs(why.top)["event ExternalProvisioning"]


def test_a_claim_that_waits_for_its_first_consumer_says_so(ground: Any) -> None:
    late = storage_class("late", "ebs.csi.aws.com", volumeBindingMode="WaitForFirstConsumer")
    ground.apply(late, claim("data", storageClassName="late"))
    ground.settle()
    why = ground.why("pvc/data")
    assert chain(why) == [
        "1 pvc/data is Pending: its class waits for a pod that uses it before a volume is chosen or made",
        "1.1 pvc/data waits for its first consumer, and no pod uses it yet",
    ]
    assert why.root[0].page == pages.BINDING_MODE


def test_a_bound_claim_tells_its_volume_and_where_that_can_be_used(ground: Any) -> None:
    ground.apply(volume("v", nodes=["a"]), claim("data", storageClassName=""))
    ground.settle()
    why = ground.why("pvc/data")
    assert chain(why) == [
        "1 pvc/data is Bound to pv/v; nothing holds it up",
        "1.1 pv/v is Bound to claim default/data; it can be used only where kubernetes.io/hostname In a",
    ]
    assert why.is_fine


def test_a_claim_that_names_a_volume_says_what_is_wrong_with_that_one(ground: Any) -> None:
    ground.apply(volume("small", "100Mi"), claim("one", volumeName="small", storageClassName=""))
    ground.apply(claim("two", volumeName="missing", storageClassName=""))
    ground.settle()
    assert roots(ground.why("pvc/one")) == [
        "pvc/one is Pending: it asks for pv/small, which does not suit it: requested PV is too small"
    ]
    assert roots(ground.why("pvc/two")) == [
        "pvc/two is Pending: it asks for pv/missing, which does not exist"
    ]


def test_a_claim_is_kept_while_a_pod_uses_it(ground: Any) -> None:
    ground.apply(volume("v"), claim("data", storageClassName=""))
    ground.settle()
    ground.apply(pod("p", **mounting("data")))
    ground.settle()
    ground.kubectl("delete pvc data --wait=false")
    why = ground.why("pvc/data")
    assert chain(why) == [
        "1 pvc/data is Terminating",
        "1.1 pod/p uses claim data, which is kept as long as it does",
    ]
    assert why.root[0].page == pages.PROTECTION


def test_a_claim_that_lost_its_volume_says_so(ground: Any) -> None:
    ground.apply(volume("v"), claim("data", storageClassName=""))
    ground.settle()
    ground.kubectl("delete pv v --wait=false")
    ground.kubectl('patch pv v -p {"metadata":{"finalizers":null}}')
    ground.settle()
    assert chain(ground.why("pvc/data")) == [
        "1 pvc/data is Lost: its volume v is gone, and a claim never gets another one",
        "1.1 pv/v does not exist",
    ]
