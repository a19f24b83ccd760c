"""Namespaces.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object, is_terminating, name
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.kind import Kind

OWN_NAME = "kubernetes.io/metadata.name"
FINALIZER = "kubernetes"


def default(namespace: Object) -> None:
    """Every namespace carries its name as a label, for selectors."""
    if name(namespace):
        namespace["metadata"]["labels"] = {
            **(namespace["metadata"].get("labels") or {}),
            OWN_NAME: name(namespace),
        }


def prepare(namespace: Object, old: Object | None) -> None:
    """A namespace is Active until it is deleted; then it goes when it is empty."""
    if old is None:
        namespace["status"] = {"phase": "Active"}
        finalizers = (namespace.get("spec") or {}).get("finalizers") or []
        if FINALIZER not in finalizers:
            namespace["spec"] = {"finalizers": [*finalizers, FINALIZER]}
        return
    if "spec" in old:
        namespace["spec"] = old["spec"]
    if is_terminating(namespace) and not is_terminating(old):
        namespace["status"] = {**old["status"], "phase": "Terminating"}


NAMESPACE = Kind(
    "",
    "v1",
    "Namespace",
    "namespaces",
    "namespace",
    namespaced=False,
    short_names=("ns",),
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=("finalize", "status"),
    columns=plain(column("Status", at("status.phase"), text="The status of the namespace")),
    default=default,
    prepare=prepare,
    selectable_fields=("metadata.name", "status.phase"),
)
