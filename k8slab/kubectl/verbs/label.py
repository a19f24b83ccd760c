"""Set and remove labels or annotations."""

from __future__ import annotations

import re
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import MERGE_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (
    *common.FILES, *common.SELECTOR, *common.FIELD_SELECTOR, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER,
    Flag("overwrite", type="bool"), Flag("all", type="bool"), Flag("all-namespaces", "A", "bool"),
    Flag("list", type="bool"), Flag("local", type="bool"), Flag("resource-version"),
)  # fmt: skip
NEEDS_ITS_NAME = True

_LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_BAD_LABEL_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
    "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `label` or `annotate`."""
    verb, arguments = arguments[0], arguments[1:]
    field = f"{verb}s" if verb == "label" else "annotations"
    names = [word for word in arguments if not _is_change(word)]
    put, drop = _changes([word for word in arguments if _is_change(word)], verb)
    if not put and not drop and not flags.on("list"):
        raise KubectlError(f"at least one {verb.removesuffix('e')}{'ion' if verb == 'annotate' else ''} "
                           "update is required")  # fmt: skip
    reporter = Reporter(session, flags)
    errors: list[Exception] = []
    for found in chosen(session, names, flags):
        try:
            if isinstance(found, Exception):
                raise found
            _change(session, found, field, put, drop, flags, reporter)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _is_change(word: str) -> bool:
    return "=" in word or (word.endswith("-") and not word.startswith("-"))


def _changes(words: list[str], verb: str) -> tuple[dict[str, str], list[str]]:
    """What to set, and what to remove."""
    put: dict[str, str] = {}
    drop: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            drop.append(word[:-1])
            continue
        if verb == "label" and not _LABEL_VALUE.fullmatch(value):
            raise KubectlError(f"invalid label value: {quote(word)}: {_BAD_LABEL_VALUE}")
        put[name] = value
    both = [name for name in drop if name in put]
    if both:
        what = "label" if verb == "label" else "annotation"
        raise KubectlError(f"can not both modify and remove {_an(what)} in the same command")
    return put, drop


def _an(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _change(
    session: Session,
    item: Item,
    field: str,
    put: dict[str, str],
    drop: list[str],
    flags: Flags,
    reporter: Reporter,
) -> None:
    old = item.object["metadata"].get(field) or {}
    if not flags.on("overwrite"):
        _refuse_overwriting(old, put, field)
    for name in drop:
        if name not in old and field == "labels":
            session.say(f"label {quote(name)} not found.")
    patch: dict[str, Any] = {name: value for name, value in put.items() if old.get(name) != value}
    patch |= {name: None for name in drop if name in old}
    done = _done(field, put, patch)
    obj = item.object
    dry_run = DryRun(flags)
    if patch and not dry_run.is_client and not flags.on("local"):
        verb = "label" if field == "labels" else "annotate"
        body = compact({"metadata": {field: patch}})
        query = {**dry_run.query, **manager(flags, f"kubectl-{verb}")}
        obj = session.client.patch(item.path, body, MERGE_PATCH, query)
    reporter.tell(item, obj, done)


def _refuse_overwriting(old: dict[str, str], put: dict[str, str], field: str) -> None:
    taken = [
        f"'{name}' already has a value ({old[name]})"
        for name, value in put.items()
        if old.get(name, value) != value
    ]
    if not taken:
        return
    if field == "labels":
        raise KubectlError("; ".join(f"{problem}, and --overwrite is false" for problem in taken[:1]))
    raise KubectlError(
        "--overwrite is false but found the following declared annotation(s): " + "; ".join(taken)
    )


def _done(field: str, put: dict[str, str], patch: dict[str, Any]) -> str:
    if field == "annotations":
        return "annotated"
    if not patch:
        return "not labeled"
    return "labeled" if any(name in patch for name in put) else "unlabeled"
