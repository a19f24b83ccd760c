"""Pause or resume the rollout of a Deployment."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.rollout.workloads import require
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (*common.FILES, *common.SELECTOR, *common.OUTPUT, *common.FIELD_MANAGER, *common.DRY_RUN)
NEEDS_ITS_NAME = True


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `rollout pause` or `rollout resume`."""
    verb, arguments = arguments[0].removeprefix("rollout "), arguments[1:]
    require(arguments, flags)
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for found in chosen(session, arguments, flags, all_of_a_type=True):
        try:
            if isinstance(found, Exception):
                raise found
            _switch(session, found, flags, paused=verb == "pause")
            reporter.tell(found, found.object, f"{verb}d")
        except KubectlError as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _switch(session: Session, item: Item, flags: Flags, *, paused: bool) -> None:
    name = f'{item.resource.qualified} "{item.name}"'
    if item.resource.kind != "Deployment":
        raise KubectlError(f"{name} {'pausing' if paused else 'resuming'} is not supported")
    if bool(item.object["spec"].get("paused")) == paused:
        raise KubectlError(f"{name} is {'already' if paused else 'not'} paused")
    value = "true" if paused else "null"
    patch = f'{{"spec":{{"paused":{value}}}}}'
    session.client.patch(item.path, patch, STRATEGIC_PATCH, manager(flags, "kubectl-rollout"))
