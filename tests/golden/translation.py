"""Recorded requests, made fit for another cluster: uids, versions and random names are that cluster's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.golden.free import SUFFIX, daemon_node
from tests.golden.recording import Key, Recording, apply

Objects = dict[Key, dict[str, Any]]
VERSION = re.compile(r"(\"?resourceVersion\"?: ?\"?|--resource-version=)(\d+)")


class Translation:
    """What the recorded cluster's objects were called, as time goes on."""

    def __init__(self, recording: Recording) -> None:
        self._trace = recording.trace
        self._position = 0
        self._recorded: Objects = {}
        self._uids: dict[str, Key] = {}

    def at(self, time: float, present: Objects) -> Callable[[str], str]:
        """A function from recorded text to what the same is called among the objects ``present`` here."""
        while self._position < len(self._trace) and self._trace[self._position]["t"] < time:
            self._learn(self._trace[self._position])
            self._position += 1
        words, versions = self._words(present), self._newest(present)
        longest_first = sorted(words, key=len, reverse=True) or ["(?!)"]
        pattern = re.compile(r"(?<![\w.])(" + "|".join(longest_first) + r")(?![\w.])")

        def translate(text: str) -> str:
            text = VERSION.sub(lambda found: found[1] + versions.get(found[2], "1"), text)
            return pattern.sub(lambda found: words[found[1]], text)

        return translate

    def _learn(self, line: dict[str, Any]) -> None:
        key = apply(self._recorded, line)
        if key is not None:
            self._uids[line["object"]["metadata"]["uid"]] = key

    def _words(self, present: Objects) -> dict[str, str]:
        common = {uid: key for uid, key in self._uids.items() if key in present and key in self._recorded}
        uids = {uid: present[key]["metadata"]["uid"] for uid, key in common.items()}
        return uids | _names(self._recorded, present)

    def _newest(self, present: Objects) -> dict[str, str]:
        """The present version of each object, by the one that it had when it was recorded."""
        common = [key for key in self._recorded if key in present]
        versions = [(self._recorded[key]["metadata"], present[key]["metadata"]) for key in common]
        return {one["resourceVersion"]: other["resourceVersion"] for one, other in versions}


def _names(recorded: Objects, present: Objects) -> dict[str, str]:
    """Recorded random names and those that stand for them here, in order of age."""
    here = _by_base(present)
    words = {}
    for base, names in _by_base(recorded).items():
        words |= dict(zip(names, here.get(base, ()), strict=False))
    return words


def _by_base(objects: Objects) -> dict[tuple[str, str, str, str], list[str]]:
    found = defaultdict(list)
    for (resource, namespace, name), obj in objects.items():
        base = obj["metadata"].get("generateName", "")
        if base and re.fullmatch(re.escape(base) + SUFFIX, name):
            node = daemon_node(obj) if resource == "pods" else ""
            found[resource, namespace, base, node].append((obj["metadata"]["creationTimestamp"], name))
    return {base: [name for _, name in sorted(pairs)] for base, pairs in found.items()}
