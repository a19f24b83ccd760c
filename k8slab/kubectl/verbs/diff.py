"""Show what an apply would change, as the program diff shows it."""

from __future__ import annotations

from datetime import datetime
from difflib import unified_diff
from typing import Any

from k8slab.errors import ApiError, K8slabError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import APPLY_PATCH, STRATEGIC_PATCH
from k8slab.kubectl.errors import KubectlError, final_message, with_source
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import remembered
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.printers.output import shown
from k8slab.kubectl.resources import Item, from_files
from k8slab.kubectl.session import Session
from k8slab.kubectl.strategic import three_way
from k8slab.kubectl.verbs import apply, apply_server_side

FLAGS = (
    *common.FILES, *common.SELECTOR, Flag("field-manager"), Flag("force-conflicts", type="bool"),
    Flag("server-side", type="bool"), Flag("show-managed-fields", type="bool"), Flag("prune", type="bool"),
    Flag("concurrency", type="int", default=1),
)  # fmt: skip
DIFFERENT = 1
TROUBLE = 2
CONTEXT = 3


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """0: no differences; 1: some; 2: it could not be found out."""
    try:
        return _compare(session, arguments, flags)
    except K8slabError as error:
        session.complain(final_message(error))
        return TROUBLE


def _compare(session: Session, arguments: list[str], flags: Flags) -> int:
    if arguments:
        raise KubectlError(
            f"Unexpected args: [{' '.join(arguments)}]\nSee 'kubectl diff -h' for help and examples"
        )
    if not flags.texts("filename") and not flags.text("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    pairs = [_pair(session, flags, found) for found in from_files(session, flags)]
    texts = [text for item, live, merged in pairs if (text := _diff(session, flags, item, live, merged))]
    session.out.write("".join(texts))
    return DIFFERENT if texts else 0


Pair = tuple[Item, dict[str, Any] | None, dict[str, Any]]


def _pair(session: Session, flags: Flags, found: Item | Exception) -> Pair:
    """The object as it is (None: not there), and as it would be."""
    if isinstance(found, Exception):
        raise found
    live: dict[str, Any] | None
    try:
        live = session.client.get(found.path)
    except ApiError as error:
        if error.code != 404:
            raise
        live = None
    return found, live, _merged(session, flags, found, live)


def _merged(session: Session, flags: Flags, item: Item, live: dict[str, Any] | None) -> dict[str, Any]:
    if flags.on("server-side"):
        force = "true" if flags.on("force-conflicts") else "false"
        query = _query(flags, apply_server_side.MANAGER) | {"force": force}
        merged: dict[str, Any] = session.client.patch(item.path, compact(item.object), APPLY_PATCH, query)
        return merged
    query = _query(flags, apply.MANAGER)
    try:
        if live is None:
            collection = item.resource.path(item.namespace)
            merged = session.client.create(collection, item.object, query)
        else:
            modified = _annotated(item.object)
            patch = three_way(item.resource.kind, remembered(live) or {}, modified, live)
            merged = session.client.patch(item.path, compact(patch), STRATEGIC_PATCH, query)
    except ApiError as error:
        raise with_source(error, "applying", "") from None
    return merged


def _annotated(obj: dict[str, Any]) -> dict[str, Any]:
    """What is remembered has annotations, if only none: they must not look as if they had gone."""
    return {**obj, "metadata": {**obj["metadata"], "annotations": obj["metadata"].get("annotations") or {}}}


def _query(flags: Flags, manager: str) -> dict[str, str]:
    return {"dryRun": "All", "fieldManager": flags.text("field-manager") or manager}


def _diff(
    session: Session, flags: Flags, item: Item, live: dict[str, Any] | None, merged: dict[str, Any]
) -> str:
    before = yaml.dump(_masked(item, shown(live, flags.on("show-managed-fields")))) if live else ""
    after = yaml.dump(_masked(item, shown(merged, flags.on("show-managed-fields"))))
    if before == after:
        return ""
    name = _file_name(item)
    stamp = _stamp(session.client.now())
    lines = unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"LIVE/{name}",
        f"MERGED/{name}",
        stamp,
        stamp,
        CONTEXT,
    )
    return f"diff -u -N LIVE/{name} MERGED/{name}\n" + "".join(lines)


def _file_name(item: Item) -> str:
    """`apps.v1.StatefulSet.default.web`."""
    group = f"{item.resource.group}." if item.resource.group else ""
    return f"{group}{item.resource.version}.{item.resource.kind}.{item.namespace}.{item.name}"


def _masked(item: Item, obj: dict[str, Any]) -> dict[str, Any]:
    """The values of a Secret are nobody's business."""
    if item.resource.kind != "Secret" or not isinstance(obj.get("data"), dict):
        return obj
    return {**obj, "data": dict.fromkeys(obj["data"], "***")}


def _stamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%d %H:%M:%S.%f") + "000 +0000"
