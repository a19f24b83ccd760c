"""How objects look on the wire: as they are, as rows of a table, or as their metadata alone.

The server computes the cells that `kubectl get` prints, ages included.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.api.managed_fields.ledger import Ledger
from k8slab.sim.http.accept import representation
from k8slab.sim.http.exchange import Request
from k8slab.sim.kinds.kind import Column, Kind

META = "meta.k8s.io/v1"
INCLUDES = ("None", "Metadata", "Object")


@dataclass(frozen=True)
class View:
    """The representation that one request asked for, of one kind.

    With a ledger objects are shown with their managers; rows of tables and what viewers get are without.
    """

    kind: Kind
    shape: str = ""
    include: str = "Metadata"
    ledger: Ledger | None = None

    @classmethod
    def of(cls, request: Request, kind: Kind, ledger: Ledger | None = None) -> View:
        """What the Accept header and `includeObject` ask for; raises ApiError 406 or 400."""
        include = request.query.get("includeObject") or "Metadata"
        if include not in INCLUDES:
            raise _unknown_include(include)
        shown = None if request.is_passive else ledger
        return cls(kind, representation(request.headers.get("accept", "")), include, shown)

    @property
    def is_table(self) -> bool:
        return self.shape == "Table"

    def single(self, obj: Object, now: float) -> Object:
        """One object, as the answer to a GET or a write."""
        if obj.get("kind") == "Status":
            return obj
        if self.is_table:
            return self.table([obj], {"resourceVersion": obj["metadata"].get("resourceVersion", "")}, now)
        obj = self._with_managers(obj)
        return self._metadata_only(obj) if self.shape else self.typed(self.versioned(obj, now))

    def collection(self, objects: Sequence[Object], metadata: Mapping[str, Any], now: float) -> Object:
        """A list; `metadata` is the list's own."""
        if self.is_table:
            return self.table(objects, metadata, now)
        objects = [self._with_managers(obj) for obj in objects]
        if self.shape:
            items = [self._metadata_only(obj) for obj in objects]
            return _list("PartialObjectMetadataList", META, metadata, items)
        items = [bare(self.versioned(obj, now)) for obj in objects]
        return _list(f"{self.kind.kind}List", self.kind.api_version, metadata, items)

    def table(
        self, objects: Sequence[Object], metadata: Mapping[str, Any], now: float, *, headed: bool = True
    ) -> Object:
        """Rows of cells; without heads in all but the first table of a watch."""
        heads = [definition(column) for column in self.kind.columns] if headed else None
        return {
            "kind": "Table",
            "apiVersion": META,
            "metadata": dict(metadata),
            "columnDefinitions": heads,
            "rows": [self._row(obj, now) for obj in objects],
        }

    def versioned(self, obj: Object, now: float) -> Object:
        """A stored object as readers of this version see it."""
        stored = self.kind.stored
        seen = stored.present(obj, now)
        return seen if stored is self.kind else self.kind.present(seen, now)

    def typed(self, obj: Object) -> Object:
        """The object under the group, version and kind that were asked for."""
        return {"kind": self.kind.kind, "apiVersion": self.kind.api_version, **bare(obj)}

    def _with_managers(self, obj: Object) -> Object:
        return obj if self.ledger is None else self.ledger.with_managers(obj)

    def _row(self, obj: Object, now: float) -> Object:
        row: Object = {"cells": [column.value(obj, now) for column in self.kind.columns]}
        if conditions := self.kind.row_conditions(obj):
            row["conditions"] = conditions
        row["object"] = self._included(obj, now)
        return row

    def _included(self, obj: Object, now: float) -> Object | None:
        """What a row holds besides its cells."""
        if self.include == "None":
            return None
        return self.typed(self.versioned(obj, now)) if self.include == "Object" else self._metadata_only(obj)

    def _metadata_only(self, obj: Object) -> Object:
        """The metadata as it is stored, without what this version of the kind adds."""
        annotations = obj["metadata"].get("annotations") or {}
        if not any(name in annotations for name in self.kind.served_annotations):
            return metadata_only(obj)
        kept = {name: text for name, text in annotations.items() if name not in self.kind.served_annotations}
        rest = {name: value for name, value in obj["metadata"].items() if name != "annotations"}
        return metadata_only({"metadata": {**rest, "annotations": kept} if kept else rest})


def definition(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "format": column.format,
        "description": column.description,
        "priority": column.priority,
    }


def metadata_only(obj: Object) -> Object:
    return {"kind": "PartialObjectMetadata", "apiVersion": META, "metadata": obj["metadata"]}


def bare(obj: Object) -> Object:
    """The object without its type, as it stands in a list."""
    return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}


def _list(kind: str, api_version: str, metadata: Mapping[str, Any], items: list[Object]) -> Object:
    return {"kind": kind, "apiVersion": api_version, "metadata": dict(metadata), "items": items}


def _unknown_include(include: str) -> ApiError:
    return status.bad_request(
        f'unable to parse includeObject: includeObject: Invalid value: "{include}": '
        "must be 'Metadata', 'Object', 'None', or empty"
    )
