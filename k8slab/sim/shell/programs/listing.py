"""Programs that look at files."""

from __future__ import annotations

import fnmatch
import posixpath
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program
from k8slab.sim.shell.volume import MISSING, Entry

BLOCK = 4096


def ls(call: Call) -> int:
    """-l -a -A -d -i -h -1 -R -t -r -S -n."""
    options, names = call.options("laAdih1RtrSnFpCs")
    folders = []
    for name in names or ["."]:
        entry = call.files.find(call.path(name), follow="l" not in options)
        if entry is None:
            is_gnu = call.machine.has_gnu_tools
            call.complain(f"cannot access '{name}': {MISSING}" if is_gnu else f"{name}: {MISSING}")
            call.shell.trouble = 2 if is_gnu else 1
        elif entry.is_directory and "d" not in options:
            folders.append(name)
        else:
            _rows(call, [(name, entry)], options)
    for index, name in enumerate(folders):
        _folder(call, name, options, titled=len(names) > 1, first=index == 0)
    return 0


def _folder(call: Call, name: str, options: dict[str, str], *, titled: bool, first: bool) -> None:
    if titled or "R" in options:
        call.say(("" if first else "\n") + f"{name}:")
    path = call.path(name)
    inside = [each for each in call.files.names(path) if {"a", "A"} & set(options) or each[0] != "."]
    inside = ([".", ".."] if "a" in options else []) + inside
    rows = [(each, call.files.entry(posixpath.join(path, each), follow=False)) for each in inside]
    if "l" in options:
        call.say(f"total {sum(_blocks(entry) for _, entry in rows)}")
    _rows(call, rows, options, path)
    if "R" in options:
        for each, entry in rows:
            if entry.is_directory and each not in (".", ".."):
                _folder(call, posixpath.join(name, each), options, titled=True, first=False)


def _rows(call: Call, rows: list[tuple[str, Entry]], options: dict[str, str], folder: str = "") -> None:
    if "t" in options:
        rows.sort(key=lambda row: -row[1].changed)
    if "S" in options:
        rows.sort(key=lambda row: -_size(row[1]))
    if "r" in options:
        rows.reverse()
    shown = [_size_text(_size(entry), "h" in options) for _, entry in rows]
    lines = [name for name, _ in rows]
    if "l" in options:
        lines = (_gnu_lines if call.machine.has_gnu_tools else _busybox_lines)(call, rows, shown, folder)
    for (_, entry), line in zip(rows, lines, strict=True):
        call.say((f"{entry.inode:7} " if "i" in options else "") + line)


def _busybox_lines(call: Call, rows: list[tuple[str, Entry]], sizes: list[str], folder: str) -> list[str]:
    name_of, width = call.machine.name_of, max(9, *map(len, sizes)) if sizes else 9
    return [
        f"{mode_text(entry)} {2 if entry.is_directory else 1:4} {name_of(entry.owner[0]):8} "
        f"{name_of(entry.owner[1]):8} {size.rjust(width)} {_when(entry)} {_target(name, entry)}"
        for (name, entry), size in zip(rows, sizes, strict=True)
    ]


def _gnu_lines(call: Call, rows: list[tuple[str, Entry]], sizes: list[str], folder: str) -> list[str]:
    """Columns as wide as what stands in them; a directory counts those in it as links."""
    name_of = call.machine.name_of
    links = [str(_links(call, posixpath.join(folder, name), entry)) for name, entry in rows]
    owners = [(name_of(entry.owner[0]), name_of(entry.owner[1])) for _, entry in rows]
    widths = [max(map(len, column), default=0) for column in (links, *zip(*owners, strict=True), sizes)]
    return [
        f"{mode_text(entry)} {count:>{widths[0]}} {user:{widths[1]}} {group:{widths[2]}} "
        f"{size:>{widths[3]}} {_when(entry)} {_target(name, entry)}"
        for (name, entry), count, (user, group), size in zip(rows, links, owners, sizes, strict=True)
    ]


def _links(call: Call, name: str, entry: Entry) -> int:
    if not entry.is_directory:
        return 1
    path = call.path(name)
    inside = (call.files.entry(posixpath.join(path, each), follow=False) for each in call.files.names(path))
    return 2 + sum(each.is_directory for each in inside)


def _target(name: str, entry: Entry) -> str:
    return f"{name} -> {entry.content.decode()}" if entry.kind == "link" else name


def mode_text(entry: Entry) -> str:
    kind = {"directory": "d", "link": "l", "file": "-"}[entry.kind]
    letters = "".join(
        letter if entry.mode >> (8 - index) & 1 else "-" for index, letter in enumerate("rwxrwxrwx")
    )
    return kind + letters


def _when(entry: Entry) -> str:
    at = EPOCH + timedelta(seconds=entry.changed)
    return f"{at:%b} {at.day:2} {at:%H:%M}"


def _size(entry: Entry) -> int:
    return BLOCK if entry.is_directory else len(entry.content)


def _blocks(entry: Entry) -> int:
    return -(-_size(entry) // BLOCK) * (BLOCK // 1024)


def _size_text(size: int, human: bool) -> str:
    if not human or size < 1024:
        return str(size)
    power = min((size.bit_length() - 1) // 10, len("KMGT"))
    return f"{size / 1024**power:.1f}{' KMGT'[power]}"


def find(call: Call) -> int:
    """PATHS -name PATTERN -type f|d|l -maxdepth N -delete."""
    words = list(call.arguments)
    paths = []
    while words and words[0][:1] not in ("-", "!", "("):
        paths.append(words.pop(0))
    tests = _tests(words)
    for start in paths or ["."]:
        if call.files.find(call.path(start), follow=False) is None:
            call.shell.trouble = call.complain(f"{start}: {MISSING}")
            continue
        _find_below(call, start, tests)
    return 0


def _tests(words: list[str]) -> dict[str, str]:
    tests: dict[str, str] = {}
    waiting = iter(words)
    for word in waiting:
        if word in ("-name", "-iname", "-type", "-maxdepth", "-mindepth", "-path"):
            tests[word] = next(waiting, "")
        elif word in ("-delete", "-print", "-print0", "-empty"):
            tests[word] = ""
        else:
            raise UsageError(f"not simulated: find {word}")
    return tests


def _find_below(call: Call, start: str, tests: dict[str, str]) -> None:
    root = call.path(start)
    hits = []
    for path in call.files.walk(root):
        depth = path[len(root) :].strip("/").count("/") + 1 if path != root else 0
        shown = start if path == root else posixpath.join(start, path[len(root) :].lstrip("/"))
        if _passes(shown, call.files.entry(path, follow=False), depth, tests):
            hits.append((shown, path))
    for shown, path in reversed(hits) if "-delete" in tests else hits:
        if "-delete" in tests:
            call.files.remove(path)
        else:
            call.streams.out.write(shown.encode() + (b"\0" if "-print0" in tests else b"\n"))


def _passes(path: str, entry: Entry, depth: int, tests: dict[str, str]) -> bool:
    name = posixpath.basename(path)
    letter = {"f": "file", "d": "directory", "l": "link"}
    return (
        fnmatch.fnmatchcase(name, tests.get("-name", "*"))
        and fnmatch.fnmatchcase(name.lower(), tests.get("-iname", "*").lower())
        and fnmatch.fnmatchcase(path, tests.get("-path", "*"))
        and ("-type" not in tests or entry.kind == letter.get(tests["-type"]))
        and int(tests.get("-mindepth", "0")) <= depth <= int(tests.get("-maxdepth", "1000"))
        and ("-empty" not in tests or (not entry.is_directory and not entry.content))
    )


def readlink(call: Call) -> int:
    options, names = call.options("fn")
    for name in names:
        entry = call.files.find(call.path(name), follow=False)
        if "f" in options or call.name == "realpath":
            call.say(call.files.resolve(call.path(name)))
        elif entry is None or entry.kind != "link":
            return 1
        else:
            call.say(entry.content.decode())
    return 0


def stat(call: Call) -> int:
    """-c FORMAT with %n %s %a %i %F %Y %U %G; else the usual lines."""
    options, names = call.options("L", "c")
    kinds = {"file": "regular file", "directory": "directory", "link": "symbolic link"}
    for name in names:
        entry = call.files.entry(call.path(name), follow="L" in options)
        facts = {
            "%n": name,
            "%s": str(_size(entry)),
            "%a": f"{entry.mode:o}",
            "%A": mode_text(entry),
            "%i": str(entry.inode),
            "%F": kinds[entry.kind],
            "%Y": str(int((EPOCH + timedelta(seconds=entry.changed)).timestamp())),
            "%U": call.machine.name_of(entry.owner[0]),
            "%G": call.machine.name_of(entry.owner[1]),
        }
        text = options.get("c", "  File: %n\n  Size: %s\t%F\nAccess: (%a/%A)\tInode: %i")
        for sign, fact in facts.items():
            text = text.replace(sign, fact)
        call.say(text)
    return 0


def base_name(call: Call) -> int:
    if not call.arguments:
        raise UsageError("missing operand")
    name = posixpath.basename(call.arguments[0].rstrip("/")) or "/"
    ending = call.arguments[1] if len(call.arguments) > 1 else ""
    call.say(name.removesuffix(ending) if name != ending else name)
    return 0


def folder_name(call: Call) -> int:
    for name in call.arguments:
        call.say(posixpath.dirname(name.rstrip("/")) or ("/" if name.startswith("/") else "."))
    return 0


def du(call: Call) -> int:
    options, names = call.options("shkac")
    for name in names or ["."]:
        total = sum(
            _blocks(call.files.entry(path, follow=False)) for path in call.files.walk(call.path(name))
        )
        call.say(f"{_size_text(total * 1024, True) if 'h' in options else total}\t{name}")
    return 0


USUAL_USE = "104806400   1048064 103758336   1%"
FULL_USE = "104806400 104806400         0 100%"


def df(call: Call) -> int:
    call.say("Filesystem           1K-blocks      Used Available Use% Mounted on")
    call.say(f"{'overlay':20} {USUAL_USE} /")
    for path, mount in sorted(call.files.mounts.items()):
        use = FULL_USE if mount.volume.is_full(mount.root) else USUAL_USE
        call.say(f"{'volume':20} {use} {path}")
    return 0


PROGRAMS: dict[str, Program] = {
    "basename": base_name,
    "df": df,
    "dirname": folder_name,
    "du": du,
    "find": find,
    "ls": ls,
    "readlink": readlink,
    "realpath": readlink,
    "stat": stat,
}
