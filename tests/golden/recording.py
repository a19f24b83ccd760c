"""Recordings of a real control plane: their steps, and what was there when a step had settled."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Key = tuple[str, str, str]
SILENCE = 1.0
GATE = re.compile(r"\b([A-Z]\w+)=(true|false)\b")
MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NEVER = "2026-01-01T00:00:00Z"
PLACES = ("--context", "--kubeconfig", "--server", "-s", "--cluster", "--user", "--token")
"""Options that say which cluster a command is for."""
HEARTBEATS = ("nodes", "events")


@dataclass(frozen=True)
class Recording:
    """One scenario: the files of its folder, by path."""

    name: str
    files: dict[str, bytes]

    @classmethod
    def packed(cls, name: str) -> Recording:
        """One of the recordings that lie in this repository."""
        with tarfile.open(DATA / f"{name}.tar.xz") as archive:
            content = {entry.name: archive.extractfile(entry) for entry in archive.getmembers()}
            return cls(name, {path: file.read() for path, file in content.items() if file is not None})

    @classmethod
    def folder(cls, folder: Path) -> Recording:
        """Any folder in the recordings' format."""
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        return cls(folder.resolve().name, {path: file.read_bytes() for path, file in sorted(found.items())})

    @cached_property
    def about(self) -> dict[str, Any]:
        about: dict[str, Any] = json.loads(self.files["steps.json"])
        return about

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The steps; a command begins with the word kubectl and does not say which cluster it is for."""
        return [
            {**step, "argv": ["kubectl", *command_of(step["argv"])]} if "argv" in step else step
            for step in self.about["steps"]
        ]

    @cached_property
    def starts(self) -> list[float]:
        """When each step began; a note or a sleep follows the step before it."""
        starts, last = [], 0.0
        for step in self.steps:
            starts.append(step.get("t_start", last))
            last = step.get("t_end", starts[-1])
        return starts

    @cached_property
    def trace(self) -> list[dict[str, Any]]:
        return [
            json.loads(line)
            for line in self.files["trace.jsonl"].decode(errors="replace").split("\n")
            if line
        ]

    @property
    def feature_gates(self) -> dict[str, bool]:
        """The gates that the recorded cluster was started with, as its description tells."""
        return {name: value == "true" for name, value in GATE.findall(self.about.get("description", ""))}

    @property
    def initial(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything that was there at the start, with its resource."""
        lines = [line for line in self.trace if line.get("type") == "INITIAL"]
        return [(line["resource"], line["object"]) for line in lines]

    @property
    def began_at(self) -> str:
        """The latest time that anything which was there at the start tells of."""
        return max(MOMENT.findall(json.dumps(self.initial)), default=NEVER)

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The nodes that were there at the start."""
        found = {obj["metadata"]["name"]: obj for resource, obj in self.initial if resource == "nodes"}
        return [found[name] for name in sorted(found)]

    def unpack(self, folder: Path, translate: Callable[[str], str]) -> None:
        """Write the manifests where the commands look for them, those of a read object translated."""
        for path, content in self.files.items():
            if path.startswith("manifests/"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                is_read = b"resourceVersion" in content
                (folder / path).write_bytes(_in_text(translate, content) if is_read else content)

    def seconds(self, index: int) -> float:
        """How long it took from that step's beginning to the next one's; without end if that was not told."""
        told = any(name in self.steps[index] for name in ("t_start", "t_end", "sleep"))
        ends = [*self.starts[1:], max((line["t"] for line in self.trace if "t" in line), default=0.0)]
        return max(ends[index] - self.starts[index], 0.0) if told else float("inf")

    def is_settled_after(self, index: int) -> bool:
        """True if nothing but heartbeats was recorded in the second before the next step began.

        Not after a step whose outcome the recorder waited for, or which set a node's start going.
        """
        if index + 1 == len(self.steps):
            return True
        if "wait" in self.steps[index + 1] or "harness" in self.steps[index]:
            return False
        end = self.starts[index + 1]
        recent = [line for line in self.trace if end - SILENCE < line["t"] < end and "object" in line]
        return all(line["resource"] in HEARTBEATS for line in recent)

    def settled(self) -> Iterator[tuple[int, dict[Key, dict[str, Any]]]]:
        """For every step the objects that were there just before the next one began."""
        objects: dict[Key, dict[str, Any]] = {}
        position = 0
        for index, end in enumerate([*self.starts[1:], float("inf")]):
            while position < len(self.trace) and self.trace[position]["t"] < end:
                apply(objects, self.trace[position])
                position += 1
            yield index, dict(objects)


def command_of(argv: list[str]) -> list[str]:
    """What follows the word kubectl, the verb first, without what says where the recorded cluster is."""
    names = [word.rpartition("/")[2] for word in argv]
    words = argv[names.index("kubectl") + 1 if "kubectl" in names else 1 :]
    end = words.index("--") if "--" in words else len(words)
    kept = _without_places(words[:end])
    before = _options_before_verb(kept)
    return [*kept[before:], *kept[:before], *words[end:]]


def _without_places(words: list[str]) -> list[str]:
    rest, kept = iter(words), []
    for word in rest:
        if word in PLACES:
            next(rest, None)
        elif word.partition("=")[0] not in PLACES:
            kept.append(word)
    return kept


def _options_before_verb(words: list[str]) -> int:
    """How many words stand before the verb: a namespace can be told there."""
    count = 0
    while count < len(words) and words[count].startswith("-"):
        count += 2 if words[count] in ("-n", "--namespace") else 1
    return count


def _in_text(translate: Callable[[str], str], content: bytes) -> bytes:
    """Translate what is text in a file, and leave bytes that are not as they are."""
    return translate(content.decode(errors="surrogateescape")).encode(errors="surrogateescape")


def apply(objects: dict[Key, dict[str, Any]], line: dict[str, Any]) -> Key | None:
    """Bring the objects up to date with one line of a trace; the key of the object that it is about."""
    if "marker" in line:
        return None
    metadata = line["object"]["metadata"]
    key = (line["resource"], metadata.get("namespace", ""), metadata["name"])
    if line["type"] == "DELETED":
        objects.pop(key, None)
    else:
        objects[key] = line["object"]
    return key
