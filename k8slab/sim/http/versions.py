"""Which moment a list shows: what `resourceVersion` and `resourceVersionMatch` mean.

1. Without a version, with 0, or with NotOlderThan: the present.
2. Exact, or a version together with a limit: that very moment.
3. All pages of one list show the moment of the first.
4. A moment that has not come yet, or is forgotten, is refused.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
"""

from __future__ import annotations

from collections.abc import Mapping

from k8slab.sim.api import status
from k8slab.sim.http.options import KINDS
from k8slab.sim.http.watch import resource_version
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError
from k8slab.sim.store import Store

EXACT = "Exact"
NOT_OLDER = "NotOlderThan"
MATCH = "resourceVersionMatch"
INITIAL_EVENTS = "sendInitialEvents"
NOT_WITH_CONTINUE = "resourceVersionMatch is forbidden when continue is provided"
PRESENT = -1
"""The revision of a continued list that goes on with what is there now."""
TOO_OLD = "The resourceVersion for the provided list is too old."


def wanted(store: Store, query: Mapping[str, str], continued: int | None) -> int:
    """The revision to show; ``continued`` is that of the continue token, which is remembered.

    Raises ApiError 422, 410 or 504.
    """
    _check(query, continued)
    asked = resource_version(query.get("resourceVersion", ""))
    if continued == PRESENT:
        return store.revision
    if continued is not None:
        return _remembered(store, continued, TOO_OLD)
    if asked > store.revision:
        raise status.too_large_version(asked, store.revision)
    if query.get(MATCH) == EXACT or (asked and not query.get(MATCH) and query.get("limit", "0") != "0"):
        return _remembered(store, asked, TOO_OLD)
    return store.revision


def _remembered(store: Store, revision: int, words: str) -> int:
    if is_forgotten(store, revision):
        raise status.expired(words)
    if revision > store.revision:
        raise status.too_large_version(revision, store.revision)
    return revision


def is_forgotten(store: Store, revision: int) -> bool:
    return bool(store.log) and PRESENT < revision < store.log[0].revision - 1


def check_reached(store: Store, version: str) -> None:
    """A client may ask for one object not to be older than that. Raises ApiError 504 or 500."""
    asked = resource_version(version)
    if asked > store.revision:
        raise status.too_large_version(asked, store.revision)


def check_watch(store: Store, query: Mapping[str, str]) -> None:
    """Raises ApiError 422 for options that a watch cannot have.

    A watch waits for a moment that has not come yet, but the present objects can't be shown as of then: 504.
    """
    match = query.get(MATCH, "")
    errors: list[FieldError] = []
    if INITIAL_EVENTS in query and match != NOT_OLDER:
        words = f"sendInitialEvents requires setting resourceVersionMatch to {NOT_OLDER}"
        errors.append(field.forbidden(MATCH, words))
    if match and INITIAL_EVENTS not in query:
        words = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        errors.append(field.forbidden(MATCH, words))
    if match and match != NOT_OLDER:
        errors.append(field.unsupported(MATCH, match, (NOT_OLDER,)))
    if match and query.get("continue"):
        errors.append(field.forbidden(MATCH, NOT_WITH_CONTINUE))
    if errors:
        raise status.invalid(KINDS["ListOptions"], "", errors)
    if query.get(INITIAL_EVENTS) in ("1", "true"):
        check_reached(store, query.get("resourceVersion", ""))


def _check(query: Mapping[str, str], continued: int | None) -> None:
    errors = _list_errors(query)
    if errors:
        raise status.invalid(KINDS["ListOptions"], "", errors)
    if continued is not None and query.get("resourceVersion", "") not in ("", "0"):
        raise status.bad_request("specifying resource version is not allowed when using continue")


def _list_errors(query: Mapping[str, str]) -> list[FieldError]:
    match, version = query.get(MATCH, ""), query.get("resourceVersion", "")
    errors: list[FieldError] = []
    if match and not version:
        words = "resourceVersionMatch is forbidden unless resourceVersion is provided"
        errors.append(field.forbidden(MATCH, words))
    if match and query.get("continue"):
        errors.append(field.forbidden(MATCH, NOT_WITH_CONTINUE))
    if match not in ("", EXACT, NOT_OLDER):
        errors.append(field.unsupported(MATCH, match, (EXACT, NOT_OLDER, "")))
    if match == EXACT and version == "0":
        words = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
        errors.append(field.forbidden(MATCH, words))
    if INITIAL_EVENTS in query:
        errors.append(field.forbidden(INITIAL_EVENTS, "sendInitialEvents is forbidden for list"))
    return errors
