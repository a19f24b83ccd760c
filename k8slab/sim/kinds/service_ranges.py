"""ServiceCIDRs and IPAddresses, the objects in which a control plane keeps track of Services' addresses. They
show what is; addresses are given out of the one range of the simulator without them.

Source: https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NAME, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind

DEFAULT = "kubernetes"
RANGE = "10.96.0.0/12"
FINALIZER = "networking.k8s.io/service-cidr-finalizer"


def _ranges(cidr: Object, now: float) -> str:
    return ",".join((cidr.get("spec") or {}).get("cidrs") or ())


def _parent(address: Object, now: float) -> str:
    parent = (address.get("spec") or {}).get("parentRef") or {}
    named = (parent.get("resource"), parent.get("group"))
    resource = ".".join(part for part in named if part)
    return "/".join(part for part in (resource, parent.get("namespace"), parent.get("name")) if part)


def prepare(cidr: Object, old: Object | None) -> None:
    if old is None:
        cidr["status"] = {}


def of_cluster() -> Object:
    """The range that Services without a wish get their addresses from."""
    return {"metadata": {"name": DEFAULT, "finalizers": [FINALIZER]}, "spec": {"cidrs": [RANGE]}}


def address_of(address: str, namespace: str, name: str) -> Object:
    """What a Service's address is known as."""
    labels = {
        "ipaddress.kubernetes.io/ip-family": "IPv4",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
    }
    parent = {"group": "", "resource": "services", "namespace": namespace, "name": name}
    return {"metadata": {"name": address, "labels": labels}, "spec": {"parentRef": parent}}


def ready(at: str) -> Callable[[Object], None]:
    """The status of a range that addresses are given out of."""
    condition = {
        "type": "Ready",
        "status": "True",
        "lastTransitionTime": at,
        "reason": "",
        "message": "Kubernetes Service CIDR is ready",
    }

    def change(cidr: Object) -> None:
        cidr["status"] = {"conditions": [condition]}

    return change


def validate(cidr: Object, old: Object | None) -> list[FieldError]:
    cidrs = (cidr.get("spec") or {}).get("cidrs")
    if not cidrs:
        return [field.required("spec.cidrs", "at least one CIDR required")]
    return [] if old is None else field.immutable("spec.cidrs", cidrs, old["spec"].get("cidrs"))


def validate_address(address: Object, old: Object | None) -> list[FieldError]:
    if not (address.get("spec") or {}).get("parentRef"):
        return [field.required("spec.parentRef")]
    return []


SERVICE_CIDR = Kind(
    "networking.k8s.io",
    "v1",
    "ServiceCIDR",
    "servicecidrs",
    "servicecidr",
    namespaced=False,
    subresources=("status",),
    columns=plain(column("CIDRs", _ranges, of="ServiceCIDRSpec.cidrs")),
    prepare=prepare,
    validate=validate,
    caveat="k8slab stores ServiceCIDRs but does not give out addresses of them (not simulated)",
)
IP_ADDRESS = Kind(
    "networking.k8s.io",
    "v1",
    "IPAddress",
    "ipaddresses",
    "ipaddress",
    namespaced=False,
    short_names=("ip",),
    columns=(NAME, column("ParentRef", _parent, of="IPAddressSpec.parentRef")),
    validate=validate_address,
    caveat="k8slab stores IPAddresses but does not reserve them (not simulated)",
)
