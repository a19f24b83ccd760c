"""Go back to an earlier revision."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import JSON_PATCH, STRATEGIC_PATCH
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import remembered
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.rollout.workloads import (
    HASH_LABEL,
    REVISION,
    Revision,
    require,
    revisions,
)
from k8slab.kubectl.writes import Reporter
from k8slab.objects.meta import LAST_APPLIED

FLAGS = (
    *common.FILES, *common.SELECTOR, *common.OUTPUT, *common.DRY_RUN, Flag("to-revision", type="int"),
)  # fmt: skip
_KEPT_ANNOTATIONS = (LAST_APPLIED, REVISION, "deployment.kubernetes.io/revision-history",
                     "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas",
                     "deprecated.deployment.rollback.to")  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Undo the last rollout, or all since --to-revision."""
    require(arguments, flags)
    reporter = Reporter(session, flags)
    for found in chosen(session, arguments, flags, all_of_a_type=True):
        if isinstance(found, Exception):
            raise found
        _warn(session, found)
        done = _undo(session, found, flags)
        reporter.tell(found, found.object, done)
    return 0


def _warn(session: Session, item: Item) -> None:
    if remembered(item.object) is None:
        return
    session.complain(
        f"Warning: resource {item.resource.plural}/{item.name} was previously managed with 'kubectl apply'. "
        f"Rolling back will not update the {LAST_APPLIED} annotation, which may cause unexpected behavior on "
        "future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration "
        "file instead."
    )


def _undo(session: Session, item: Item, flags: Flags) -> str:
    dry_run = DryRun(flags)
    number = flags.number("to-revision")
    if item.resource.kind == "Deployment" and item.object["spec"].get("paused"):
        raise KubectlError(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' "
            "and try again"
        )
    target = _target(revisions(session, item), number)
    template = _template_of(item, target)
    if dry_run.is_client:
        sheet = Sheet()
        write_template(sheet, target.template)
        return f"{sheet.raw()}"
    if template == item.object["spec"]["template"]:
        return f"skipped rollback (current template already matches revision {number})"
    _patch(session, item, target, template, dry_run.query)
    return "rolled back"


def _target(history: list[Revision], number: int) -> Revision:
    """The revision with that number, or (0) the last but one."""
    if number == 0:
        if len(history) <= 1:
            raise KubectlError("no last revision to roll back to")
        return history[-2]
    for revision in history:
        if revision.number == number:
            return revision
    raise KubectlError(f"unable to find specified revision {number} in history")


def _template_of(item: Item, target: Revision) -> dict[str, Any]:
    """The template as it will be; that of a ReplicaSet carries a label of its own."""
    template = dict(target.template)
    if item.resource.kind != "Deployment":
        return template
    metadata = dict(template["metadata"])
    labels = {k: v for k, v in (metadata.get("labels") or {}).items() if k != HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": labels}}


def _patch(
    session: Session, item: Item, target: Revision, template: dict[str, Any], query: dict[str, str]
) -> None:
    if item.resource.kind != "Deployment":
        session.client.patch(item.path, compact(target.source["data"]), STRATEGIC_PATCH, query)
        return
    mine = item.object["metadata"].get("annotations") or {}
    theirs = target.source["metadata"].get("annotations") or {}
    annotations = {k: v for k, v in mine.items() if k in _KEPT_ANNOTATIONS}
    annotations |= {k: v for k, v in theirs.items() if k not in _KEPT_ANNOTATIONS}
    operations = [
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace", "path": "/metadata/annotations", "value": annotations},
    ]
    session.client.patch(item.path, compact(operations), JSON_PATCH, query)
