"""What the writing verbs share: query parameters, and the line or object that tells what was done."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.printers.output import ObjectPrinter, as_list, object_printer
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

_VALIDATION = {
    "strict": "Strict", "true": "Strict", "": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore",
}  # fmt: skip


def validation(flags: Flags) -> dict[str, str]:
    """--validate as the API's fieldValidation. Raises KubectlError."""
    directive = flags.text("validate")
    if directive not in _VALIDATION:
        raise KubectlError(
            f'invalid - validate option "{directive}"; must be one of: '
            "strict (or true), warn, ignore (or false)"
        )
    return {"fieldValidation": _VALIDATION[directive]}


def manager(flags: Flags, default: str) -> dict[str, str]:
    return {"fieldManager": flags.text("field-manager") or default}


class Reporter:
    """Tells what was done to each object: a line, or with -o the object itself."""

    def __init__(self, session: Session, flags: Flags, *, declared: bool = False) -> None:
        """`declared`: see `object_printer`."""
        self._session = session
        self._dry_run = DryRun(flags)
        self._printer: ObjectPrinter | None = object_printer(flags, declared=declared)

    @property
    def prints_objects(self) -> bool:
        return self._printer is not None

    def tell(self, item: Item, obj: dict[str, Any], done: str, *, marked: bool = True) -> None:
        """`marked`: with a note if it was a dry run."""
        self.tell_titled(item.resource.title, obj, done, marked=marked)

    def tell_titled(self, title: str, obj: dict[str, Any], done: str, *, marked: bool = True) -> None:
        """`title`: how the kind is named ("statefulset.apps")."""
        if self._printer is None:
            words = self._dry_run.mark(done) if marked else done
            self._session.say(f"{title}/{obj['metadata'].get('name', '')} {words}")
        else:
            self._session.out.write(self._printer(obj))

    def tell_all(self, objects: list[dict[str, Any]]) -> None:
        """All objects at once: several as a List."""
        if self._printer is not None and objects:
            self._session.out.write(self._printer(_together(objects)))


def _together(objects: list[dict[str, Any]]) -> dict[str, Any]:
    return objects[0] if len(objects) == 1 else {**as_list(objects), "metadata": {}}
