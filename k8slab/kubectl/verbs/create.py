"""Create objects from manifests."""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all, with_source
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import with_memory
from k8slab.kubectl.resources import Item, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager, validation

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.SELECTOR, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("save-config", type="bool"), Flag("edit", type="bool"),
)  # fmt: skip
MANAGER = "kubectl-create"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create every object of the files."""
    if flags.on("edit"):
        raise KubectlError("--edit is not supported by this kubectl; change the file, then create from it")
    if arguments:
        raise KubectlError(
            f"Unexpected args: [{' '.join(arguments)}]\nSee 'kubectl create -h' for help and examples"
        )
    if not flags.texts("filename") and not flags.text("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    errors: list[Exception] = []
    reporter = Reporter(session, flags)
    count = 0
    for found in from_files(session, flags):
        count += 1
        try:
            _create(session, flags, reporter, found)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    if not count:
        raise KubectlError("no objects passed to create")
    raise_all(errors)
    return 0


def _create(session: Session, flags: Flags, reporter: Reporter, found: Item | Exception) -> None:
    if isinstance(found, Exception):
        raise found
    dry_run = DryRun(flags)
    query = {**dry_run.query, **manager(flags, MANAGER), **validation(flags)}
    obj = with_memory(found.object) if flags.on("save-config") else found.object
    if not dry_run.is_client:
        try:
            obj = session.client.create(found.resource.path(found.namespace), obj, query)
        except ApiError as error:
            raise with_source(error, "creating", found.source) from None
    reporter.tell(found, obj, "created")
