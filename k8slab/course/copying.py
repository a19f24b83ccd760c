"""A learner's own copy of the course: without outputs, so that nothing is seen before it is run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from k8slab.course.lesson import files_under

PARTS = ("course", "exercises")
RECORD = ".copied.json"
"""In the copy: path → hash of the bytes that were copied there. A file that still has them is the course's."""


def copy_course(source: Path, own: Path) -> list[str]:
    """Bring `own`/course and `own`/exercises up to date; the files that stay although the course's are newer.

    Whatever the learner has changed is left as it is; what is missing comes back.
    """
    record = _read(own / RECORD)
    kept = []
    for path, content in _files(source):
        target, fresh = own / path, _hash(content)
        if not target.exists() or _hash(target.read_bytes()) == record.get(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            record[path] = fresh
        elif record.get(path) != fresh:
            kept.append(path)
    (own / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return kept


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of all that is copied, by path."""
    for file in (file for part in PARTS for file in files_under(source / part)):
        content = file.read_bytes()
        path = file.relative_to(source).as_posix()
        yield path, without_outputs(content) if file.suffix == ".ipynb" else content


def without_outputs(notebook: bytes) -> bytes:
    """A notebook as if none of its cells had been run."""
    content: dict[str, Any] = json.loads(notebook)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _read(record: Path) -> dict[str, str]:
    if not record.exists():
        return {}
    known: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))
    return known


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
