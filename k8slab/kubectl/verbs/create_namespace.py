"""Create a namespace."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter
from k8slab.kubectl.writes import manager as field_manager

FLAGS = (
    *common.OUTPUT,
    *common.DRY_RUN,
    *common.FIELD_MANAGER,
    *common.VALIDATE,
    Flag("save-config", type="bool"),
)
MANAGER = "kubectl-create"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one namespace that is named."""
    if len(arguments) != 1:
        raise KubectlError(
            f"exactly one NAME is required, got {len(arguments)}\n"
            "See 'kubectl create namespace -h' for help and examples"
        )
    metadata = {"name": arguments[0]}
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata, "spec": {}, "status": {}}
    create_generated(session, flags, manifest)
    return 0


def create_generated(
    session: Session, flags: Flags, manifest: dict[str, Any], refusal: str = "", *, manager: str = MANAGER
) -> None:
    """Create an object that was made from flags, and tell it; `refusal` goes before the server's words."""
    dry_run = DryRun(flags)
    resource = session.resources.by_kind(manifest["apiVersion"], manifest["kind"])
    assert resource is not None
    namespace = session.namespace if resource.namespaced else ""
    obj = manifest
    if not dry_run.is_client:
        query = {**dry_run.query, **field_manager(flags, manager)}
        try:
            obj = session.client.create(resource.path(namespace), manifest, query)
        except ApiError as error:
            if not refusal:
                raise
            raise KubectlError(f"{refusal}: {error}") from None
    Reporter(session, flags).tell(
        Item(resource, namespace, manifest["metadata"]["name"], obj), obj, "created"
    )
