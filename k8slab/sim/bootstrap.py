"""What a cluster holds before anybody uses it: its namespaces, the API server's own Service, the priorities
of the system, what its own programs tell about themselves and what they serve, the roles for people; maybe a
class of volumes.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces and
https://kind.sigs.k8s.io/docs/user/quick-start/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339, rfc3339_micro
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.kinds import componentstatus, default_roles, lease, local_apis, priorityclass, service_ranges
from k8slab.sim.kinds.storageclass import DEFAULT_CLASS

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


def create_namespaces(api: Api) -> None:
    for name in NAMESPACES:
        api.create(kinds.NAMESPACE, {"metadata": {"name": name}})


def create_kubernetes_service(api: Api) -> None:
    """The Service `kubernetes`; in the recorded control plane it has no Endpoints object."""
    api.create(kinds.SERVICE, _service(), "default")


def create_default_class(api: Api) -> None:
    """The class `standard` of a kind cluster: volumes on the node that the first pod comes to."""
    metadata = {"name": "standard", "annotations": {DEFAULT_CLASS: "true"}}
    body = {"provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer"}
    api.create(kinds.STORAGE_CLASS, {"metadata": metadata, **body})


def create_system_objects(api: Api) -> None:
    """Nobody has asked for these, so that they decide about no name that is drawn later."""
    with api.store.quietly():
        for name, description in priorityclass.SYSTEM.items():
            api.create(kinds.PRIORITY_CLASS, priorityclass.of_system(name, description))
        for name in componentstatus.COMPONENTS:
            api.create(kinds.COMPONENT_STATUS, componentstatus.healthy(name))
        api.create(kinds.LEASE, _api_server_lease(api), lease.CONTROL_PLANE)
        for program in lease.PROGRAMS:
            api.create(kinds.LEASE, _program_lease(api, program), lease.CONTROL_PLANE)
        _create_what_the_api_server_makes(api)


def _create_what_the_api_server_makes(api: Api) -> None:
    for service in local_apis.of(kinds.SERVED, rfc3339(api.now)):
        api.create(kinds.API_SERVICE, service)
    for role in default_roles.roles():
        api.create(kinds.CLUSTER_ROLE, role)
    api.create(kinds.CLUSTER_ROLE_BINDING, default_roles.binding())
    name = service_ranges.DEFAULT
    api.create(kinds.SERVICE_CIDR, service_ranges.of_cluster())
    api.modify(kinds.SERVICE_CIDR, name, "", service_ranges.ready(rfc3339(api.now)), subresource="status")


def _program_lease(api: Api, program: str) -> Object:
    spec = {
        "holderIdentity": f"{lease.HOST}_{api.chance.uid('lease', program)}",
        "leaseDurationSeconds": 15,
        "acquireTime": rfc3339_micro(api.now),
        "leaseTransitions": 0,
    }
    return {"metadata": {"name": program}, "spec": spec}


def _api_server_lease(api: Api) -> Object:
    name = lease.API_SERVER
    identity = f"{name}_{api.chance.uid('lease', name)}"
    labels = {"apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": lease.HOST}
    spec = {"holderIdentity": identity, "leaseDurationSeconds": 3600}
    return {"metadata": {"name": name, "labels": labels}, "spec": spec}


def _service() -> Object:
    return {
        "metadata": {"name": "kubernetes", "labels": {"component": "apiserver", "provider": "kubernetes"}},
        "spec": {
            "clusterIP": "10.96.0.1",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
