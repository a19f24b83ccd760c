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
GATES = re.compile(r"--feature-gates=(\S+?)(?:[;,.]?\s|[;,.]?$)")
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

    @property
    def steps(self) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = self.about["steps"]
        return steps

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
        return [json.loads(line) for line in self.files["trace.jsonl"].decode().splitlines()]

    @property
    def feature_gates(self) -> dict[str, bool]:
        """The gates that the recorded cluster was started with, as its description tells."""
        found = GATES.search(self.about.get("description", ""))
        pairs = [pair.partition("=") for pair in found[1].split(",")] if found else []
        return {name: value == "true" for name, _, value in pairs}

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The nodes that were there at the start."""
        lines = [line for line in self.trace if line.get("type") == "INITIAL"]
        found = {
            line["object"]["metadata"]["name"]: line["object"]
            for line in lines
            if line["resource"] == "nodes"
        }
        return [found[name] for name in sorted(found)]

    def unpack(self, folder: Path, translate: Callable[[str], str]) -> None:
        """Write the manifests where the commands look for them, those of a read object translated."""
        for path, content in self.files.items():
            if path.startswith("manifests/"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                is_read = b"resourceVersion" in content
                (folder / path).write_bytes(translate(content.decode()).encode() if is_read else content)

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
