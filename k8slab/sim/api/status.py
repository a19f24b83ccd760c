"""The API server's refusals, in its exact words.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from k8slab.errors import ApiError
from k8slab.sim.kinds.kind import FieldError, Kind

NAMESPACE_TERMINATING = "NamespaceTerminating"
"""The cause of a refusal in a namespace that is on its way out."""


def failure(code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> ApiError:
    """A Status with ``status: Failure``; an empty reason and absent details are left out."""
    status: dict[str, Any] = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
    }
    if reason:
        status["reason"] = reason
    if details is not None:
        status["details"] = details
    return ApiError({**status, "code": code})


def success(kind: Kind, name: str, uid: str) -> dict[str, Any]:
    """What a delete answers when the object is gone at once."""
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {**_details(kind, name), "uid": uid},
    }


def not_found(kind: Kind, name: str) -> ApiError:
    return failure(404, "NotFound", f'{kind.qualified} "{name}" not found', _details(kind, name))


def no_such_path() -> ApiError:
    return failure(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(kind: Kind, name: str) -> ApiError:
    return failure(409, "AlreadyExists", f'{kind.qualified} "{name}" already exists', _details(kind, name))


def conflict(kind: Kind, name: str, why: str) -> ApiError:
    message = f'Operation cannot be fulfilled on {kind.qualified} "{name}": {why}'
    return failure(409, "Conflict", message, _details(kind, name))


def modified(kind: Kind, name: str) -> ApiError:
    """The resourceVersion in the request is not the present one."""
    return conflict(
        kind,
        name,
        "the object has been modified; please apply your changes to the latest version and try again",
    )


def precondition_failed(kind: Kind, name: str, field: str, expected: str, found: str) -> ApiError:
    """A DeleteOptions precondition does not hold; ``field`` is UID or ResourceVersion."""
    since = "deleted and then recreated" if field == "UID" else "modified"
    message = (
        f'Operation cannot be fulfilled on {kind.qualified_kind} "{name}": the {field} in the precondition '
        f"({expected}) does not match the {field} in record ({found}). The object might have been {since}"
    )
    return failure(409, "Conflict", message, {**_details(kind, name), "kind": kind.kind})


def invalid(kind: Kind, name: str, errors: Sequence[FieldError]) -> ApiError:
    """Field errors found by validation; several are given as a list."""
    # The same sentence twice says nothing more.
    texts = list(dict.fromkeys(map(str, errors)))
    said = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    details = {**_details(kind, name), "kind": kind.kind, "causes": [error.cause() for error in errors]}
    return failure(422, "Invalid", f'{kind.qualified_kind} "{name}" is invalid: {said}', details)


def forbidden(kind: Kind, name: str, why: str) -> ApiError:
    return failure(403, "Forbidden", f'{kind.qualified} "{name}" is forbidden: {why}', _details(kind, name))


def because(error: ApiError, reason: str, message: str, field: str) -> ApiError:
    """The error with a cause in its details."""
    cause = {"reason": reason, "message": message, "field": field}
    details = {**error.status["details"], "causes": [cause]}
    return ApiError({**error.status, "details": details})


def bad_request(message: str) -> ApiError:
    return failure(400, "BadRequest", message)


def unauthorized() -> ApiError:
    return failure(401, "Unauthorized", "Unauthorized")


def not_allowed() -> ApiError:
    message = "the server does not allow this method on the requested resource"
    return failure(405, "MethodNotAllowed", message, {})


def not_simulated(what: str, why: str) -> ApiError:
    """Kubernetes has it, a simulated cluster does not."""
    message = f"{what} is not simulated: {why}"
    return failure(405, "MethodNotAllowed", message, {})


def too_large(limit: int) -> ApiError:
    message = f"Request entity too large: limit is {limit}"
    return failure(413, "RequestEntityTooLarge", message)


def unsupported_media_type() -> ApiError:
    return failure(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})


def too_many_requests(message: str, *, retry_after: int = 0) -> ApiError:
    """A refused eviction and its cause; ``retry_after`` are the seconds to wait, if it is known how many."""
    details: dict[str, Any] = {"causes": [{"reason": "DisruptionBudget", "message": message}]}
    if retry_after:
        details["retryAfterSeconds"] = retry_after
    text = "Cannot evict pod as it would violate the pod's disruption budget."
    return failure(429, "TooManyRequests", text, details)


def too_large_version(wanted: int, present: int) -> ApiError:
    """A client asks for a moment that has not come yet."""
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    details = {"causes": [cause], "retryAfterSeconds": 1}
    words = f"Timeout: Too large resource version: {wanted}, current: {present}"
    return failure(504, "Timeout", words, details)


def expired(message: str, *, going_on: str = "") -> ApiError:
    """A moment is forgotten; ``going_on`` is the token for those who can do without it."""
    error = failure(410, "Expired", message)
    return ApiError({**error.status, "metadata": {"continue": going_on}}) if going_on else error


def _details(kind: Kind, name: str) -> dict[str, Any]:
    group = {"group": kind.group} if kind.group else {}
    return {**({"name": name} if name else {}), **group, "kind": kind.plural}
