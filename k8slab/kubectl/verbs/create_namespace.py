"""Create a namespace."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import with_memory
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
    session: Session,
    flags: Flags,
    manifest: dict[str, Any],
    refusal: str = "",
    *,
    manager: str = MANAGER,
    remembers: bool = True,
) -> None:
    """Create an object that was made from flags, and tell it; `refusal` goes before the server's words.

    Commands that take --save-config and do nothing about it are not to be told to remember.
    """
    dry_run = DryRun(flags)
    resource = _resource(session, manifest)
    namespace = session.namespace if resource.namespaced else ""
    obj = with_memory(manifest, made_from_flags=True) if remembers and flags.on("save-config") else manifest
    if not dry_run.is_client:
        query = {**dry_run.query, **field_manager(flags, manager)}
        try:
            obj = session.client.create(resource.path(namespace), obj, query)
        except ApiError as error:
            if not refusal:
                raise
            raise KubectlError(f"{refusal}: {error}") from None
    Reporter(session, flags, declared=True).tell(
        Item(resource, namespace, manifest["metadata"]["name"], obj), obj, "created"
    )


def _resource(session: Session, manifest: dict[str, Any]) -> Resource:
    """The type; one that the server does not have is asked for all the same, so that it says so."""
    api_version, kind = manifest["apiVersion"], manifest["kind"]
    found = session.resources.by_kind(api_version, kind)
    if found is not None:
        return found
    group, _, version = api_version.rpartition("/")
    plural = kind.lower() + ("es" if kind.endswith("s") else "s")
    return Resource(group, version, plural, kind)
