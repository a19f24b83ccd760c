"""Make the cluster's objects what the manifests say, by a three-way merge with what was applied before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all, with_source
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import remembered, with_memory
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.strategic import three_way
from k8slab.kubectl.verbs import apply_server_side
from k8slab.kubectl.writes import Reporter, manager, validation
from k8slab.objects.meta import LAST_APPLIED

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.SELECTOR, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("server-side", type="bool"), Flag("force-conflicts", type="bool"), Flag("force", type="bool"),
    Flag("overwrite", type="bool", default=True), Flag("prune", type="bool"), Flag("wait", type="bool"),
    Flag("grace-period", type="int", default=-1), Flag("timeout", type="duration"), Flag("all", type="bool"),
    Flag("openapi-patch", type="bool", default=True),
)  # fmt: skip
MANAGER = "kubectl-client-side-apply"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Apply every object of the files; one that fails does not keep the others from it."""
    _refuse(arguments, flags)
    found = list(from_files(session, flags))
    errors = [error for error in found if isinstance(error, Exception)]
    items = [item for item in found if isinstance(item, Item)]
    if not items and not errors:
        raise KubectlError("no objects passed to apply")
    application = _Application(session, flags)
    for item in items:
        try:
            application.apply(item)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    application.finish()
    raise_all(errors)
    return 0


def _refuse(arguments: list[str], flags: Flags) -> None:
    if arguments:
        raise KubectlError(
            f"Unexpected args: [{' '.join(arguments)}]\nSee 'kubectl apply -h' for help and examples"
        )
    if not flags.texts("filename") and not flags.text("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    apply_server_side.check(flags)
    for name in ("prune", "force"):
        if flags.on(name):
            raise KubectlError(f"--{name} is not supported by this kubectl")


@dataclass
class _Application:
    session: Session
    flags: Flags

    def __post_init__(self) -> None:
        self.dry_run = DryRun(self.flags)
        self.query = {
            **self.dry_run.query, **manager(self.flags, MANAGER), **validation(self.flags),
        }  # fmt: skip
        self.reporter = Reporter(self.session, self.flags)
        self.objects: list[dict[str, Any]] = []

    def apply(self, item: Item) -> None:
        if self.flags.on("server-side"):
            self.done(item, apply_server_side.apply(self.session, self.flags, item), "serverside-applied")
            return
        current = self.read(item)
        if current is None:
            self.create(item)
        else:
            self.update(item, current)

    def finish(self) -> None:
        self.reporter.tell_all(self.objects)

    def read(self, item: Item) -> dict[str, Any] | None:
        """The live object; None if there is none."""
        if not item.name:
            raise self.unreadable(item, KubectlError("resource name may not be empty"))
        try:
            live: dict[str, Any] = self.session.client.get(item.path)
            return live
        except ApiError as error:
            if error.reason == "NotFound":
                return None
            raise self.unreadable(item, error) from None

    def unreadable(self, item: Item, error: Exception) -> Exception:
        doing = f"retrieving current configuration of:\n{item.about()}\nfrom server for:"
        return with_source(error, doing, item.source)

    def create(self, item: Item) -> None:
        obj = with_memory(item.object)
        if not self.dry_run.is_client:
            try:
                obj = self.session.client.create(item.resource.path(item.namespace), obj, self.query)
            except ApiError as error:
                raise with_source(error, "creating", item.source) from None
        self.done(item, obj, "created")

    def update(self, item: Item, current: dict[str, Any]) -> None:
        self.warn(item, current)
        modified = with_memory(item.object)
        patch = three_way(item.resource.kind, remembered(current) or {}, modified, current)
        if self.dry_run.is_client:
            self.done(item, _overlay(current, modified), "configured")
            return
        if not patch:
            self.done(item, current, "unchanged")
            return
        try:
            patched = self.session.client.patch(item.path, compact(patch), STRATEGIC_PATCH, self.query)
        except ApiError as error:
            doing = f"applying patch:\n{compact(patch)}\nto:\n{item.about()}\nfor:"
            raise with_source(with_source(error, "patching", item.source), doing, item.source) from None
        self.done(item, patched, "configured")

    def warn(self, item: Item, current: dict[str, Any]) -> None:
        name = f"{item.resource.plural}/{item.name}"
        if remembered(current) is None:
            self.session.complain(
                f"Warning: resource {name} is missing the {LAST_APPLIED} annotation which is required by "
                "kubectl apply. kubectl apply should only be used on resources created declaratively by "
                "either kubectl create --save-config or kubectl apply. The missing annotation will be "
                "patched automatically."
            )
        if current["metadata"].get("deletionTimestamp"):
            self.session.complain(
                f"Warning: Detected changes to resource {item.name} which is currently being deleted."
            )

    def done(self, item: Item, obj: dict[str, Any], what: str) -> None:
        if self.reporter.prints_objects:
            self.objects.append(obj)
        else:
            self.reporter.tell(item, obj, what)


def _overlay(current: Any, modified: Any) -> Any:
    """What a client-side dry run shows of an object that exists: the manifest laid over it."""
    if not isinstance(current, dict) or not isinstance(modified, dict):
        return modified
    return {**current, **{name: _overlay(current.get(name), value) for name, value in modified.items()}}
