"""Change the selector of a Service."""

from __future__ import annotations

import re
from typing import Any

from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template

_SET_BASED = re.compile(r"(\S+) (in|notin) \(([^)]*)\)")
FLAGS = (*set_template.FLAGS, Flag("resource-version"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The last argument is the selector, `a=b,c=d`."""
    if not arguments or not _is_selector(arguments[-1]):
        if arguments:
            raise_all(
                [f for f in set_template.targets(session, arguments, flags) if isinstance(f, Exception)]
            )
        raise KubectlError("one selector is required")
    selector = _selector(arguments[-1])
    found = set_template.targets(session, arguments[:-1], flags)

    def change(item: Item, obj: dict[str, Any]) -> None:
        if item.resource.kind != "Service":
            raise KubectlError("setting a selector is only supported for Services")
        obj["spec"]["selector"] = selector

    set_template.Update(session, flags, "selector updated", tells_always=True).make(found, change)
    return 0


def _is_selector(word: str) -> bool:
    return "=" in word or " " in word or "!" in word


def _selector(text: str) -> dict[str, str]:
    """Services know equality only."""
    if found := _SET_BASED.fullmatch(text.strip()):
        operator = "In" if found[2] == "in" else "NotIn"
        values = " ".join(value.strip() for value in found[3].split(","))
        raise KubectlError(
            f"match expression [{{{found[1]} {operator} [{values}]}}] not supported on this object"
        )
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name: value.removeprefix("=") for name, _, value in pairs}
