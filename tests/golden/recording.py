"""Recordings of a real control plane: their steps, and what was there when a step had settled."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Key = tuple[str, str, str]
SILENCE = 1.0
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
    def trace(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files["trace.jsonl"].decode().splitlines()]

    def unpack(self, folder: Path) -> None:
        """Write the manifests, as the commands name them."""
        for path, content in self.files.items():
            if path.startswith("manifests/"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)

    def is_settled_after(self, index: int) -> bool:
        """True if nothing but heartbeats was recorded in the second before the next step began.

        Not after a step whose outcome the recorder waited for, or which set a node's start going.
        """
        if index + 1 == len(self.steps):
            return True
        if "wait" in self.steps[index + 1] or "harness" in self.steps[index]:
            return False
        end = self.steps[index + 1]["t_start"]
        recent = [line for line in self.trace if end - SILENCE < line["t"] < end and "object" in line]
        return all(line["resource"] in HEARTBEATS for line in recent)

    def settled(self) -> Iterator[tuple[int, dict[Key, dict[str, Any]]]]:
        """For every step the objects that were there just before the next one began."""
        starts = [step["t_start"] for step in self.steps] + [float("inf")]
        objects: dict[Key, dict[str, Any]] = {}
        position = 0
        for index, end in enumerate(starts[1:]):
            while position < len(self.trace) and self.trace[position]["t"] < end:
                _apply(objects, self.trace[position])
                position += 1
            yield index, dict(objects)


def _apply(objects: dict[Key, dict[str, Any]], line: dict[str, Any]) -> None:
    if "marker" in line:
        return
    metadata = line["object"]["metadata"]
    key = (line["resource"], metadata.get("namespace", ""), metadata["name"])
    if line["type"] == "DELETED":
        objects.pop(key, None)
    else:
        objects[key] = line["object"]
