"""What a client itself says in `metadata.managedFields` of an object that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from k8slab.objects.meta import Object
from k8slab.sim.api.managed_fields import managers
from k8slab.sim.api.managed_fields.ledger import Author
from k8slab.sim.api.managed_fields.managers import NOBODY

if TYPE_CHECKING:
    from k8slab.sim.api.api import Api

FIELD = "managedFields"
RESET: list[Object] = [{}]


def visible(api: Api, obj: Object, patch: Any) -> Object:
    """The object as a patch finds it; its managers are worked out only for a patch that speaks of them."""
    return api.managers.with_managers(obj) if FIELD.encode() in orjson.dumps(patch) else obj


def author(api: Api, old: Object, obj: Object, subresource: str | None) -> Author:
    """Who writes, and from which managers the write starts: those in the object, if it has any of its own."""
    writer = api.author
    if not writer.is_client or writer.managed is not None:
        return writer
    if writer.subresource is None:
        writer = writer._replace(subresource=subresource or "")
    entries = obj["metadata"].get(FIELD)
    present = api.managers.managed(old) if entries else NOBODY
    if not entries or entries == managers.shown(present):
        return writer
    base = NOBODY if entries == RESET else managers.parsed(entries)
    return writer._replace(base=base) if base != present else writer
