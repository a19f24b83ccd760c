"""--from-literal and --from-file: the data of ConfigMaps and Secrets."""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.session import Session


def read_sources(session: Session, flags: Flags) -> dict[str, bytes]:
    """Key -> content. Raises KubectlError for what cannot be read, and for a key that is given twice."""
    found: dict[str, bytes] = {}
    pairs = [_literal(text) for text in flags.texts("from-literal")]
    for source in flags.texts("from-file"):
        pairs += _file(session, source)
    for key, value in pairs:
        if key in found:
            raise KubectlError(f'cannot add key "{key}", another key by that name already exists in Data')
        found[key] = value
    return found


def _literal(text: str) -> tuple[str, bytes]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise KubectlError(f"invalid literal source {text}, expected key=value")
    return key, value.encode()


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
        raise KubectlError(f"error reading {shown}: open {shown}: {words}") from None
