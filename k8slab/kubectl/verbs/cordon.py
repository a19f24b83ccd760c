"""Mark nodes as unschedulable or schedulable."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item, Wanted, fetch, selection
from k8slab.kubectl.session import Session

FLAGS = (*common.SELECTOR, *common.DRY_RUN)
NEEDS_ITS_NAME = True


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `cordon` or `uncordon`."""
    verb, names = arguments[0], [name.removeprefix("node/") for name in arguments[1:]]
    if not names and not flags.text("selector"):
        raise KubectlError(f"USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples")
    if names and flags.text("selector"):
        raise KubectlError(
            "cannot specify both a node name and a --selector option\n"
            f"See 'kubectl {verb} -h' for help and examples"
        )
    nodes = session.resources.find("nodes")
    for kind in (name.partition("/")[0] for name in names if "/" in name):
        other = session.resources.find(kind)
        what = f"{other.group}/{other.version}, Resource={other.plural}"
        raise KubectlError(f"expected resource of type node, got {quote(what)}")
    errors: list[Exception] = []
    for found in fetch(session, [Wanted(nodes, name) for name in names or [""]], selection(flags)):
        if isinstance(found, Item):
            mark(session, found, verb, DryRun(flags))
        else:
            errors.append(found)
    raise_all(errors)
    return 0


def mark(session: Session, item: Item, verb: str, dry_run: DryRun) -> None:
    """Cordon or uncordon one node, and say so."""
    cordon = verb == "cordon"
    if bool(item.object["spec"].get("unschedulable")) == cordon:
        session.say(f"{item.title} already {verb}ed")
        return
    if not dry_run.is_client:
        value = "true" if cordon else "null"
        patch = f'{{"spec":{{"unschedulable":{value}}}}}'
        session.client.patch(item.path, patch, STRATEGIC_PATCH, dry_run.query)
    session.say(f"{item.title} {dry_run.mark(verb + 'ed')}")
