"""Files that only their owner can read, put in place whole."""

import os
import secrets
from pathlib import Path

from k8slab.errors import K8slabError
from k8slab.translation import say


def write(path: Path, text: str) -> None:
    """Write a file of mode 0600 atomically, making its folder if need be. Raises K8slabError.

    A device is never replaced, even where the system would allow it.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise K8slabError(say("cannot write {path}: it is not an ordinary file", path=path))
    try:
        _write(path, text)
    except OSError as error:
        raise K8slabError(say("cannot write {path}: {why}", path=path, why=error.strerror)) from error


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove(path: Path, text: str) -> None:
    """Take the file away, unless it is gone or someone has put something else there."""
    try:
        if path.read_text(encoding="utf-8") == text:
            path.unlink()
    except OSError:
        return
