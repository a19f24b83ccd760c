"""Programs that sort lines and cut them up."""

from __future__ import annotations

import re

from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program
from k8slab.sim.shell.programs.text import unescaped


def sort(call: Call) -> int:
    options, names = call.options("rnuf", "kt")
    lines = [line for _, content in call.input(names) for line in content.decode().splitlines()]
    column = int(re.match(r"\d*", options.get("k", ""))[0] or 0)  # type: ignore[index]

    def key(line: str) -> tuple[float, str]:
        text = line
        if column:
            fields = line.split(options.get("t"))
            text = fields[column - 1] if column <= len(fields) else ""
        number = re.match(r"\s*-?\d+(?:\.\d+)?", text)
        return (float(number[0]) if "n" in options and number else 0.0, text)

    lines.sort(key=key, reverse="r" in options)
    for line in dict.fromkeys(lines) if "u" in options else lines:
        call.say(line)
    return 0


def uniq(call: Call) -> int:
    options, names = call.options("cdu")
    groups: list[list[str]] = []
    for _, content in call.input(names[:1]):
        for line in content.decode().splitlines():
            if groups and groups[-1][0] == line:
                groups[-1].append(line)
            else:
                groups.append([line])
    for group in groups:
        if ("d" in options and len(group) < 2) or ("u" in options and len(group) > 1):
            continue
        call.say(f"{len(group):7} {group[0]}" if "c" in options else group[0])
    return 0


def cut(call: Call) -> int:
    options, names = call.options("s", "dfcb")
    chosen = _ranges(options.get("f") or options.get("c") or options.get("b") or "")
    separator = options.get("d", "\t") or "\t"
    for _, content in call.input(names):
        for line in content.decode("utf-8", "replace").splitlines():
            pieces = line.split(separator) if "f" in options else list(line)
            if "f" in options and len(pieces) == 1:
                call.say(line)
                continue
            kept = [piece for index, piece in enumerate(pieces, 1) if any(a <= index <= b for a, b in chosen)]
            call.say((separator if "f" in options else "").join(kept))
    return 0


def _ranges(text: str) -> list[tuple[int, int]]:
    found = []
    for part in text.split(","):
        start, dash, end = part.partition("-")
        if not (start.isdigit() or (dash and end.isdigit())):
            raise UsageError("expected a list of fields, bytes or characters")
        first = int(start or 1)
        found.append((first, int(end) if end else 1_000_000 if dash else first))
    return found


def tr(call: Call) -> int:
    options, sets = call.options("dsc")
    letters = [_letters(each) for each in sets]
    text = call.streams.stdin.read().decode("utf-8", "replace")
    if "d" in options:
        call.streams.out.write(
            "".join(each for each in text if (each in letters[0]) == ("c" in options)).encode()
        )
        return 0
    if len(letters) < 2:
        text = re.sub(f"([{re.escape(letters[0])}])\\1+", r"\1", text) if letters else text
    else:
        padded = letters[1].ljust(len(letters[0]), letters[1][-1:])
        text = text.translate({ord(a): b for a, b in zip(letters[0], padded, strict=False)})
    call.streams.out.write(text.encode())
    return 0


def _letters(text: str) -> str:
    text = text.replace("[:upper:]", "A-Z").replace("[:lower:]", "a-z").replace("[:digit:]", "0-9")
    text = text.replace("[:space:]", " \t\n\r").replace("[:alpha:]", "A-Za-z")
    spread = re.sub(
        r"(\w)-(\w)", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), text
    )
    return unescaped(spread)


PROGRAMS: dict[str, Program] = {
    "cut": cut,
    "sort": sort,
    "tr": tr,
    "uniq": uniq,
}
