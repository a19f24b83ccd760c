"""What a client may say in a query, and in the DeleteOptions of a body.

Each check raises ApiError 422 with all that is wrong, or 400 for what is no number.
Source: https://kubernetes.io/docs/reference/kubernetes-api/common-parameters/common-parameters/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from k8slab.sim.api import decode, status
from k8slab.sim.api.apply import APPLY_PATCH
from k8slab.sim.api.scalars import Wrong
from k8slab.sim.http.exchange import Request
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError, Kind

STRICTNESS = ("", "Ignore", "Strict", "Warn")
DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"
POLICIES = ("Foreground", "Background", "Orphan", "nil")
LONGEST_MANAGER = 128
LARGEST = 2**63 - 1
WRITES = {"POST": "CreateOptions", "PUT": "UpdateOptions", "PATCH": "PatchOptions"}
KINDS = {
    name: Kind("meta.k8s.io", "v1", name, "", "")
    for name in (*WRITES.values(), "DeleteOptions", "ListOptions")
}
"""Options are named in messages like kinds."""


def number(request: Request, name: str) -> int | None:
    """A whole number; None if it is not given."""
    text = request.query.get(name, "")
    if not text:
        return None
    digits = text[1:] if text[0] in "+-" else text
    if not (digits.isascii() and digits.isdigit()):
        raise status.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    if not -LARGEST - 1 <= int(text) <= LARGEST:
        raise status.bad_request(f'strconv.ParseInt: parsing "{text}": value out of range')
    return int(text)


def check_write(request: Request) -> None:
    """What a create, update or patch may say."""
    query = request.query
    errors = _patch_errors(request) if request.method == "PATCH" else []
    errors += _manager_errors(query.get("fieldManager", ""))
    errors += _dry_run_errors([query["dryRun"]] if query.get("dryRun") else [])
    if query.get("fieldValidation", "") not in STRICTNESS:
        errors.append(field.unsupported("fieldValidation", query["fieldValidation"], STRICTNESS))
    _refuse(WRITES[request.method], errors)


def strictness(request: Request) -> str:
    """What to do about unknown and repeated fields; the server's default is to warn."""
    return request.query.get("fieldValidation") or "Warn"


def is_dry_run(request: Request, options: Mapping[str, Any] | None = None) -> bool:
    """Is the request only to be answered as if? To be asked after the options have been checked."""
    return bool((options or {}).get("dryRun") or request.query.get("dryRun"))


def delete_options(request: Request) -> Mapping[str, Any]:
    """DeleteOptions from the body, or from the query when there is none."""
    options = _in_body(request) if request.body.strip() else _in_query(request)
    errors: list[FieldError] = []
    policy = options.get("propagationPolicy")
    if policy is not None and options.get("orphanDependents") is not None:
        why = "orphanDependents and deletionPropagation cannot be both set"
        errors.append(field.invalid("propagationPolicy", policy, why))
    if policy is not None and policy not in POLICIES[:-1]:
        errors.append(field.unsupported("propagationPolicy", policy, POLICIES))
    _refuse("DeleteOptions", errors + _dry_run_errors(options.get("dryRun") or []))
    if (options.get("gracePeriodSeconds") or 0) < 0:
        # A negative period once meant the shortest one.
        return {**options, "gracePeriodSeconds": 1}
    return options


def _patch_errors(request: Request) -> list[FieldError]:
    """An apply must say who applies; only an apply can be forced."""
    if request.content_type == APPLY_PATCH:
        missing = not request.query.get("fieldManager")
        return [field.required("fieldManager", "is required for apply patch")] if missing else []
    if "force" in request.query:
        return [field.forbidden("force", "may not be specified for non-apply patch")]
    return []


def _manager_errors(name: str) -> list[FieldError]:
    errors: list[FieldError] = []
    if len(name.encode("utf-8", "replace")) > LONGEST_MANAGER:
        errors.append(field.too_long("fieldManager", LONGEST_MANAGER))
    for position, character in enumerate(name):
        if not character.isprintable():
            why = f"invalid character U+{ord(character):04X} (at position {position})"
            errors.append(field.invalid("fieldManager", name, why))
    return errors


def _dry_run_errors(asked: Sequence[str]) -> list[FieldError]:
    if all(each == "All" for each in asked):
        return []
    return [field.unsupported("dryRun", list(asked), ("All",))]


def _refuse(options: str, errors: list[FieldError]) -> None:
    if errors:
        raise status.invalid(KINDS[options], "", errors)


def _in_body(request: Request) -> Mapping[str, Any]:
    try:
        content = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise status.bad_request(f"couldn't get version/kind; json parse error: {error}") from error
    if not isinstance(content, dict):
        raise status.bad_request("expected the body to be DeleteOptions")
    if content.get("kind", "DeleteOptions") != "DeleteOptions":
        raise status.bad_request("decoded object cannot be converted to DeleteOptions")
    try:
        options, _ = decode.read_as(DELETE_OPTIONS, content)
    except Wrong as wrong:
        raise status.bad_request(wrong.in_json()) from None
    return options


def _in_query(request: Request) -> Mapping[str, Any]:
    query = request.query
    options: dict[str, Any] = {"dryRun": [query["dryRun"]]} if query.get("dryRun") else {}
    if (seconds := number(request, "gracePeriodSeconds")) is not None:
        options["gracePeriodSeconds"] = seconds
    if "propagationPolicy" in query:
        options["propagationPolicy"] = query["propagationPolicy"]
    if "orphanDependents" in query:
        options["orphanDependents"] = request.flag("orphanDependents")
    return options
