"""Set and remove labels or annotations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import MERGE_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen, for_each
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager
from k8slab.objects import names

FLAGS = (
    *common.FILES,
    *common.SELECTOR,
    *common.FIELD_SELECTOR,
    *common.OUTPUT,
    *common.DRY_RUN,
    *common.FIELD_MANAGER,
    Flag("overwrite", type="bool"),
    Flag("all", type="bool"),
    Flag("all-namespaces", "A", "bool"),
    Flag("list", type="bool"),
    Flag("local", type="bool"),
    Flag("resource-version"),
)
NEEDS_ITS_NAME = True


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `label` or `annotate`."""
    verb, arguments = arguments[0], arguments[1:]
    field = f"{verb}s" if verb == "label" else "annotations"
    wanted = [word for word in arguments if not _is_change(word)]
    put, drop = _changes([word for word in arguments if _is_change(word)], verb)
    if not wanted and not flags.texts("filename"):
        raise KubectlError(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    if not put and not drop and not flags.on("list"):
        raise KubectlError(
            f"at least one {verb.removesuffix('e')}{'ion' if verb == 'annotate' else ''} update is required"
        )
    change = _Change(session, flags, Reporter(session, flags), field, put, drop)
    for_each(chosen(session, wanted, flags), change.make)
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
        if verb == "label" and not re.fullmatch(names.LABEL_VALUE, value):
            raise KubectlError(f"invalid label value: {quote(word)}: {names.LABEL_VALUE_SHAPE}")
        put[name] = value
    both = [name for name in drop if name in put]
    if both:
        what = "label" if verb == "label" else "annotation"
        raise KubectlError(f"can not both modify and remove {_an(what)} in the same command")
    return put, drop


def _an(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


@dataclass
class _Change:
    """What to do to the labels or annotations (`field`) of each object."""

    session: Session
    flags: Flags
    reporter: Reporter
    field: str
    put: dict[str, str]
    drop: list[str]

    def make(self, item: Item) -> None:
        old = item.object["metadata"].get(self.field) or {}
        if self.flags.on("list"):
            self.session.out.write("".join(f"{name}={old[name]}\n" for name in sorted(old)))
            return
        if not self.flags.on("overwrite"):
            _refuse_overwriting(old, self.put, self.field)
        self.tell_missing(old)
        patch: dict[str, Any] = {name: value for name, value in self.put.items() if old.get(name) != value}
        patch |= {name: None for name in self.drop if name in old}
        obj = self.send(item, patch) if patch or self.flags.text("resource-version") else item.object
        self.reporter.tell(item, obj, _done(self.field, self.put, patch))

    def tell_missing(self, old: dict[str, str]) -> None:
        for name in self.drop:
            if name not in old and self.field == "labels":
                self.session.say(f"label {quote(name)} not found.")

    def send(self, item: Item, patch: dict[str, Any]) -> dict[str, Any]:
        dry_run = DryRun(self.flags)
        if dry_run.is_client or self.flags.on("local"):
            return item.object
        verb = "label" if self.field == "labels" else "annotate"
        metadata: dict[str, Any] = {self.field: patch}
        if self.flags.text("resource-version"):
            metadata["resourceVersion"] = self.flags.text("resource-version")
        body = compact({"metadata": metadata})
        query = {**dry_run.query, **manager(self.flags, f"kubectl-{verb}")}
        patched: dict[str, Any] = self.session.client.patch(item.path, body, MERGE_PATCH, query)
        return patched


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
