"""What the columns of ``kubectl get`` have in common.

A cell is computed by the server from the object and the virtual time.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from k8slab.objects.meta import Object, name
from k8slab.objects.selectors import from_manifest
from k8slab.objects.timestamps import age
from k8slab.sim.kinds.kind import Column

NONE = "<none>"
UNSET = "<unset>"
NOTHING_KNOWN = "<unknown>"

DESCRIPTIONS: Mapping[str, str] = json.loads(
    Path(__file__).with_name("descriptions.json").read_text(encoding="utf-8")
)
"""The documentation of the fields that columns show, by type and field."""

Cell = Callable[[Object, float], Any]


def column(
    title: str,
    cell: Cell,
    *,
    of: str = "",
    text: str = "",
    kind: str = "string",
    shape: str = "",
    priority: int = 0,
) -> Column:
    """A column described by ``text``, or by the documentation of the field ``of`` that it shows."""
    return Column(title, cell, kind, shape, priority, text or DESCRIPTIONS.get(of, ""))


wide = partial(column, priority=1)
number = partial(column, kind="integer")


def age_of(obj: Object, now: float) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


NAME = column("Name", lambda obj, now: name(obj), of="ObjectMeta.name", shape="name")
AGE = column("Age", age_of, of="ObjectMeta.creationTimestamp")
CREATED_AT = column(
    "Created At",
    lambda obj, now: obj["metadata"].get("creationTimestamp"),
    of="ObjectMeta.creationTimestamp",
    kind="date",
)


def at(path: str, default: Any = "") -> Cell:
    """The cell that shows the field at a dotted path, or the default if it is not set."""
    parts = path.split(".")

    def cell(obj: Object, now: float) -> Any:
        value: Any = obj
        for part in parts:
            value = value.get(part) if isinstance(value, dict) else None
        return default if value is None else value

    return cell


def joined(items: Mapping[str, str] | None) -> str:
    """Labels as a cell: ``app=zk,tier=db``."""
    return ",".join(f"{key}={value}" for key, value in sorted((items or {}).items())) or NONE


def selector_cell(obj: Object, now: float) -> str:
    """The label selector of a workload."""
    selector = obj["spec"].get("selector")
    return str(from_manifest(selector)) or NONE if selector else NONE


def joined_containers(template: Object, field: str) -> str:
    """The names or the images of a template's containers."""
    containers = template["spec"].get("containers") or ()
    return ",".join(container.get(field, "") for container in containers)


CONTAINERS = wide(
    "Containers",
    lambda obj, now: joined_containers(obj["spec"]["template"], "name"),
    text="Names of each container in the template.",
)
IMAGES = wide(
    "Images",
    lambda obj, now: joined_containers(obj["spec"]["template"], "image"),
    text="Images referenced by each container in the template.",
)


def first_three(items: list[str], *, more: str = "{shown} + {rest} more...") -> str:
    """A long list cut to its first three items."""
    shown = ",".join(items[:3])
    return shown if len(items) <= 3 else more.format(shown=shown, rest=len(items) - 3)


def plain(*columns: Column) -> tuple[Column, ...]:
    """Name, the columns, age."""
    return (NAME, *columns, AGE)
