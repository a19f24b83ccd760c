"""Programs that change files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program
from k8slab.sim.shell.volume import MISSING, FileError

LARGEST_FILE = 16 * 1024 * 1024
UNITS = {"": 1, "c": 1, "k": 1024, "K": 1024, "M": 1024**2, "G": 1024**3}


def mv(call: Call) -> int:
    options, names = call.options("vfinT")

    def move(source: str, target: str) -> None:
        call.files.move(source, target)

    return _each_to(call, names, "rename", move, "renamed" if "v" in options else "")


def cp(call: Call) -> int:
    options, names = call.options("rRapvfLdn")
    recursive = bool({"r", "R", "a"} & set(options))

    def copy(source: str, target: str) -> None:
        entry = call.files.entry(source, follow=not recursive)
        if entry.is_directory and not recursive:
            raise FileError("omitting directory")
        call.files.copy(source if recursive else call.files.resolve(source), target)

    return _each_to(call, names, "copy", copy, "copied" if "v" in options else "")


def _each_to(call: Call, names: list[str], verb: str, act: Callable[[str, str], None], said: str) -> int:
    """Each but the last name to the last, or into it if that is a folder."""
    if len(names) < 2:
        raise UsageError("missing file operand" if not names else f"missing destination after '{names[0]}'")
    *sources, last = names
    entry = call.files.find(call.path(last))
    into = entry is not None and entry.is_directory
    if len(sources) > 1 and not into:
        raise UsageError(f"target '{last}' is not a directory")
    for source in sources:
        target = posixpath.join(last, posixpath.basename(source.rstrip("/"))) if into else last
        if call.files.find(call.path(source), follow=False) is None:
            call.shell.trouble = call.complain(
                f"can't {'rename' if verb == 'rename' else 'stat'} '{source}': {MISSING}"
            )
            continue
        try:
            act(call.path(source), call.path(target))
        except FileError as error:
            call.shell.trouble = call.complain(f"can't {verb} '{source}': {error}")
            continue
        if said:
            call.say(f"{said} '{source}' -> '{target}'" if said == "renamed" else f"'{source}' -> '{target}'")
    return 0


def rm(call: Call) -> int:
    options, names = call.options("rRfvi")
    for name in names:
        entry = call.files.find(call.path(name), follow=False)
        if entry is None:
            if "f" not in options:
                verb = "cannot" if call.machine.has_gnu_tools else "can't"
                call.shell.trouble = call.complain(f"{verb} remove '{name}': {MISSING}")
        elif entry.is_directory and not {"r", "R"} & set(options):
            call.shell.trouble = call.complain(f"'{name}' is a directory")
        else:
            _try(call, name, "remove", call.files.remove)
            if "v" in options:
                call.say(f"removed '{name}'")
    return 0


def _try(call: Call, name: str, verb: str, act: Callable[[str], None]) -> None:
    try:
        act(call.path(name))
    except FileError as error:
        call.shell.trouble = call.complain(f"can't {verb} '{name}': {error}")


def rmdir(call: Call) -> int:
    _, names = call.options("p")
    for name in names:
        _try(call, name, "remove", call.files.remove_directory)
    return 0


def mkdir(call: Call) -> int:
    options, names = call.options("pv", "m")
    for name in names:
        _try(
            call,
            name,
            "create directory",
            lambda path: call.files.make_directory(path, parents="p" in options),
        )
    return 0


def touch(call: Call) -> int:
    options, names = call.options("cam", "drt")
    for name in names:
        if "c" not in options or call.files.find(call.path(name)):
            _try(call, name, "touch", _touch(call))
    return 0


def _touch(call: Call) -> Callable[[str], None]:
    def act(path: str) -> None:
        entry = call.files.find(path)
        if entry is not None and entry.is_directory:
            entry.changed = call.machine.now()
        else:
            call.files.write(path, b"", append=True)

    return act


def ln(call: Call) -> int:
    """Symbolic links; a hard link becomes a copy."""
    options, names = call.options("sfnvT")
    if not names:
        raise UsageError("missing file operand")
    source, target = names[0], names[1] if len(names) > 1 else posixpath.basename(names[0])
    entry = call.files.find(call.path(target), follow="n" not in options)
    if entry is not None and entry.is_directory:
        target = posixpath.join(target, posixpath.basename(source))
    path = call.path(target)
    if "f" in options and call.files.find(path, follow=False):
        call.files.remove(path)
    try:
        if "s" in options:
            call.files.link(path, source)
        else:
            call.files.write(path, call.files.read(call.path(source)))
    except FileError as error:
        return call.complain(f"{target}: {error}")
    return 0


def dd(call: Call) -> int:
    """if= of= bs= count= conv= status=; /dev/zero and /dev/urandom give zeros."""
    words = dict(word.partition("=")[::2] for word in call.arguments)
    block, count = _amount(words.get("bs", "512")), words.get("count")
    data = _source(call, words.get("if", ""), block * int(count) if count else None)
    if "of" in words and words["of"] != "/dev/null":
        call.files.write(call.path(words["of"]), data)
    elif "of" not in words:
        call.streams.out.write(data)
    if words.get("status") != "none":
        whole, part = divmod(len(data), block)
        records = f"{whole}+{int(bool(part))}"
        call.streams.err.write(
            f"{records} records in\n{records} records out\n{len(data)} bytes copied, 0.000 s\n".encode()
        )
    return 0


def _source(call: Call, name: str, size: int | None) -> bytes:
    if name in ("/dev/zero", "/dev/urandom", "/dev/random"):
        if size is None or size > LARGEST_FILE:
            raise FileError("No space left on device")
        return bytes(size)
    try:
        data = call.files.read(call.path(name)) if name else call.streams.stdin.read()
    except FileError as error:
        raise FileError(f"can't open '{name}': {error}") from error
    return data if size is None else data[:size]


def _amount(text: str) -> int:
    found = re.fullmatch(r"(\d+)([ckKMG]?)B?", text)
    if found is None or int(found[1]) == 0:
        raise UsageError(f"invalid number '{text}'")
    return int(found[1]) * UNITS[found[2]]


def chmod(call: Call) -> int:
    """Octal modes and +x, a+r, u-w and the like."""
    words = [word for word in call.arguments if word not in ("-R", "-v", "-f")]
    if len(words) < 2:
        raise UsageError("missing operand")
    paths = [call.path(name) for name in words[1:]]
    if "-R" in call.arguments:
        paths = [each for path in paths for each in call.files.walk(path)]
    for path in paths:
        entry = call.files.entry(path)
        entry.mode = _mode(words[0], entry.mode)
    return 0


def _mode(text: str, mode: int) -> int:
    if re.fullmatch(r"[0-7]{3,4}", text):
        return int(text, 8) & 0o777
    found = re.fullmatch(r"([ugoa]*)([+-=])([rwx]+)", text)
    if found is None:
        raise UsageError(f"invalid mode '{text}'")
    who = {"u": 0o700, "g": 0o070, "o": 0o007, "a": 0o777}
    mask = sum(who[letter] for letter in set(found[1])) if found[1] and "a" not in found[1] else 0o777
    bits = sum({"r": 0o444, "w": 0o222, "x": 0o111}[letter] for letter in set(found[3])) & mask
    return mode | bits if found[2] == "+" else mode & ~bits if found[2] == "-" else (mode & ~mask) | bits


def change_owner(call: Call) -> int:
    """Everything belongs to root here; names that are not there are an error."""
    for name in [word for word in call.arguments if not word.startswith("-")][1:]:
        call.files.entry(call.path(name))
    return 0


def mktemp(call: Call) -> int:
    options, names = call.options("d")
    template = names[0] if names else "/tmp/tmp.XXXXXX"
    stem = template.rstrip("X")
    number = 1
    while call.files.find(path := call.path(f"{stem}{number:06}")):
        number += 1
    if "d" in options:
        call.files.make_directory(path)
    else:
        call.files.write(path, b"")
    call.say(path)
    return 0


def truncate(call: Call) -> int:
    options, names = call.options("c", "s")
    for name in names:
        path, size = (
            call.path(name),
            min(_amount(options.get("s") or "1") if options.get("s") != "0" else 0, LARGEST_FILE),
        )
        data = call.files.read(path) if call.files.find(path) else b""
        call.files.write(path, data[:size].ljust(size, b"\0"))
    return 0


def sync(call: Call) -> int:
    return 0


PROGRAMS: dict[str, Program] = {
    "chgrp": change_owner,
    "chmod": chmod,
    "chown": change_owner,
    "cp": cp,
    "dd": dd,
    "ln": ln,
    "mkdir": mkdir,
    "mktemp": mktemp,
    "mv": mv,
    "rm": rm,
    "rmdir": rmdir,
    "sync": sync,
    "touch": touch,
    "truncate": truncate,
}
