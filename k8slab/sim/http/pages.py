"""Lists, whole or in pages; all pages of one list show the same moment.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import orjson

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim.api import status
from k8slab.sim.http import versions
from k8slab.sim.http.exchange import Request
from k8slab.sim.http.selection import Selection
from k8slab.sim.store import Store

TOKEN_VERSION = "meta.k8s.io/v1"


@dataclass(frozen=True)
class Page:
    """Some objects of a list, and the list's metadata."""

    objects: list[Object]
    metadata: dict[str, Any]


@dataclass(frozen=True)
class Token:
    """Where the next page begins: after which object, at which revision."""

    revision: int
    after: Key

    def __str__(self) -> str:
        content = {"v": TOKEN_VERSION, "rv": self.revision, "start": list(self.after)}
        return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Token:
        """Raises ApiError 400 for a text that is no token."""
        try:
            content = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            namespace, name = content["start"]
            return cls(int(content["rv"]), (namespace, name))
        except (ValueError, KeyError, TypeError) as error:
            raise status.bad_request("continue key is not valid") from error


def page(store: Store, selection: Selection, request: Request) -> Page:
    """The page of the selected objects that the request asks for."""
    token = Token.parse(text) if (text := request.query.get("continue")) else None
    revision = versions.wanted(store, request.query, token.revision if token else None)
    found = _objects_at(store, selection, revision)
    rest = [obj for obj in found if token is None or meta.key(obj) > token.after]
    limit = _limit(request)
    objects = rest[:limit] if limit else rest
    metadata = {"resourceVersion": str(revision), **_more(selection, revision, objects, rest)}
    return Page(objects, metadata)


def _limit(request: Request) -> int:
    text = request.query.get("limit", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _more(selection: Selection, revision: int, objects: list[Object], rest: list[Object]) -> dict[str, Any]:
    """How to get the next page, if there is one. With selectors the server does not count ahead."""
    if len(objects) == len(rest):
        return {}
    more: dict[str, Any] = {"continue": str(Token(revision, meta.key(objects[-1])))}
    if not selection.is_partial:
        more["remainingItemCount"] = len(rest) - len(objects)
    return more


def _objects_at(store: Store, selection: Selection, revision: int) -> list[Object]:
    """The selected objects as they were at that revision."""
    if revision == store.revision:
        return selection.objects(store)
    there: dict[Key, Object] = {}
    for change in store.log:
        if change.revision <= revision and change.kind is selection.kind:
            there[meta.key(change.object)] = change.object
            if change.type == "DELETED":
                del there[meta.key(change.object)]
    return [there[key] for key in sorted(there) if selection.holds(there[key])]
