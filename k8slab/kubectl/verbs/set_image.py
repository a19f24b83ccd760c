"""Change the images of containers in pod templates."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.strategic import two_way
from k8slab.kubectl.writes import Reporter, manager
from k8slab.objects.meta import copy

FLAGS = (
    *common.FILES, *common.SELECTOR, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER,
    Flag("all", type="bool"), Flag("local", type="bool"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Set the images given as container=image."""
    names = [word for word in arguments if "=" not in word]
    images = dict(word.split("=", 1) for word in arguments if "=" in word)
    found = list(chosen(session, names, flags))
    if not images:
        raise_all([error for error in found if isinstance(error, Exception)])
        raise KubectlError("at least one image update is required")
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for item in found:
        try:
            if isinstance(item, Exception):
                raise item
            _set(session, item, images, flags, reporter)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _set(session: Session, item: Item, images: dict[str, str], flags: Flags, reporter: Reporter) -> None:
    changed = copy(item.object)
    spec = changed["spec"].get("template", changed).get("spec", {})
    for name, image in images.items():
        _set_one(spec, name, image)
    patch = two_way(item.resource.kind, item.object, changed)
    if not patch:
        return
    dry_run = DryRun(flags)
    if not dry_run.is_client:
        query = {**dry_run.query, **manager(flags, "kubectl-set")}
        try:
            changed = session.client.patch(item.path, compact(patch), STRATEGIC_PATCH, query)
        except ApiError as error:
            raise KubectlError(f"failed to patch image update to pod template: {error}") from None
    reporter.tell(item, changed, "image updated")


def _set_one(spec: dict[str, Any], name: str, image: str) -> None:
    found = False
    for group in ("initContainers", "containers"):
        for container in spec.get(group) or ():
            if name in ("*", container["name"]):
                container["image"] = image
                found = True
    if not found:
        raise KubectlError(f"unable to find container named {quote(name)}")
