"""The rules that names, labels and annotations must follow.

Each function returns the reasons, in the API server's words, why a value is not valid: none if it is.
Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from __future__ import annotations

import re
from functools import lru_cache

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
CONFIG_KEY = "[-._a-zA-Z0-9]+"
PORT_NAME = "[-a-z0-9]+"
PERCENT = "[0-9]+%"

EMPTY = "must be non-empty"
NO_DOTS = "must not contain dots"


def _shape(sentence: str, pattern: str, *examples: str) -> str:
    shown = ",  or ".join(f"'{example}'" for example in examples)
    return f"{sentence} (e.g. {shown}, regex used for validation is '{pattern}')"


LABEL_SHAPE = _shape(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and end with an alphanumeric character",
    LABEL,
    "my-name",
    "123-abc",
)
SUBDOMAIN_SHAPE = _shape(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character",
    SUBDOMAIN,
    "example.com",
)
LABEL_1035_SHAPE = _shape(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    "start with an alphabetic character, and end with an alphanumeric character",
    LABEL_1035,
    "my-name",
    "abc-123",
)
QUALIFIED_SHAPE = _shape(
    "must consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character",
    QUALIFIED,
    "MyName",
    "my.name",
    "123-abc",
)
LABEL_VALUE_SHAPE = _shape(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character",
    LABEL_VALUE,
    "MyValue",
    "my_value",
    "12345",
)
CONFIG_KEY_SHAPE = _shape(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    CONFIG_KEY,
    "key.name",
    "KEY_NAME",
    "key-name",
)
PERCENT_SHAPE = _shape(
    "a valid percent string must be a numeric string followed by an ending '%'", PERCENT, "1%", "93%"
)


def too_long(limit: int) -> str:
    """A name may have so many characters."""
    return f"must be no more than {limit} characters"


def too_many_bytes(limit: int) -> str:
    """A key or value of a label may have so many bytes."""
    return f"must be no more than {limit} bytes"


def _check(value: str, pattern: str, shape: str, limit: int) -> list[str]:
    reasons = [too_long(limit)] if len(value) > limit else []
    return reasons if re.fullmatch(pattern, value) else [*reasons, shape]


def label(value: str) -> list[str]:
    """Why this is not an RFC 1123 label (namespaces, StatefulSets, containers)."""
    shape = NO_DOTS if re.fullmatch(SUBDOMAIN, value) else LABEL_SHAPE
    return _check(value, LABEL, shape, 63)


@lru_cache(maxsize=4096)
def _subdomain(value: str) -> tuple[str, ...]:
    return tuple(_check(value, SUBDOMAIN, SUBDOMAIN_SHAPE, 253))


def subdomain(value: str) -> list[str]:
    """Why this is not an RFC 1123 subdomain (most objects' names)."""
    return list(_subdomain(value))


def label_1035(value: str) -> list[str]:
    """Why this is not a DNS label of RFC 1035 (Services)."""
    return _check(value, LABEL_1035, LABEL_1035_SHAPE, 63)


def path_segment(value: str) -> list[str]:
    """Why this cannot be one part of a URL's path (Roles and their bindings)."""
    if value in (".", ".."):
        return [f"may not be '{value}'"]
    return [f"may not contain '{character}'" for character in "/%" if character in value]


@lru_cache(maxsize=4096)
def _qualified(value: str) -> tuple[str, ...]:
    prefix, slash, name = value.rpartition("/")
    reasons: list[str] = []
    if "/" in prefix:
        optional = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return ("a qualified name " + QUALIFIED_SHAPE + optional,)
    if slash:
        reasons += ["prefix part " + reason for reason in ([EMPTY] if not prefix else subdomain(prefix))]
    if not name:
        reasons.append("name part " + EMPTY)
    elif len(name) > 63:
        reasons.append("name part " + too_many_bytes(63))
    if not re.fullmatch(QUALIFIED, name):
        reasons.append("name part " + QUALIFIED_SHAPE)
    return tuple(reasons)


def qualified_name(value: str) -> list[str]:
    """Why this cannot be the key of a label or annotation, or a finalizer."""
    return list(_qualified(value))


@lru_cache(maxsize=4096)
def _label_value(value: str) -> tuple[str, ...]:
    reasons = [too_many_bytes(63)] if len(value) > 63 else []
    return tuple(reasons if re.fullmatch(LABEL_VALUE, value) else [*reasons, LABEL_VALUE_SHAPE])


def label_value(value: str) -> list[str]:
    """Why this cannot be the value of a label."""
    return list(_label_value(value))


def config_key(value: str) -> list[str]:
    """Why this cannot be a key of a ConfigMap or Secret."""
    reasons = _check(value, CONFIG_KEY, CONFIG_KEY_SHAPE, 253)
    if value == ".":
        reasons.append("must not be '.'")
    elif value == "..":
        reasons.append("must not be '..'")
    elif value.startswith(".."):
        reasons.append("must not start with '..'")
    return reasons


def port_name(value: str) -> list[str]:
    """Why this cannot be the name of a container's port."""
    reasons = []
    if len(value) > 15:
        reasons.append(too_long(15))
    if not re.fullmatch(PORT_NAME, value):
        reasons.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", value):
        reasons.append("must contain at least one letter (a-z)")
    if "--" in value:
        reasons.append("must not contain consecutive hyphens")
    if value and "-" in (value[0], value[-1]):
        reasons.append("must not begin or end with a hyphen")
    return reasons


def percent(value: str) -> list[str]:
    """Why this is not a percentage such as ``25%``."""
    return [] if re.fullmatch(PERCENT, value) else [PERCENT_SHAPE]
