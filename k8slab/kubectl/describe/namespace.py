"""Describe a namespace."""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.errors import NoMatchError
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    sheet.field("Status", (item.object.get("status") or {}).get("phase", ""))
    if _has_none(session, item, "resourcequotas"):
        sheet.line("\nNo resource quota.")
    if _has_none(session, item, "limitranges"):
        sheet.line("\nNo LimitRange resource.")
    return sheet.aligned()


def _has_none(session: Session, item: Item, kind: str) -> bool:
    """True if the server knows the kind and the namespace has none of it."""
    try:
        return not list_objects(session, session.resources.find(kind), item.name, {})
    except (NoMatchError, ApiError):
        return False
