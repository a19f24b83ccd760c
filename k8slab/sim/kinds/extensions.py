"""What adds kinds to an API server: custom resource definitions and API services. They can be listed and
watched; none can be created, since the kinds of a simulated cluster are fixed.

Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import CREATED_AT, NAME, column, plain
from k8slab.sim.kinds.kind import Kind

FIXED = "k8slab serves the kinds of Kubernetes itself and no others"


def _service(api: Object, now: float) -> str:
    service = (api.get("spec") or {}).get("service")
    return f"{service.get('namespace', '')}/{service.get('name', '')}" if service else "Local"


def _available(api: Object, now: float) -> str:
    for condition in (api.get("status") or {}).get("conditions") or ():
        if condition.get("type") == "Available":
            is_true = condition.get("status") == "True"
            return "True" if is_true else f"{condition.get('status')} ({condition.get('reason')})"
    return "Unknown"


CUSTOM_RESOURCE_DEFINITION = Kind(
    "apiextensions.k8s.io",
    "v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    "customresourcedefinition",
    namespaced=False,
    short_names=("crd", "crds"),
    categories=("api-extensions",),
    subresources=("status",),
    columns=(NAME, CREATED_AT),
    refusal=FIXED,
)
API_SERVICE = Kind(
    "apiregistration.k8s.io",
    "v1",
    "APIService",
    "apiservices",
    "apiservice",
    namespaced=False,
    categories=("api-extensions",),
    subresources=("status",),
    columns=plain(
        column("Service", _service, text="The reference to the service that hosts this API endpoint."),
        column("Available", _available, text="Whether this service is available."),
    ),
    refusal=FIXED,
)
