"""List the revisions of a workload, or show one of them."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.rollout.workloads import require, revisions

FLAGS = (*common.FILES, *common.SELECTOR, *common.OUTPUT, Flag("revision", type="int"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Print the history of each workload that is named."""
    require(arguments, flags)
    number = flags.number("revision")
    if number < 0:
        raise KubectlError(f"revision must be a positive integer: {number}")
    for found in chosen(session, arguments, flags, all_of_a_type=True):
        if isinstance(found, Exception):
            raise found
        which = f"with revision #{number}" if number else ""
        text = _template(session, found, number) if number else _table(session, found)
        session.say(f"{found.title} {which}\n{text}")
    return 0


def _table(session: Session, item: Item) -> str:
    found = revisions(session, item)
    if not found:
        return "No rollout history found."
    sheet = Sheet()
    sheet.line("REVISION\tCHANGE-CAUSE")
    for revision in found:
        sheet.line(f"{revision.number}\t{revision.change_cause}")
    return sheet.aligned()


def _template(session: Session, item: Item, number: int) -> str:
    for revision in revisions(session, item):
        if revision.number == number:
            sheet = Sheet()
            write_template(sheet, revision.template)
            return sheet.raw()
    raise KubectlError("unable to find the specified revision")
