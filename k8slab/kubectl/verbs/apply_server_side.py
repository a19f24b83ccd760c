"""apply --server-side: the server merges, and keeps the books on who manages which fields.

What client-side apply managed before is handed over to the new manager.
Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""

from __future__ import annotations

import json
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.client import APPLY_PATCH, JSON_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, with_source
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import manager, validation
from k8slab.objects.meta import LAST_APPLIED

MANAGER = "kubectl"
MEMORY = "kubectl-last-applied"
CLIENT_SIDE = "kubectl-client-side-apply"
ADVICE = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def check(flags: Flags) -> None:
    """Raises KubectlError for flags that do not go together."""
    if flags.on("force-conflicts") and not flags.on("server-side"):
        raise KubectlError("--force-conflicts only works with --server-side")
    if flags.on("server-side") and DryRun(flags).is_client:
        raise KubectlError(
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)"
        )


def apply(session: Session, flags: Flags, item: Item) -> dict[str, Any]:
    """The object as it is then. Raises KubectlError for conflicts."""
    applied = _send(session, flags, item)
    if DryRun(flags).query or not any(map(_is_client_side, _entries(applied))):
        return applied
    name = _query(flags)["fieldManager"]
    _hand_over(session, item, _with_its_memory(session, item, applied, name), name)
    return _send(session, flags, item)


def _query(flags: Flags) -> dict[str, str]:
    force = {"force": "true" if flags.on("force-conflicts") else "false"}
    return {**DryRun(flags).query, **manager(flags, MANAGER), **validation(flags), **force}


def _send(session: Session, flags: Flags, item: Item) -> dict[str, Any]:
    try:
        applied: dict[str, Any] = session.client.patch(
            item.path, compact(item.object), APPLY_PATCH, _query(flags)
        )
    except ApiError as error:
        if _is_conflict(error):
            raise KubectlError(error.message + ADVICE) from None
        raise with_source(error, "patching", item.source) from None
    return applied


def _is_conflict(error: ApiError) -> bool:
    causes = (error.status.get("details") or {}).get("causes") or ()
    return error.code == 409 and any(cause.get("reason") == "FieldManagerConflict" for cause in causes)


def _with_its_memory(session: Session, item: Item, applied: dict[str, Any], name: str) -> dict[str, Any]:
    """What client-side apply remembers stays, under a manager of its own, for whoever goes back to it."""
    text = (applied["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if not text or name != MANAGER:
        return applied
    known = {
        field: applied["metadata"][field] for field in ("name", "namespace") if field in applied["metadata"]
    }
    memory = {
        "apiVersion": applied["apiVersion"],
        "kind": applied["kind"],
        "metadata": {**known, "annotations": {LAST_APPLIED: text}},
    }
    query = {"fieldManager": MEMORY, "force": "true"}
    kept: dict[str, Any] = session.client.patch(item.path, compact(memory), APPLY_PATCH, query)
    return kept


def _entries(obj: dict[str, Any]) -> list[dict[str, Any]]:
    return obj["metadata"].get("managedFields") or []


def _is_client_side(entry: dict[str, Any]) -> bool:
    return (entry["manager"], entry["operation"], entry.get("subresource", "")) == (CLIENT_SIDE, "Update", "")


def _hand_over(session: Session, item: Item, applied: dict[str, Any], name: str) -> None:
    """What client-side apply managed becomes the new manager's."""
    entries: list[dict[str, Any]] = json.loads(json.dumps(_entries(applied)))
    mine = next(entry for entry in entries if (entry["manager"], entry["operation"]) == (name, "Apply"))
    for entry in filter(_is_client_side, entries):
        mine["fieldsV1"] = _together(mine["fieldsV1"], entry["fieldsV1"])
    left = [entry for entry in entries if not _is_client_side(entry)]
    version = applied["metadata"]["resourceVersion"]
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": left},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": version},
    ]
    session.client.patch(item.path, compact(patch), JSON_PATCH)


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two sets of fields as one; a field that was a leaf in one of them is a member of it still."""
    merged = dict(one)
    for name, below in other.items():
        if name not in merged:
            merged[name] = below
        elif merged[name] != below:
            itself: dict[str, Any] = {".": {}} if not below or not merged[name] else {}
            merged[name] = {**itself, **_together(merged[name], below)}
    return merged
