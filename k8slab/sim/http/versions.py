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
from k8slab.sim.http.watch import resource_version
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.store import Store

EXACT = "Exact"
NOT_OLDER = "NotOlderThan"
MATCH = "resourceVersionMatch"
OPTIONS = Kind("meta.k8s.io", "v1", "ListOptions", "", "")
GONE = (
    "The provided continue parameter is too old to display a consistent list result. "
    "You can start a new list without the continue parameter."
)


def wanted(store: Store, query: Mapping[str, str], continued: int | None) -> int:
    """The revision to show; ``continued`` is that of the continue token. Raises ApiError 422, 410 or 504."""
    _check(query, continued)
    asked = resource_version(query.get("resourceVersion", ""))
    if continued is not None:
        return _remembered(store, continued, GONE)
    if asked > store.revision:
        raise status.too_large_version(asked, store.revision)
    if query.get(MATCH) == EXACT or (asked and not query.get(MATCH) and query.get("limit", "0") != "0"):
        return _remembered(store, asked, f"The resourceVersion for the provided list is too old: {asked}")
    return store.revision


def _remembered(store: Store, revision: int, words: str) -> int:
    oldest = store.log[0].revision - 1 if store.log else 0
    if revision < oldest:
        raise status.expired(words)
    if revision > store.revision:
        raise status.too_large_version(revision, store.revision)
    return revision


def _check(query: Mapping[str, str], continued: int | None) -> None:
    match, version = query.get(MATCH, ""), query.get("resourceVersion", "")
    if continued is not None and version not in ("", "0"):
        raise status.bad_request("specifying resource version is not allowed when using continue")
    if not match:
        return
    error = _wrong_match(match, version, continued)
    if error is not None:
        raise status.invalid(OPTIONS, "", [error])


def _wrong_match(match: str, version: str, continued: int | None) -> FieldError | None:
    if not version:
        words = "resourceVersionMatch is forbidden unless resourceVersion is provided"
    elif continued is not None:
        words = "resourceVersionMatch is forbidden when continue is provided"
    elif match not in (EXACT, NOT_OLDER):
        return FieldError(
            MATCH, "Unsupported value", match, f'supported values: "{EXACT}", "{NOT_OLDER}", ""'
        )
    elif match == EXACT and version == "0":
        words = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
    else:
        return None
    return FieldError(MATCH, "Forbidden", "", words)
