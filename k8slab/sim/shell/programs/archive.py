"""tar: what `kubectl cp` runs on the container's side."""

from __future__ import annotations

import io
import posixpath
import tarfile
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program
from k8slab.sim.shell.volume import MISSING, FileError

LETTERS = "cxtvfmpzhkoC"


def tar(call: Call) -> int:
    """c, x and t with v f m p z C; a single - is standard input or output."""
    letters, words = _letters(list(call.arguments))
    unknown = sorted(set(letters) - set(LETTERS))
    if unknown or sum(letter in letters for letter in "cxt") != 1:
        raise UsageError(f"not simulated: tar {' '.join(call.arguments)}")
    archive = words.pop(0) if "f" in letters and words else "-"
    folder, words = _folder(words)
    folder = call.path(folder)
    if "c" in letters:
        return _create(call, archive, folder, words, compressed="z" in letters)
    data = call.streams.stdin.read() if archive == "-" else call.files.read(call.path(archive))
    return _extract(call, data, folder, words, letters)


def _letters(words: list[str]) -> tuple[str, list[str]]:
    """The options of the first word and of those that begin with a dash; -C stays with its folder."""
    letters = words.pop(0).lstrip("-") if words else ""
    rest = []
    for word in words:
        if word.startswith("--"):
            continue
        if word.startswith("-") and word not in ("-", "-C"):
            letters += word[1:]
        else:
            rest.append(word)
    return letters, rest


def _folder(words: list[str]) -> tuple[str, list[str]]:
    """(where to work, the other words)."""
    if "-C" not in words:
        return ".", words
    at = words.index("-C")
    return (words[at + 1] if at + 1 < len(words) else "."), words[:at] + words[at + 2 :]


def _create(call: Call, archive: str, folder: str, names: list[str], *, compressed: bool) -> int:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if compressed else "w", format=tarfile.GNU_FORMAT) as tape:
        for name in names:
            if call.files.find(posixpath.join(folder, name), follow=False) is None:
                call.shell.trouble = call.complain(f"{name}: {MISSING}")
                continue
            for path in call.files.walk(posixpath.join(folder, name)):
                _add(call, tape, path, name, posixpath.join(folder, name))
    if archive == "-":
        call.streams.out.write(buffer.getvalue())
    else:
        call.files.write(call.path(archive), buffer.getvalue())
    return 0


def _add(call: Call, tape: tarfile.TarFile, path: str, name: str, start: str) -> None:
    entry = call.files.entry(path, follow=False)
    info = tarfile.TarInfo((name + path[len(start) :]).lstrip("/"))
    info.mode, info.mtime = entry.mode, int((EPOCH + timedelta(seconds=entry.changed)).timestamp())
    info.uname = info.gname = "root"
    if entry.is_directory:
        info.type = tarfile.DIRTYPE
    elif entry.kind == "link":
        info.type, info.linkname = tarfile.SYMTYPE, entry.content.decode()
    else:
        info.size = len(entry.content)
    tape.addfile(info, io.BytesIO(entry.content) if info.isreg() else None)


def _extract(call: Call, data: bytes, folder: str, names: list[str], letters: str) -> int:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as tape:
            for info in tape:
                if names and not any(info.name == name or info.name.startswith(f"{name}/") for name in names):
                    continue
                if "t" in letters or "v" in letters:
                    call.say(info.name + ("/" if info.isdir() else ""))
                if "x" in letters:
                    _put(call, tape, info, folder)
    except tarfile.TarError as error:
        return call.complain(f"short read: {error}")
    return 0


def _put(call: Call, tape: tarfile.TarFile, info: tarfile.TarInfo, folder: str) -> None:
    path = posixpath.join(folder, info.name.lstrip("/"))
    if ".." in info.name.split("/"):
        call.complain(f"removing leading '..' from '{info.name}'")
        return
    try:
        if info.isdir():
            call.files.make_directory(path, parents=True)
            return
        call.files.make_directory(posixpath.dirname(path), parents=True)
        if info.issym():
            if call.files.find(path, follow=False):
                call.files.remove(path)
            call.files.link(path, info.linkname)
        elif info.isreg():
            source = tape.extractfile(info)
            call.files.write(path, source.read() if source else b"")
            call.files.entry(path).mode = info.mode & 0o777
    except FileError as error:
        call.shell.trouble = call.complain(f"can't open '{info.name}': {error}")


PROGRAMS: dict[str, Program] = {"tar": tar}
