"""Set how many replicas a workload has."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import MERGE_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.waiting import TimedOutError, wait_until
from k8slab.kubectl.writes import Reporter

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.SELECTOR, *common.DRY_RUN,
    Flag("replicas", type="int", default=-1), Flag("current-replicas", type="int", default=-1),
    Flag("resource-version"), Flag("timeout", type="duration"), Flag("all", type="bool"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Scale all that is named."""
    if not flags.given("replicas"):
        raise KubectlError('required flag(s) "replicas" not set')
    if flags.number("replicas") < 0:
        raise KubectlError(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"
        )
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for found in chosen(session, arguments, flags):
        try:
            if isinstance(found, Exception):
                raise found
            _scale(session, flags, found)
            _wait(session, flags, found)
            reporter.tell(found, found.object, "scaled")
        except (ApiError, KubectlError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _scale(session: Session, flags: Flags, item: Item) -> None:
    dry_run = DryRun(flags)
    if dry_run.is_client:
        return
    replicas = flags.number("replicas")
    path = item.resource.path(item.namespace, item.name, "scale")
    if flags.number("current-replicas") < 0 and not flags.text("resource-version"):
        session.client.patch(path, f'{{"spec":{{"replicas":{replicas}}}}}', MERGE_PATCH, dry_run.query)
        return
    scale = session.client.get(path)
    _check(flags, scale)
    scale["spec"]["replicas"] = replicas
    session.client.replace(path, scale, dry_run.query)


def _wait(session: Session, flags: Flags, item: Item) -> None:
    """With --timeout, until there are as many pods as wanted."""
    if not flags.seconds("timeout") or DryRun(flags).strategy != "none":
        return
    replicas = flags.number("replicas")

    def is_synced(kind: str, obj: dict[str, Any]) -> bool:
        return kind != "DELETED" and (obj.get("status") or {}).get("replicas", 0) == replicas

    try:
        wait_until(session, item, is_synced, flags.seconds("timeout"))
    except TimedOutError:
        raise KubectlError(f"timed out waiting for {quote(item.name)} to be synced") from None


def _check(flags: Flags, scale: dict[str, Any]) -> None:
    """The preconditions of --current-replicas and --resource-version."""
    expected, found = flags.number("current-replicas"), scale["spec"].get("replicas", 0)
    if expected not in (-1, found):
        raise KubectlError(f"Expected replicas to be {expected}, was {found}")
    version = scale["metadata"]["resourceVersion"]
    if flags.text("resource-version") not in ("", version):
        raise KubectlError(f"Expected resource version to be {flags.text('resource-version')}, was {version}")
