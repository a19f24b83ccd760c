"""A kind is a row of a table: how it is named, printed, defaulted and checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from k8slab.objects.meta import Object

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")

CAUSES = {
    "Required value": "FieldValueRequired",
    "Invalid value": "FieldValueInvalid",
    "Unsupported value": "FieldValueNotSupported",
    "Forbidden": "FieldValueForbidden",
    "Duplicate value": "FieldValueDuplicate",
    "Not found": "FieldValueNotFound",
    "Too long": "FieldValueTooLong",
    "Too many": "FieldValueTooMany",
    "Internal error": "InternalError",
}
MAPS = ("matchLabels", "labels", "annotations", "nodeSelector", "limits", "requests", "data")
WITHOUT_VALUE = ("Required value", "Forbidden", "Too long", "Internal error")


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field; ``str()`` gives the API server's sentence."""

    path: str
    type: str
    value: Any = None
    detail: str = ""

    def message(self) -> str:
        """The sentence without the path, as it stands in a Status' causes."""
        text = self.type
        if self.type not in WITHOUT_VALUE:
            value = _as_go(self.path.rpartition(".")[2], self.value)
            text += ": " + json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self) -> str:
        return f"{self.path}: {self.message()}"

    def cause(self) -> dict[str, str]:
        """The entry of ``Status.details.causes``."""
        return {"reason": CAUSES[self.type], "message": self.message(), "field": self.path}


def _as_go(name: str, value: Any) -> Any:
    """The value as Go writes it: the keys of a map are sorted, the fields of a struct stand as they are."""
    if isinstance(value, list):
        return [_as_go("", item) for item in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value) if name in MAPS else value
    return {key: _as_go(key, value[key]) for key in keys}


@dataclass(frozen=True)
class Column:
    """A column of ``kubectl get``: ``value(obj, now)`` gives the cell, ``priority`` 1 is for -o wide."""

    name: str
    value: Callable[[Object, float], Any]
    type: str = "string"
    format: str = ""
    priority: int = 0
    description: str = ""


def _nothing(obj: Object) -> None:
    """Kinds without defaults."""


def _no_errors(obj: Object, old: Object | None) -> list[FieldError]:
    return []


def _no_warnings(obj: Object) -> list[str]:
    return []


def _keep(obj: Object, old: Object | None) -> None:
    """Kinds that are stored as they come."""


def _as_it_is(obj: Object, now: float) -> Object:
    return obj


def _no_conditions(obj: Object) -> list[Object]:
    return []


def _as_it_came(obj: Object) -> Object:
    return obj


def no_action(kinds: str, action: str) -> str:
    """The caveat of kinds that nothing acts on: ``no_action("Jobs", "run")``."""
    return f"k8slab stores {kinds} but does not {action} them (not simulated)"


@dataclass(frozen=True, eq=False)
class Kind:
    """One resource of the API. Functions get drafts that they may change in place.

    ``default(draft)`` fills in defaults, ``validate(obj, old)`` finds field errors (``old`` is None at
    creation), ``prepare(draft, old)`` does what the resource's strategy does before storing.
    ``validate_status(obj, old)`` finds the errors of a status that a client writes.
    ``warn(obj)`` finds what is allowed and unwise; clients are told with every write.
    ``present(obj, now)`` is the object as a reader sees it: what nobody writes, but everybody may look at.
    ``status_leaves`` names the fields of the metadata that a write of the status leaves as they are.

    ``is_made_by_put`` says that a PUT creates what is not there, ``is_replaced_unseen`` that it may leave out
    which version of the object it replaces.

    ``row_conditions(obj)`` are those of its row in a table: is the object done with?

    ``stored_as`` is the kind under which the objects are kept, if that is another one: then ``present`` turns
    a stored object into one of this kind, and ``inward(obj)`` turns it back. ``caveat`` warns whoever creates
    an object that nothing acts on, ``refusal`` says why none can be created, ``deprecation`` is said at every
    use. ``served_annotations`` stand in the object of this version, but not in its metadata alone.
    """

    group: str
    version: str
    kind: str
    plural: str
    singular: str
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL_VERBS
    subresources: tuple[str, ...] = ()
    columns: Sequence[Column] = ()
    has_generation: bool = False
    status_leaves: tuple[str, ...] = ()
    default: Callable[[Object], None] = _nothing
    validate: Callable[[Object, Object | None], list[FieldError]] = _no_errors
    validate_status: Callable[[Object, Object], list[FieldError]] = _no_errors
    warn: Callable[[Object], list[str]] = _no_warnings
    prepare: Callable[[Object, Object | None], None] = _keep
    present: Callable[[Object, float], Object] = _as_it_is
    selectable_fields: tuple[str, ...] = ("metadata.name", "metadata.namespace")
    stored_as: Kind | None = None
    row_conditions: Callable[[Object], list[Object]] = _no_conditions
    inward: Callable[[Object], Object] = _as_it_came
    is_made_by_put: bool = False
    is_replaced_unseen: bool = True
    caveat: str = ""
    refusal: str = ""
    deprecation: str = ""
    served_annotations: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<{self.qualified}>"

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """The resource as error messages name it: ``statefulsets.apps``, ``pods``."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_kind(self) -> str:
        """The kind as error messages name it: ``StatefulSet.apps``, ``Pod``."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def stored(self) -> Kind:
        """The kind under which the store keeps the objects."""
        return self.stored_as or self

    @property
    def has_status(self) -> bool:
        return "status" in self.subresources

    def path(self, namespace: str = "", name: str = "") -> str:
        """The object's, or without a name the collection's, path on the server."""
        parts = ["/apis" if self.group else "/api", self.api_version]
        if self.namespaced and namespace:
            parts += ["namespaces", namespace]
        parts.append(self.plural)
        return "/".join([*parts, name] if name else parts)
