"""Set and remove taints of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.client import STRATEGIC_PATCH
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.json import compact
from k8slab.kubectl.resources import Item, chosen, for_each
from k8slab.kubectl.session import Session
from k8slab.kubectl.writes import Reporter, manager
from k8slab.objects.names import qualified_name

FLAGS = (
    *common.SELECTOR, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("overwrite", type="bool"), Flag("all", type="bool"), Flag("filename", "f", "strings"),
)  # fmt: skip
SEE_HELP = "\nSee 'kubectl taint -h' for help and examples"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")

Taint = dict[str, Any]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """`kubectl taint nodes NAME key=value:Effect` and `key:Effect-` or `key-`."""
    names = [word for word in arguments if not _is_taint(word)]
    _check_names(session, names)
    put, drop = _parse([word for word in arguments if _is_taint(word)])
    if not put and not drop:
        raise KubectlError("at least one taint update is required")
    change = _Change(session, flags, Reporter(session, flags), put, drop)
    for_each(chosen(session, names, flags), change.make)
    return 0


def _check_names(session: Session, names: list[str]) -> None:
    if not names:
        raise KubectlError("one or more resources must be specified as <resource> <name>")
    kind = names[0].partition("/")[0]
    if session.resources.find(kind).kind != "Node":
        raise KubectlError(f"invalid resource type {kind}, only node types are supported")


def _is_taint(word: str) -> bool:
    return "=" in word or ":" in word or word.endswith("-")


def _parse(words: list[str]) -> tuple[list[Taint], list[tuple[str, str]]]:
    put: list[Taint] = []
    drop: list[tuple[str, str]] = []
    for word in words:
        head, _, effect = word.removesuffix("-").partition(":")
        key, equals, value = head.partition("=")
        if word.endswith("-"):
            drop.append((key, effect))
            continue
        _check_key(word, key if ":" in word else word)
        if effect not in EFFECTS:
            raise KubectlError(f"invalid taint effect: {effect}, unsupported taint effect{SEE_HELP}")
        put.append({"key": key, "effect": effect} | ({"value": value} if equals and value else {}))
    _check_pairs(put, drop)
    return put, drop


def _check_key(word: str, key: str) -> None:
    """A taint without an effect is taken for a key."""
    problems = qualified_name(key)
    if problems:
        raise KubectlError(f"invalid taint spec: {word}, {'; '.join(problems)}{SEE_HELP}")


def _check_pairs(put: list[Taint], drop: list[tuple[str, str]]) -> None:
    """Each key and effect may be named once."""
    seen = set()
    for taint in put:
        pair = (taint["key"], taint["effect"])
        if pair in seen:
            shown = f"{{{taint['key']} {taint.get('value', '')} {taint['effect']} <nil>}}"
            raise KubectlError(f"duplicated taints with the same key and effect: {shown}{SEE_HELP}")
        seen.add(pair)
    both = [f"{key}={effect}" for key, effect in drop if any(_is(taint, key, effect) for taint in put)]
    if both:
        what = ",".join(both)
        raise KubectlError(
            f"can not both modify and remove the following taint(s) in the same command: {what}"
        )


@dataclass
class _Change:
    """What to do to the taints of each node."""

    session: Session
    flags: Flags
    reporter: Reporter
    put: list[Taint]
    drop: list[tuple[str, str]]

    def make(self, item: Item) -> None:
        old: list[Taint] = item.object["spec"].get("taints") or []
        self.check(item, old)
        kept = [t for t in old if not any(_is(t, key, effect) for key, effect in self.drop)]
        kept = [t for t in kept if not any(_is(t, n["key"], n["effect"]) for n in self.put)]
        patch = compact({"spec": {"taints": [*self.put, *kept] or None}})
        obj = item.object
        dry_run = DryRun(self.flags)
        if not dry_run.is_client:
            query = {**dry_run.query, **manager(self.flags, "kubectl-taint")}
            obj = self.session.client.patch(item.path, patch, STRATEGIC_PATCH, query)
        self.reporter.tell(item, obj, _done(self.put, self.drop, old), marked=False)

    def check(self, item: Item, old: list[Taint]) -> None:
        for key, effect in self.drop:
            if not any(_is(taint, key, effect) for taint in old):
                what = f"{key}:{effect}" if effect else key
                raise KubectlError(f"taint {quote(what)} not found")
        for taint in self.put:
            if not self.flags.on("overwrite") and any(_is(t, taint["key"], taint["effect"]) for t in old):
                raise KubectlError(
                    f"node {item.name} already has {taint['key']} taint(s) with same effect(s) "
                    "and --overwrite is false"
                )


def _is(taint: Taint, key: str, effect: str) -> bool:
    return taint["key"] == key and effect in ("", taint["effect"])


def _done(put: list[Taint], drop: list[tuple[str, str]], old: list[Taint]) -> str:
    if not put:
        return "untainted"
    return "modified" if drop or any(_is(t, n["key"], n["effect"]) for t in old for n in put) else "tainted"
