"""Replace objects by what the manifests say."""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all, with_source
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.last_applied import remembered, with_memory
from k8slab.kubectl.resources import Item, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager, validation

FLAGS = (*common.FILES, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE)


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


def _replace(session: Session, item: Item, flags: Flags, reporter: Reporter) -> None:
    dry_run = DryRun(flags)
    query = {**dry_run.query, **manager(flags, "kubectl-replace"), **validation(flags)}
    obj = with_memory(item.object) if remembered(item.object) is not None else item.object
    if not dry_run.is_client:
        try:
            obj = session.client.replace(item.path, obj, query)
        except ApiError as error:
            raise with_source(error, "replacing", item.source) from None
    reporter.tell(item, obj, "replaced")
