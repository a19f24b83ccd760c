"""Restart the pods of a workload, by a new annotation in its template."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.rollout.workloads import require
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (*common.FILES, *common.SELECTOR, *common.OUTPUT, *common.FIELD_MANAGER, *common.DRY_RUN)
ANNOTATION = "kubectl.kubernetes.io/restartedAt"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Restart what is named."""
    require(arguments, flags)
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for found in chosen(session, arguments, flags, all_of_a_type=True):
        if isinstance(found, Exception):
            errors.append(found)
            continue
        _restart(session, found, flags)
        reporter.tell(found, found.object, "restarted")
    raise_all(errors)
    return 0


def _restart(session: Session, item: Item, flags: Flags) -> None:
    if item.resource.kind not in ("Deployment", "DaemonSet", "StatefulSet"):
        raise KubectlError(f'{item.resource.qualified} "{item.name}" restarting is not supported')
    if item.object["spec"].get("paused"):
        raise KubectlError(
            f'{item.resource.qualified} "{item.name}" can\'t restart paused deployment '
            "(run rollout resume first)"
        )
    now = session.client.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    patch = {"spec": {"template": {"metadata": {"annotations": {ANNOTATION: now}}}}}
    session.client.patch(item.path, compact(patch), STRATEGIC_PATCH, manager(flags, "kubectl-rollout"))
