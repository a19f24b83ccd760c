"""What the `set` commands share: a change to each object's pod template, sent as a patch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen, for_each, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.strategic import two_way
from k8slab.kubectl.writes import Reporter, manager
from k8slab.objects.meta import copy

FLAGS = (
    *common.FILES, *common.SELECTOR, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER,
    Flag("all", type="bool"), Flag("local", type="bool"),
)  # fmt: skip
MANAGER = "kubectl-set"
FILES_ONLY = (
    "you must specify resources by --filename when --local is set.\nExample resource specifications "
    "include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
)

Change = Callable[[Item, dict[str, Any]], None]


def targets(session: Session, names: list[str], flags: Flags) -> list[Item | Exception]:
    """What is named; with --local it comes from the files alone."""
    if flags.on("local"):
        if names or not flags.texts("filename"):
            raise KubectlError(FILES_ONLY)
        return list(from_files(session, flags))
    return list(chosen(session, names, flags))


def pod_spec(item: Item, obj: dict[str, Any]) -> dict[str, Any]:
    """The pod spec inside the object, to be changed. Raises KubectlError if it has none."""
    if item.resource.kind == "Pod":
        found = obj.get("spec")
    else:
        found = ((obj.get("spec") or {}).get("template") or {}).get("spec")
    if not isinstance(found, dict):
        raise refusal(
            item, f"the object is not a pod or does not have a pod template: {_go_type(item.resource)}"
        )
    return found


def _go_type(resource: Resource) -> str:
    """What kubectl calls the type in its own code: `*v1.Service`."""
    return f"*{resource.version}.{resource.kind}"


def refusal(item: Item, why: str) -> KubectlError:
    """An error about one object."""
    return KubectlError(f"{item.resource.plural}/{item.name} {why}")


@dataclass
class Update:
    """One change for all objects, and the words that tell it; `failure` goes before what the server says.

    An object that is so already is not mentioned, unless the command `tells_always`.
    """

    session: Session
    flags: Flags
    done: str
    failure: str = ""
    tells_always: bool = False

    def __post_init__(self) -> None:
        self.reporter = Reporter(self.session, self.flags)

    def make(self, found: list[Item | Exception], change: Change) -> None:
        """Change every object; what fails does not keep the others from it."""
        for_each(found, lambda item: self.one(item, change))

    def one(self, item: Item, change: Change) -> None:
        changed = copy(item.object)
        change(item, changed)
        patch = two_way(item.resource.kind, item.object, changed)
        if not patch and not self.tells_always:
            return
        if self.flags.on("local") or DryRun(self.flags).is_client:
            self.reporter.tell(item, changed, self.done)
        else:
            self.reporter.tell(item, self.send(item, patch), self.done)

    def send(self, item: Item, patch: dict[str, Any]) -> dict[str, Any]:
        query = {**DryRun(self.flags).query, **manager(self.flags, MANAGER)}
        try:
            patched: dict[str, Any] = self.session.client.patch(
                item.path, compact(patch), STRATEGIC_PATCH, query
            )
        except ApiError as error:
            if not self.failure:
                raise
            raise KubectlError(f"{self.failure}{error}") from None
        return patched
