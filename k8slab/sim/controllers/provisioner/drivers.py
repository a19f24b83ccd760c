"""The fake provisioners of a cluster: which there are, and what volumes they make.

A class that names another provisioner waits for it for ever, as on a cluster where it is not installed.
Sources: https://github.com/rancher/local-path-provisioner, https://github.com/kubernetes-csi/csi-driver-nfs
and https://minikube.sigs.k8s.io/docs/handbook/persistent_volumes/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object

ALONE = frozenset({"ReadWriteOnce", "ReadWriteOncePod"})
LOCAL_ROOT = "/opt/local-path-provisioner"
MINIKUBE_ROOT = "/tmp/hostpath-provisioner"
HOST_PATH_ROOT = "/tmp/hostpath_pv"


@dataclass(frozen=True)
class Driver:
    """One provisioner: ``source(claim, class, volume)`` gives the part of the spec that says where data is.

    ``refusal`` says why a volume cannot be made, given the claim, its class and the node that was selected.
    """

    name: str
    pod: str
    seconds: float
    source: Callable[[Object, Object, str], Object]
    refusal: Callable[[Object, Object, str], str] = lambda claim, storage, node: ""
    on_one_node: bool = False
    makes_blocks: bool = False
    expands: bool = False
    is_in_tree: bool = False
    annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def component(self) -> str:
        """In whose name events are written."""
        return "persistentvolume-controller" if self.is_in_tree else f"{self.name}_{self.pod}"


def _local_source(claim: Object, storage: Object, volume: str) -> Object:
    path = f"{LOCAL_ROOT}/{volume}_{meta.namespace(claim)}_{meta.name(claim)}"
    return {"hostPath": {"path": path, "type": "DirectoryOrCreate"}}


def _local_refusal(claim: Object, storage: Object, node: str) -> str:
    if claim["spec"].get("selector"):
        return "claim.Spec.Selector is not supported"
    if not set(claim["spec"].get("accessModes") or ()) <= ALONE:
        return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes"
    return "" if node else "configuration error, no node was specified"


def _minikube_source(claim: Object, storage: Object, volume: str) -> Object:
    return {"hostPath": {"path": f"{MINIKUBE_ROOT}/{meta.namespace(claim)}/{meta.name(claim)}", "type": ""}}


def _host_path_source(claim: Object, storage: Object, volume: str) -> Object:
    return {"hostPath": {"path": f"{HOST_PATH_ROOT}/{meta.uid(claim)}", "type": ""}}


def _nfs_source(claim: Object, storage: Object, volume: str) -> Object:
    parameters = storage.get("parameters") or {}
    server, share = parameters["server"], parameters["share"].strip("/")
    attributes = {**parameters, "subdir": volume}
    handle = f"{server}#{share}#{volume}##"
    return {"csi": {"driver": "nfs.csi.k8s.io", "volumeHandle": handle, "volumeAttributes": attributes}}


def _nfs_refusal(claim: Object, storage: Object, node: str) -> str:
    parameters = storage.get("parameters") or {}
    missing = next((name for name in ("server", "share") if not parameters.get(name)), "")
    return f"rpc error: code = InvalidArgument desc = {missing} is a required parameter" if missing else ""


DRIVERS = {
    driver.name: driver
    for driver in (
        Driver(
            "rancher.io/local-path",
            pod="local-path-provisioner-0",
            seconds=3.0,
            source=_local_source,
            refusal=_local_refusal,
            on_one_node=True,
        ),
        Driver("k8s.io/minikube-hostpath", pod="minikube", seconds=0.5, source=_minikube_source),
        Driver(
            volumes.HOST_PATH_PROVISIONER,
            pod="",
            seconds=0.1,
            source=_host_path_source,
            is_in_tree=True,
            annotations={"kubernetes.io/createdby": "hostpath-dynamic-provisioner"},
        ),
        Driver(
            "nfs.csi.k8s.io",
            pod="csi-nfs-controller-0",
            seconds=1.0,
            source=_nfs_source,
            refusal=_nfs_refusal,
            expands=True,
        ),
    )
}
