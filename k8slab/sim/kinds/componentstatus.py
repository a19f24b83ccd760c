"""ComponentStatuses: the parts of the control plane, which are always well here.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import NAME, Cell, column
from k8slab.sim.kinds.kind import Kind

COMPONENTS = ("controller-manager", "etcd-0", "scheduler")


def healthy(name: str) -> Object:
    """A component as it is reported."""
    condition = {"type": "Healthy", "status": "True", "message": "ok"}
    return {"metadata": {"name": name}, "conditions": [condition]}


def _healthy(name: str) -> Cell:
    def cell(component: Object, now: float) -> str:
        for condition in component.get("conditions") or ():
            if condition.get("type") == "Healthy":
                return str(condition.get(name, ""))
        return ""

    return cell


def _status(component: Object, now: float) -> str:
    return "Healthy" if _healthy("status")(component, now) == "True" else "Unhealthy"


COMPONENT_STATUS = Kind(
    "",
    "v1",
    "ComponentStatus",
    "componentstatuses",
    "componentstatus",
    namespaced=False,
    short_names=("cs",),
    verbs=("get", "list"),
    columns=(
        NAME,
        column("Status", _status, text="Status of the component conditions"),
        column("Message", _healthy("message"), text="Message of the component conditions"),
        column("Error", _healthy("error"), text="Error of the component conditions"),
    ),
    deprecation="v1 ComponentStatus is deprecated in v1.19+",
)
