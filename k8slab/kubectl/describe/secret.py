"""Describe a Secret: how long its values are, not what they are."""

from __future__ import annotations

import base64

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

TOKEN = "kubernetes.io/service-account-token"


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    kind = item.object.get("type", "Opaque")
    sheet.line(f"\nType:\t{kind}\n\nData\n====")
    data = item.object.get("data") or {}
    for name in sorted(data):
        value = base64.b64decode(data[name])
        shown = value.decode() if name == "token" and kind == TOKEN else f"{len(value)} bytes"
        sheet.field(name, shown)
    return sheet.aligned()
