"""What the API server does with every object's metadata: names, labels, server-set fields.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.kinds.kind import FieldError, Kind

DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
DNS_LABEL_SAYS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
DNS_SUBDOMAIN_SAYS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
DNS_1035_LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
DNS_1035_LABEL_SAYS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
    "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
    "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
)
PATH_SEGMENT = ("/", "%")
LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
LABEL_VALUE_SAYS = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
    "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
NAME_PART = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
NAME_PART_SAYS = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
LABELLED = ("Namespace",)
DNS_1035 = ("Service",)
PATH_NAMED = ("ControllerRevision", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")
CHECKED_BY_KIND = ("StatefulSet",)


def name_errors(kind: Kind, name: str, path: str = "metadata.name") -> list[FieldError]:
    """Is this a name that an object of the kind may have?"""
    if not name:
        return [FieldError(path, "Required value", detail="name or generateName is required")]
    if kind.kind in CHECKED_BY_KIND:
        return []
    if kind.kind in PATH_NAMED:
        return _path_name_errors(name, path)
    if kind.kind in DNS_1035:
        return pattern_errors(name, path, DNS_1035_LABEL, DNS_1035_LABEL_SAYS, longest=63)
    if kind.kind in LABELLED:
        return pattern_errors(name, path, DNS_LABEL, DNS_LABEL_SAYS, longest=63)
    return pattern_errors(name, path, DNS_SUBDOMAIN, DNS_SUBDOMAIN_SAYS, longest=253)


def pattern_errors(
    value: str, path: str, pattern: re.Pattern[str], says: str, *, longest: int
) -> list[FieldError]:
    """One error per broken rule: too long, or not of the pattern."""
    errors = []
    if len(value) > longest:
        errors.append(FieldError(path, "Invalid value", value, f"must be no more than {longest} characters"))
    if not pattern.fullmatch(value):
        errors.append(FieldError(path, "Invalid value", value, says))
    return errors


def _path_name_errors(name: str, path: str) -> list[FieldError]:
    if name in (".", ".."):
        return [FieldError(path, "Invalid value", name, f"may not be '{name}'")]
    return [
        FieldError(path, "Invalid value", name, f"may not contain '{character}'")
        for character in PATH_SEGMENT
        if character in name
    ]


def label_errors(labels: Mapping[str, Any] | None, path: str) -> list[FieldError]:
    errors = []
    for key, value in sorted((labels or {}).items()):
        errors += key_errors(key, path)
        errors += pattern_errors(value, path, LABEL_VALUE, LABEL_VALUE_SAYS, longest=63)
    return errors


def key_errors(key: str, path: str) -> list[FieldError]:
    """A label or annotation key: an optional DNS prefix, a slash, a name of at most 63 characters."""
    prefix, slash, name = key.rpartition("/")
    if slash and not DNS_SUBDOMAIN.fullmatch(prefix):
        return [FieldError(path, "Invalid value", key, f"prefix part {DNS_SUBDOMAIN_SAYS}")]
    if not NAME_PART.fullmatch(name) or len(name) > 63:
        return [FieldError(path, "Invalid value", key, NAME_PART_SAYS)]
    return []


def metadata_errors(kind: Kind, obj: Object) -> list[FieldError]:
    """Name, labels and annotation keys of a new or changed object."""
    metadata = obj["metadata"]
    errors = name_errors(kind, metadata.get("name", ""))
    errors += label_errors(metadata.get("labels"), "metadata.labels")
    for key in sorted(metadata.get("annotations") or {}):
        errors += key_errors(key.lower(), "metadata.annotations")
    return errors
