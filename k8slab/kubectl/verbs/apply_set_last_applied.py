"""Write what `apply` shall remember of objects, without changing them otherwise."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import MERGE_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import remembered
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import NOTHING_NAMED, Item, Wanted, from_files, read_one
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter
from k8slab.objects.meta import LAST_APPLIED

FLAGS = (*common.FILES, *common.OUTPUT, *common.DRY_RUN, Flag("create-annotation", type="bool"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """For every object of the files."""
    if not flags.texts("filename"):
        raise KubectlError(NOTHING_NAMED)
    reporter = Reporter(session, flags)
    for item in from_files(session, flags):
        if isinstance(item, Exception):
            raise item
        _set(session, item, flags, reporter)
    return 0


def _set(session: Session, item: Item, flags: Flags, reporter: Reporter) -> None:
    live = read_one(session, Wanted(item.resource, item.name), item.namespace)
    if remembered(live) is None and not flags.on("create-annotation"):
        raise KubectlError(
            f"no last-applied-configuration annotation found on resource: {item.name}, to create the "
            "annotation, run the command with --create-annotation"
        )
    text = compact(item.object) + "\n"
    if (live["metadata"].get("annotations") or {}).get(LAST_APPLIED) == text:
        session.say(f"set-last-applied {item.name}: no changes required.")
        return
    dry_run = DryRun(flags)
    if not dry_run.is_client:
        patch = compact({"metadata": {"annotations": {LAST_APPLIED: text}}})
        live = session.client.patch(item.path, patch, MERGE_PATCH, dry_run.query)
    reporter.tell(item, live, "configured")
