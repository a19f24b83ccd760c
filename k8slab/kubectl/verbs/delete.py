"""Delete objects, and wait until they are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all, with_source
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import (
    NOTHING_NAMED,
    Item,
    Wanted,
    from_files,
    item_of,
    list_objects,
    scope,
    selection,
    wanted,
)
from k8slab.kubectl.session import Session
from k8slab.kubectl.waiting import wait_until_gone

FLAGS = (
    *common.FILES, *common.SELECTOR, *common.FIELD_SELECTOR, *common.DRY_RUN,
    Flag("output", "o"), Flag("all", type="bool"), Flag("all-namespaces", "A", "bool"),
    Flag("cascade", default="background", alone="background"), Flag("grace-period", type="int", default=-1),
    Flag("force", type="bool"), Flag("now", type="bool"), Flag("wait", type="bool", default=True),
    Flag("timeout", type="duration"), Flag("ignore-not-found", type="bool"),
    Flag("interactive", "i", "bool"), Flag("raw"),
)  # fmt: skip
_CASCADES = {
    "background": "Background", "foreground": "Foreground", "orphan": "Orphan", "true": "Background",
    "false": "Orphan",
}  # fmt: skip
_NO_GRACE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been "
    "terminated. The resource may continue to run on the cluster indefinitely."
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Delete what is named, selected or written in files."""
    deletion = Deletion.from_flags(session, flags)
    errors: list[Exception] = []
    for found in _targets(session, arguments, flags):
        try:
            if isinstance(found, Exception):
                raise found
            deletion.delete(found)
        except (ApiError, KubectlError) as error:
            if not (deletion.ignore_missing and isinstance(error, ApiError) and error.code == 404):
                errors.append(error)
    if not deletion.deleted and not errors and not flags.on("ignore-not-found"):
        session.say("No resources found")
    raise_all(errors)
    deletion.wait()
    return 0


def _targets(session: Session, arguments: list[str], flags: Flags) -> Iterator[Item | Exception]:
    if flags.texts("filename") or flags.text("kustomize"):
        yield from from_files(session, flags)
        return
    _check(arguments, flags)
    for want in wanted(session, arguments):
        yield from _matching(session, want, flags)


def _check(arguments: list[str], flags: Flags) -> None:
    """Something must say which objects are meant."""
    names = len(arguments) > 1 or any("/" in word for word in arguments)
    if not arguments and (flags.on("all") or selection(flags)):
        raise KubectlError("at least one resource must be specified to use a selector")
    if not arguments:
        raise KubectlError(NOTHING_NAMED)
    if flags.on("all") and selection(flags):
        raise KubectlError("setting 'all' parameter but found a non empty selector. ")
    if flags.on("all") and names:
        raise KubectlError("name cannot be provided when a selector is specified")
    if flags.on("all-namespaces") and names:
        raise KubectlError("a resource cannot be retrieved by name across all namespaces")
    if selection(flags) and names:
        raise KubectlError("name cannot be provided when a selector is specified")
    if not names and not flags.on("all") and not selection(flags):
        raise KubectlError("resource(s) were provided, but no name was specified")


def _matching(session: Session, want: Wanted, flags: Flags) -> Iterator[Item | Exception]:
    namespace = scope(session, want.resource, everywhere=flags.on("all-namespaces"))
    if want.name:
        yield Item(want.resource, namespace, want.name)
        return
    try:
        for obj in list_objects(session, want.resource, namespace, selection(flags)):
            yield item_of(want.resource, obj)
    except ApiError as error:
        yield error


@dataclass
class Deletion:
    """How to delete; remembers what has been deleted."""

    session: Session
    dry_run: DryRun
    cascade: str
    grace_period: int
    waits: bool
    timeout: float
    ignore_missing: bool
    names_only: bool

    def __post_init__(self) -> None:
        self.deleted: list[tuple[Item, str]] = []
        self._warned_of_scope = False

    @classmethod
    def from_flags(cls, session: Session, flags: Flags) -> Deletion:
        """Raises KubectlError if flags contradict one another."""
        if flags.text("output") not in ("", "name"):
            raise KubectlError(
                f"unexpected -o output mode: {flags.text('output')}. We only support '-o name'"
            )
        if flags.text("cascade") not in _CASCADES:
            raise KubectlError(
                f"invalid cascade value ({flags.text('cascade')}). "
                'Must be "background", "foreground", or "orphan"'
            )
        grace, waits = _grace(session, flags)
        return cls(
            session, DryRun(flags), _CASCADES[flags.text("cascade")], grace, waits, flags.seconds("timeout"),
            flags.on("ignore-not-found") or flags.on("all"), flags.text("output") == "name",
        )  # fmt: skip

    def delete(self, item: Item) -> None:
        """Ask for the deletion of one object, and say so."""
        self.warn_of_scope(item)
        uid = "" if self.dry_run.is_client else self.request(item)
        self.deleted.append((item, uid))
        self.tell(item)

    def request(self, item: Item) -> str:
        """The uid of what is being deleted."""
        options: dict[str, Any] = {
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": self.cascade,
        }  # fmt: skip
        if self.grace_period >= 0:
            options["gracePeriodSeconds"] = self.grace_period
        if self.dry_run.query:
            options["dryRun"] = ["All"]
        try:
            answer = self.session.client.delete(item.path, options)
        except ApiError as error:
            raise with_source(error, "deleting", item.source) from None
        details = answer.get("details") or {} if answer.get("kind") == "Status" else answer["metadata"]
        return str(details.get("uid", ""))

    def warn_of_scope(self, item: Item) -> None:
        """-n with objects that live in no namespace is a misunderstanding."""
        if self.session.namespace_is_explicit and not item.resource.namespaced and not self._warned_of_scope:
            self._warned_of_scope = True
            self.session.complain(
                "Warning: deleting cluster-scoped resources, not scoped to the provided namespace"
            )

    def tell(self, item: Item) -> None:
        if self.names_only:
            self.session.say(item.title)
            return
        done = self.dry_run.mark("force deleted" if self.grace_period == 0 else "deleted")
        where = f" from {item.namespace} namespace" if item.namespace else ""
        self.session.say(f"{item.resource.title} {quote(item.name)} {done}{where}")

    def wait(self) -> None:
        """Wait until all that was deleted is gone, if that was asked for."""
        if not self.waits or self.dry_run.strategy != "none":
            return
        for item, uid in self.deleted:
            wait_until_gone(self.session, item, uid, self.timeout)


def _grace(session: Session, flags: Flags) -> tuple[int, bool]:
    """The grace period (-1: the object's own), and whether to wait."""
    grace, waits = flags.number("grace-period"), flags.on("wait")
    if flags.on("now"):
        if grace != -1:
            raise KubectlError("--now and --grace-period cannot be specified together")
        grace = 1
    if flags.on("force") and grace < 0:
        grace = 0
    if flags.on("force") and grace > 0:
        raise KubectlError("--force and --grace-period greater than 0 cannot be specified together")
    if grace == 0 and not flags.on("force"):
        return 1, waits
    if grace == 0:
        session.complain(_NO_GRACE)
        return 0, waits and flags.given("wait")
    return grace, waits
