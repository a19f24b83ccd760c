"""Replace objects by what the manifests say."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all, with_source
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.last_applied import remembered, with_memory
from k8slab.kubectl.resources import Item, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.waiting import wait_until_gone
from k8slab.kubectl.writes import Reporter, manager, validation

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("force", type="bool"), Flag("cascade", default="background", alone="background"),
    Flag("grace-period", type="int", default=-1), Flag("timeout", type="duration"), Flag("wait", type="bool"),
    Flag("save-config", type="bool"), Flag("subresource"), Flag("raw"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Replace every object of the files."""
    if not flags.texts("filename") and not flags.text("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for found in from_files(session, flags):
        try:
            if isinstance(found, Exception):
                raise found
            _replace(session, found, flags, reporter)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _make_anew(session: Session, item: Item, obj: dict[str, Any], query: dict[str, str]) -> None:
    """Delete the object, if it is there, wait until it is gone, and create it again."""
    options = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background"}
    try:
        session.client.delete(item.path, {**options, "gracePeriodSeconds": 0})
    except ApiError as error:
        if error.code != 404:
            raise
    else:
        where = f" from {item.namespace} namespace" if item.namespace else ""
        session.say(f"{item.resource.title} {quote(item.name)} deleted{where}")
        wait_until_gone(session, item)
    session.client.create(item.resource.path(item.namespace), obj, query)


def _replace(session: Session, item: Item, flags: Flags, reporter: Reporter) -> None:
    dry_run = DryRun(flags)
    query = {**dry_run.query, **manager(flags, "kubectl-replace"), **validation(flags)}
    keeps = flags.on("save-config") or remembered(item.object) is not None
    obj = with_memory(item.object) if keeps else item.object
    if flags.on("force") and dry_run.strategy == "none":
        _make_anew(session, item, obj, query)
        reporter.tell(item, obj, "replaced")
        return
    if not dry_run.is_client:
        try:
            path = item.resource.path(item.namespace, item.name, flags.text("subresource"))
            obj = session.client.replace(path, obj, query)
        except ApiError as error:
            raise with_source(error, "replacing", item.source) from None
    reporter.tell(item, obj, "replaced")
