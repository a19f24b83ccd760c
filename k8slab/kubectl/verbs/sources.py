"""--from-literal and --from-file: the data of ConfigMaps and Secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("from-literal", type="array"), Flag("from-file", type="strings"),
    Flag("from-env-file", type="strings"),
)  # fmt: skip
TAKEN = "cannot add key {key}, another key by that name already exists"


def read_sources(session: Session, flags: Flags, taken: str = TAKEN) -> dict[str, bytes]:
    """Key -> content. Raises KubectlError for what cannot be read, and for a key that is given twice."""
    found: dict[str, bytes] = {}
    if flags.texts("from-env-file") and (flags.texts("from-literal") or flags.texts("from-file")):
        raise KubectlError("from-env-file cannot be combined with from-file or from-literal")
    pairs = [_literal(text) for text in flags.texts("from-literal")]
    for source in flags.texts("from-env-file"):
        pairs += _variables(session, source)
    for source in flags.texts("from-file"):
        pairs += _file(session, source)
    for key, value in pairs:
        if key in found:
            raise KubectlError(taken.format(key=key))
        found[key] = value
    return found


def _literal(text: str) -> tuple[str, bytes]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise KubectlError(f"invalid literal source {text}, expected key=value")
    return key, value.encode()


def _variables(session: Session, source: str) -> Iterator[tuple[str, bytes]]:
    """The lines `KEY=VALUE` of a file; comments and empty lines are none."""
    try:
        text = (session.cwd / source).read_text(encoding="utf-8")
    except OSError as error:
        raise KubectlError(f"error reading {source}: {(error.strerror or str(error)).lower()}") from None
    for line in map(str.lstrip, text.splitlines()):
        if line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            yield key, (value if equals else os.environ.get(key, "")).encode()


def _file(session: Session, source: str) -> Iterator[tuple[str, bytes]]:
    """`KEY=PATH`, a file under its own name, or all files of a folder."""
    key, equals, name = source.partition("=")
    path = session.cwd / (name if equals else source)
    if path.is_dir() and not equals:
        for file in sorted(path.iterdir()):
            if file.is_file():
                yield file.name, file.read_bytes()
        return
    try:
        yield (key if equals else path.name), path.read_bytes()
    except OSError as error:
        shown = name if equals else source
        words = (error.strerror or str(error)).lower()
        raise KubectlError(f"error reading {shown}: {words}") from None
