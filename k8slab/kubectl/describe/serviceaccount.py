"""Describe a service account."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session

ACCOUNT = "kubernetes.io/service-account.name"
TOKEN = "kubernetes.io/service-account-token"


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    sheet.lines("Image pull secrets", _names(item.object.get("imagePullSecrets")))
    sheet.lines("Mountable secrets", _names(item.object.get("secrets")))
    sheet.lines("Tokens", _tokens(session, item))
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _names(references: list[dict[str, Any]] | None) -> list[str]:
    return [str(reference["name"]) for reference in references or ()]


def _tokens(session: Session, item: Item) -> list[str]:
    """The secrets that hold tokens of the account."""
    secrets = list_objects(session, session.resources.find("secrets"), item.namespace, {})
    return [
        secret["metadata"]["name"]
        for secret in secrets
        if secret.get("type") == TOKEN
        and (secret["metadata"].get("annotations") or {}).get(ACCOUNT) == item.name
    ]
