"""Describe a namespace."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.describe import limitrange, resourcequota
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.errors import NoMatchError
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    sheet.field("Status", (item.object.get("status") or {}).get("phase", ""))
    quotas, ranges = (_all(session, item, kind) for kind in ("resourcequotas", "limitranges"))
    if quotas:
        resourcequota.write_all(sheet, quotas)
    elif quotas is not None:
        sheet.line("\nNo resource quota.")
    if ranges:
        limitrange.write_all(sheet, ranges)
    elif ranges is not None:
        sheet.line("\nNo LimitRange resource.")
    return sheet.aligned()


def _all(session: Session, item: Item, kind: str) -> list[dict[str, Any]] | None:
    """The namespace's objects of that kind; None if the server does not know the kind."""
    try:
        return list_objects(session, session.resources.find(kind), item.name, {})
    except (NoMatchError, ApiError):
        return None
