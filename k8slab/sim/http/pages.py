"""Lists, whole or in pages; all pages of one list show the same moment.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

from __future__ import annotations

import base64
import string
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim.api import status
from k8slab.sim.http import options, versions
from k8slab.sim.http.exchange import Request
from k8slab.sim.http.selection import Selection
from k8slab.sim.store import Store

TOKEN_VERSION = "meta.k8s.io/v1"
URL_SAFE = frozenset(string.ascii_letters + string.digits + "-_")
GONE = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new "
    "list without the continue parameter, or use the continue token in this response to retrieve the "
    "remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
    "that were created, modified, or deleted between the time the first chunk was returned and now may show "
    "up in the list."
)
END = "\0"
"""Ends the last key that was given: the next page begins right after it."""


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

    def text(self, selection: Selection) -> str:
        """The token as the API server writes it: the next key, seen from the listed collection."""
        key = self.after if selection.namespace is None else self.after[1:]
        start = "".join(f"/{part}" for part in key if part) + END
        content = {"v": TOKEN_VERSION, "rv": self.revision, "start": start}
        return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, selection: Selection) -> Token:
        """Raises ApiError 400 for a text that is no token."""
        try:
            content = orjson.loads(_unpacked(text))
        except (ValueError, TypeError) as error:
            raise _refused(f"{error}") from error
        if not isinstance(content, dict):
            raise _refused("json: cannot unmarshal into Go value of type storage.continueToken")
        if content.get("v") != TOKEN_VERSION:
            raise _refused(f"server does not recognize this encoded version {content.get('v', '')}")
        revision, start = content.get("rv"), content.get("start")
        if not isinstance(revision, int) or revision == 0:
            raise _refused(f"incorrect encoded start resourceVersion (version {TOKEN_VERSION})")
        if not isinstance(start, str) or not start:
            raise _refused(f"encoded start key empty (version {TOKEN_VERSION})")
        return cls(revision, _key(start, selection))


def _unpacked(text: str) -> bytes:
    if not set(text) <= URL_SAFE:
        offset = next(index for index, character in enumerate(text) if character not in URL_SAFE)
        raise ValueError(f"illegal base64 data at input byte {offset}")
    if len(text) % 4 == 1:
        raise ValueError(f"illegal base64 data at input byte {len(text) - 1}")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _key(start: str, selection: Selection) -> Key:
    """The key after which to go on. Raises ApiError 400 for one that leads out of the collection."""
    parts = start.removesuffix(END).lstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise _refused(start)
    if not selection.kind.namespaced:
        return "", parts[0]
    if selection.namespace is not None:
        return selection.namespace, parts[0]
    return parts[0], parts[1] if len(parts) > 1 else ""


def _refused(why: str) -> ApiError:
    return status.bad_request(f"invalid continue token: continue key is not valid: {why}")


def page(store: Store, selection: Selection, request: Request) -> Page:
    """The page of the selected objects that the request asks for."""
    token = Token.parse(text, selection) if (text := request.query.get("continue")) else None
    if token and versions.is_forgotten(store, token.revision):
        raise status.expired(GONE, going_on=Token(versions.PRESENT, token.after).text(selection))
    revision = versions.wanted(store, request.query, token.revision if token else None)
    found = _objects_at(store, selection, revision)
    start = bisect_right(found, token.after, key=meta.key) if token else 0
    limit = max(options.number(request, "limit") or 0, 0)
    chosen = (index for index in range(start, len(found)) if selection.holds(found[index]))
    taken = list(islice(chosen, limit or None))
    objects = [found[index] for index in taken]
    following = next(chosen, None)
    metadata = {"resourceVersion": str(revision)}
    if following is None:
        return Page(objects, metadata)
    return Page(objects, metadata | _more(selection, revision, objects[-1], len(found) - following))


def _more(selection: Selection, revision: int, last: Object, rest: int) -> dict[str, Any]:
    """How to get the next page. With selectors the server does not count ahead."""
    more: dict[str, Any] = {"continue": Token(revision, meta.key(last)).text(selection)}
    return more if selection.is_partial else {**more, "remainingItemCount": rest}


def _objects_at(store: Store, selection: Selection, revision: int) -> list[Object]:
    """The objects of the kind and namespace as they were at that revision, by namespace and name."""
    if revision == store.revision:
        return store.list(selection.kind, selection.namespace)
    there: dict[Key, Object] = {}
    for change in store.log:
        if change.revision <= revision and change.kind is selection.kind:
            there[meta.key(change.object)] = change.object
            if change.type == "DELETED":
                del there[meta.key(change.object)]
    return [there[key] for key in sorted(there)]
