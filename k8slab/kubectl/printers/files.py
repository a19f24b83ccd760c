"""Templates in files: -o jsonpath-file=FILE, go-template-file=FILE and custom-columns-file=FILE."""

from __future__ import annotations

from pathlib import Path

from k8slab.kubectl.errors import KubectlError


def inlined(form: str, folder: Path) -> str:
    """The form with the file's content instead of its name. Raises KubectlError."""
    kind, _, name = form.partition("=")
    if kind == "jsonpath-file":
        return f"jsonpath={_read(folder, name, '--template')}"
    if kind in ("go-template-file", "templatefile"):
        return f"go-template={_read(folder, name, '--template')}"
    if kind == "custom-columns-file":
        return f"custom-columns={_columns(_read(folder, name, 'template'))}"
    return form


def _read(folder: Path, name: str, called: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise KubectlError(f"error reading {called} {name}, open {name}: {words}") from None


def _columns(text: str) -> str:
    """The first line has the heads, the second the paths."""
    heads, paths = (line.split() for line in [*text.splitlines(), "", ""][:2])
    if len(heads) != len(paths):
        raise KubectlError(
            f"number of headers ({len(heads)}) and field specifications ({len(paths)}) don't match"
        )
    return ",".join(f"{head}:{path}" for head, path in zip(heads, paths, strict=True))
