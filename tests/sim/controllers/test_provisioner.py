"""The provisioners' guarantees, as numbered in the package's docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds

CLAIM, VOLUME, CLASS = kinds.PERSISTENT_VOLUME_CLAIM, kinds.PERSISTENT_VOLUME, kinds.STORAGE_CLASS
LOCAL, NFS, MINIKUBE = "rancher.io/local-path", "nfs.csi.k8s.io", "k8s.io/minikube-hostpath"
SHARE = {"server": "nfs.example.com", "share": "/export"}


def storage_class(bench: Any, name: str, provisioner: str, **more: Any) -> None:
    annotations = more.pop("annotations", {})
    bench.create(
        CLASS, {"metadata": {"name": name, "annotations": annotations}, "provisioner": provisioner, **more}
    )


def phase(obj: dict[str, Any]) -> str:
    return str(obj["status"]["phase"])


def mounting(claim: str) -> dict[str, Any]:
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]}


def volume_of(bench: Any, claim: str) -> dict[str, Any]:
    found: dict[str, Any] = bench.get(VOLUME, bench.get(CLAIM, claim)["spec"]["volumeName"])
    return found


def grow(bench: Any, claim: str, size: str) -> dict[str, Any]:
    spec = {"resources": {"requests": {"storage": size}}}
    patch = "application/merge-patch+json"
    changed: dict[str, Any] = bench.api.patch(CLAIM, claim, "default", {"spec": spec}, patch)
    bench.cluster.run_due()
    return changed


def test_1_2_a_claim_gets_a_volume_made_for_it(bench: Any) -> None:
    storage_class(
        bench, "shared", NFS, parameters=SHARE, mountOptions=["nfsvers=4.1"], reclaimPolicy="Retain"
    )
    bench.mark()
    bench.claim("data", "2Gi", accessModes=["ReadWriteMany"], storageClassName="shared")
    bench.settle()
    claim = bench.get(CLAIM, "data")
    volume = volume_of(bench, "data")
    assert meta.name(volume) == f"pvc-{meta.uid(claim)}"
    assert meta.annotations(volume) == {"pv.kubernetes.io/provisioned-by": NFS}
    spec = volume["spec"]
    assert (spec["capacity"], spec["accessModes"]) == ({"storage": "2Gi"}, ["ReadWriteMany"])
    assert (spec["persistentVolumeReclaimPolicy"], spec["mountOptions"]) == ("Retain", ["nfsvers=4.1"])
    assert spec["csi"]["volumeHandle"] == f"nfs.example.com#export#{meta.name(volume)}##"
    assert bench.story(CLAIM, "data", phase) == [(0.0, "Pending"), (1.0, "Bound")]
    assert bench.events("data") == [
        "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner "
        "'nfs.csi.k8s.io' or manually by the system administrator. If volume creation is delayed, please "
        "verify that the provisioner is running and correctly registered.",
        'Provisioning: External provisioner is provisioning volume for claim "default/data"',
        f"ProvisioningSucceeded: Successfully provisioned volume pvc-{meta.uid(claim)}",
    ]


def test_1_a_provisioner_that_is_not_there_lets_the_claim_wait(bench: Any) -> None:
    storage_class(bench, "none", "example.com/disk")
    storage_class(bench, "by-hand", "kubernetes.io/no-provisioner")
    bench.claim("a", storageClassName="none")
    bench.claim("b", storageClassName="by-hand")
    bench.settle()
    assert [phase(bench.get(CLAIM, name)) for name in "ab"] == ["Pending", "Pending"]
    assert bench.reasons("a") == ["ExternalProvisioning"]
    assert bench.events("b") == [
        "ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner"
    ]


def test_1_the_default_class_captures_a_claim_that_was_meant_for_a_volume_made_by_hand(bench: Any) -> None:
    bench.volume("by-hand")
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    storage_class(bench, "standard", MINIKUBE, annotations=default)
    bench.claim("captured")
    bench.claim("meant", storageClassName="")
    bench.settle()
    assert bench.get(CLAIM, "captured")["spec"]["storageClassName"] == "standard"
    assert meta.name(volume_of(bench, "captured")).startswith("pvc-")
    assert meta.name(volume_of(bench, "meant")) == "by-hand"


def test_3_a_local_volume_is_made_where_the_pod_goes(bench: Any) -> None:
    storage_class(bench, "local-path", LOCAL, volumeBindingMode="WaitForFirstConsumer")
    bench.claim("data", storageClassName="local-path")
    bench.settle()
    assert bench.reasons("data") == ["WaitForFirstConsumer"]
    bench.pod("p", nodeSelector={"kubernetes.io/hostname": "b"}, **mounting("data"))
    bench.settle()
    spec = volume_of(bench, "data")["spec"]
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["b"]}
    assert spec["nodeAffinity"] == {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}
    assert spec["hostPath"]["path"].endswith("_default_data")
    assert bench.node_of("p") == "b"
    bench.delete(kinds.POD, "p")
    bench.settle()
    bench.pod("p", **mounting("data"))
    assert bench.node_of("p") == "b"


def test_3_if_the_selected_node_is_gone_the_scheduler_is_asked_for_another(bench: Any) -> None:
    storage_class(bench, "local-path", LOCAL, volumeBindingMode="WaitForFirstConsumer")
    bench.claim("data", storageClassName="local-path")
    bench.pod("p", **mounting("data"))
    bench.delete(kinds.NODE, "a")
    bench.settle()
    assert bench.node_of("p") in {"b", "c"}
    assert 'ProvisioningFailed: nodes "a" not found' in bench.events("data")
    assert (
        'FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: '
        'failed to get node "a": node "a" not found'
    ) in bench.events("p")


def test_4_volumes_with_the_policy_delete_go_with_their_claims(bench: Any) -> None:
    storage_class(bench, "standard", MINIKUBE)
    bench.claim("data", storageClassName="standard")
    bench.settle()
    name = meta.name(volume_of(bench, "data"))
    bench.mark()
    bench.delete(CLAIM, "data")
    bench.settle()
    assert bench.story(VOLUME, name, phase) == [(0.5, "Released"), (1.0, "gone")]


def test_4_retained_volumes_stay(bench: Any) -> None:
    storage_class(bench, "standard", MINIKUBE, reclaimPolicy="Retain")
    bench.claim("data", storageClassName="standard")
    bench.settle()
    name = meta.name(volume_of(bench, "data"))
    bench.delete(CLAIM, "data")
    bench.settle()
    assert phase(bench.get(VOLUME, name)) == "Released"


@pytest.mark.parametrize(
    ("provisioner", "claim", "message"),
    [
        (
            LOCAL,
            {"accessModes": ["ReadWriteMany"]},
            'failed to provision volume with StorageClass "c": '
            "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes",
        ),
        (
            LOCAL,
            {},
            'failed to provision volume with StorageClass "c": configuration error, no node was specified',
        ),
        (LOCAL, {"volumeMode": "Block"}, f"{LOCAL} does not support block volume provisioning"),
        (
            NFS,
            {},
            'failed to provision volume with StorageClass "c": '
            "rpc error: code = InvalidArgument desc = server is a required parameter",
        ),
    ],
)
def test_5_what_cannot_be_made_is_tried_again_ever_more_rarely(
    bench: Any, provisioner: str, claim: dict[str, Any], message: str
) -> None:
    storage_class(bench, "c", provisioner)
    bench.claim("data", storageClassName="c", **claim)
    bench.settle()
    assert phase(bench.get(CLAIM, "data")) == "Pending"
    assert bench.events("data")[-1] == f"ProvisioningFailed: {message}"
    bench.cluster.advance(60)
    failures = [each for each in bench.api.list(kinds.EVENT) if each["reason"] == "ProvisioningFailed"]
    assert [each["count"] for each in failures] == [3]


def test_6_a_claim_grows_where_class_and_provisioner_can(bench: Any) -> None:
    storage_class(bench, "shared", NFS, parameters=SHARE, allowVolumeExpansion=True)
    bench.claim("data", storageClassName="shared")
    bench.settle()
    bench.mark()
    grow(bench, "data", "3Gi")
    assert [each["type"] for each in bench.get(CLAIM, "data")["status"]["conditions"]] == ["Resizing"]
    bench.settle()
    assert bench.story(CLAIM, "data", lambda claim: claim["status"]["capacity"]["storage"]) == [
        (1.0, "1Gi"),
        (2.0, "3Gi"),
    ]
    assert "conditions" not in bench.get(CLAIM, "data")["status"]
    assert volume_of(bench, "data")["spec"]["capacity"] == {"storage": "3Gi"}
    assert bench.events("data")[-3:] == [
        "ExternalExpanding: waiting for an external controller to expand this PVC",
        f"Resizing: External resizer is resizing volume {meta.name(volume_of(bench, 'data'))}",
        "VolumeResizeSuccessful: Resize volume succeeded",
    ]


def test_6_permission_to_grow_is_not_the_ability(bench: Any) -> None:
    storage_class(bench, "standard", MINIKUBE, allowVolumeExpansion=True)
    bench.claim("data", storageClassName="standard")
    bench.settle()
    grow(bench, "data", "3Gi")
    bench.settle()
    assert bench.get(CLAIM, "data")["status"]["capacity"] == {"storage": "1Gi"}
    assert bench.reasons("data")[-1] == "ExternalExpanding"
    grow(bench, "data", "2Gi")
    with pytest.raises(ApiError, match=r"field can not be less than status\.capacity"):
        grow(bench, "data", "1Gi")


def test_6_a_claim_may_not_grow_unless_its_class_allows_it(bench: Any) -> None:
    storage_class(bench, "standard", MINIKUBE)
    bench.claim("data", storageClassName="standard")
    bench.settle()
    with pytest.raises(ApiError) as caught:
        grow(bench, "data", "3Gi")
    assert str(caught.value) == (
        'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the '
        "storageclass that provisions the pvc must support resize"
    )


def test_hostpath_volumes_are_made_and_deleted_by_kubernetes_itself(bench: Any) -> None:
    storage_class(bench, "standard", "kubernetes.io/host-path")
    bench.claim("data", storageClassName="standard")
    bench.settle()
    volume = volume_of(bench, "data")
    path = volume["spec"]["hostPath"]["path"]
    assert path == f"/tmp/hostpath_pv/{meta.uid(bench.get(CLAIM, 'data'))}"
    assert meta.annotations(volume)["kubernetes.io/createdby"] == "hostpath-dynamic-provisioner"
    assert bench.events("data") == [
        f"ProvisioningSucceeded: Successfully provisioned volume {meta.name(volume)} "
        "using kubernetes.io/host-path"
    ]
    bench.delete(CLAIM, "data")
    bench.settle()
    assert bench.find(VOLUME, meta.name(volume)) is None
