"""Change fields of objects by a patch."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.manifests import parse_yaml
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.printers.output import full_name
from k8slab.kubectl.resources import Item, chosen, for_each
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER,
    Flag("patch", "p"), Flag("patch-file"), Flag("type", default="strategic"), Flag("local", type="bool"),
    Flag("subresource"),
)  # fmt: skip
TYPES = {"json": JSON_PATCH, "merge": MERGE_PATCH, "strategic": STRATEGIC_PATCH}


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Patch all that is named."""
    text = _text(session, flags)
    if flags.text("type") not in TYPES:
        raise KubectlError(
            f"--type must be one of [{' '.join(sorted(TYPES))}], not {quote(flags.text('type'))}"
        )
    reporter = Reporter(session, flags)
    for_each(
        chosen(session, arguments, flags),
        lambda found: _apply(session, flags, found, _as_json(text), reporter),
    )
    return 0


def _text(session: Session, flags: Flags) -> str:
    """The patch as it was given."""
    if flags.text("patch") and flags.text("patch-file"):
        raise KubectlError("cannot specify --patch and --patch-file together")
    text = flags.text("patch")
    if flags.text("patch-file"):
        text = _content(session, flags.text("patch-file"))
    if not text:
        raise KubectlError("must specify --patch or --patch-file containing the contents of the patch")
    return text


def _content(session: Session, name: str) -> str:
    try:
        return (session.cwd / name).read_text(encoding="utf-8")
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise KubectlError(f"unable to read patch file: open {name}: {words}") from None


def _as_json(text: str) -> str:
    """The patch as JSON; it may be written in YAML."""
    try:
        return compact(parse_yaml(text))
    except ValueError as error:
        problem = str(error).removeprefix("error converting YAML to JSON: ")
        raise KubectlError(f"unable to parse {quote(text)}: {problem}") from None


def _apply(session: Session, flags: Flags, item: Item, patch: str, reporter: Reporter) -> None:
    dry_run = DryRun(flags)
    if dry_run.is_client or flags.on("local"):
        reporter.tell(item, item.object, "patched", marked=False)
        return
    path = item.resource.path(item.namespace, item.name, flags.text("subresource"))
    query = {**dry_run.query, **manager(flags, "kubectl-patch")}
    patched = session.client.patch(path, patch, TYPES[flags.text("type")], query)
    unchanged = patched["metadata"].get("resourceVersion") == item.object["metadata"].get("resourceVersion")
    if dry_run.query:
        unchanged = patched == item.object
    done = "patched (no change)" if unchanged else "patched"
    reporter.tell_titled(full_name(patched).rpartition("/")[0], patched, done)
