"""The sentences of validation: each function makes or finds errors of one field, in the API's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from k8slab.objects import names
from k8slab.sim.kinds.kind import FieldError

NOT_NEGATIVE = "must be greater than or equal to 0"
IMMUTABLE = "field is immutable"
PORT_RANGE = "must be between 1 and 65535, inclusive"


def required(path: str, detail: str = "") -> FieldError:
    return FieldError(path, "Required value", detail=detail)


def invalid(path: str, value: Any, detail: str = "") -> FieldError:
    return FieldError(path, "Invalid value", value, detail)


def too_long(path: str, limit: int) -> FieldError:
    return FieldError(path, "Too long", detail=f"may not be more than {limit} bytes")


def forbidden(path: str, detail: str) -> FieldError:
    return FieldError(path, "Forbidden", detail=detail)


def duplicate(path: str, value: Any) -> FieldError:
    return FieldError(path, "Duplicate value", value)


def not_found(path: str, value: Any) -> FieldError:
    return FieldError(path, "Not found", value)


def unsupported(path: str, value: Any, supported: Iterable[str]) -> FieldError:
    shown = ", ".join(f'"{item}"' for item in supported)
    return FieldError(path, "Unsupported value", value, f"supported values: {shown}")


def reasons(path: str, value: Any, found: Iterable[str]) -> list[FieldError]:
    """One error for each reason why the value is invalid."""
    return [invalid(path, value, reason) for reason in found]


def not_negative(path: str, value: int | None) -> list[FieldError]:
    return [invalid(path, value, NOT_NEGATIVE)] if value is not None and value < 0 else []


def immutable(path: str, value: Any, old: Any) -> list[FieldError]:
    return [] if value == old else [invalid(path, value, IMMUTABLE)]


def one_of(path: str, value: Any, supported: Sequence[str], *, optional: bool = False) -> list[FieldError]:
    """The value must be there, unless optional, and be one of those."""
    if not value:
        return [] if optional else [required(path)]
    return [] if value in supported else [unsupported(path, value, supported)]


def port(path: str, value: int) -> list[FieldError]:
    return [] if 1 <= value <= 65535 else [invalid(path, value, PORT_RANGE)]


def port_or_name(path: str, value: int | str | None) -> list[FieldError]:
    """A port given by its number or by its name."""
    if isinstance(value, int):
        return port(path, value)
    return reasons(path, value or "", names.port_name(value or ""))


def label(path: str, value: str) -> list[FieldError]:
    return reasons(path, value, names.label(value))


def subdomain(path: str, value: str) -> list[FieldError]:
    return reasons(path, value, names.subdomain(value))


def labels(path: str, found: Mapping[str, str] | None) -> list[FieldError]:
    """Keys and values of labels, as of any map that is matched with labels."""
    errors: list[FieldError] = []
    for key, value in sorted((found or {}).items()):
        errors += reasons(path, key, names.qualified_name(key))
        errors += reasons(path, value, names.label_value(value))
    return errors


def annotation_keys(path: str, found: Mapping[str, str] | None) -> list[FieldError]:
    errors: list[FieldError] = []
    for key in sorted(found or {}):
        errors += reasons(path, key, names.qualified_name(key.lower()))
    return errors


def int_or_percent(path: str, value: int | str) -> list[FieldError]:
    """A number that is not negative, or a percentage."""
    if isinstance(value, int):
        return not_negative(path, value)
    return reasons(path, value, names.percent(value))


def not_above_100_percent(path: str, value: int | str) -> list[FieldError]:
    if isinstance(value, int) or names.percent(value) or int(value[:-1]) <= 100:
        return []
    return [invalid(path, value, "must not be greater than 100%")]


def amount(value: int | str | None) -> int:
    """The number of a number or a percentage; 0 if it is neither."""
    if isinstance(value, int):
        return value
    return 0 if value is None or names.percent(value) else int(value[:-1])
