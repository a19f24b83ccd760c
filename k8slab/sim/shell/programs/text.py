"""Programs that print and filter text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.programs.following import follow

ESCAPES = {
    "n": "\n",
    "t": "\t",
    "\\": "\\",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
}
ESCAPE = re.compile(r"\\(0[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
DIRECTIVE = re.compile(r"%(-?\d*(?:\.\d+)?)([sdiuxXocbqfeg%])")
MOST_NUMBERS = 100_000


def echo(call: Call) -> int:
    words = list(call.arguments)
    end, escapes = "\n", False
    while words and re.fullmatch(r"-[neE]+", words[0]):
        option = words.pop(0)
        end = "" if "n" in option else end
        escapes = "e" in option or escapes
    text = " ".join(words)
    call.streams.out.write(((unescaped(text) if escapes else text) + end).encode())
    return 0


def printf(call: Call) -> int:
    """The format is used again until all arguments are printed."""
    if not call.arguments:
        raise UsageError("usage: printf FORMAT [ARG]...")
    form, waiting = unescaped(call.arguments[0]), list(call.arguments[1:])
    while True:
        before = len(waiting)
        text = DIRECTIVE.sub(lambda found: _directive(found[1], found[2], waiting), form)
        call.streams.out.write(text.encode())
        if not waiting or len(waiting) == before:
            return 0


def _directive(width: str, letter: str, waiting: list[str]) -> str:
    if letter == "%":
        return "%"
    value = waiting.pop(0) if waiting else ""
    if letter in "diuxXo":
        number = int(value, 0) if re.fullmatch(r"[+-]?(0[xX])?[0-9a-fA-F]+", value) else 0
        return f"%{width}{'d' if letter in 'iu' else letter}" % number
    if letter in "feg":
        return f"%{width}{letter}" % float(value or 0)
    if letter == "c":
        value = value[:1]
    return f"%{width}s" % (unescaped(value) if letter == "b" else value)


def unescaped(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] == "0" and len(code) > 1:
            return chr(int(code, 8) % 256)
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        return ESCAPES.get(code, found[0])

    return ESCAPE.sub(letter, text)


def cat(call: Call) -> int:
    options, names = call.options("nuAev")
    number = 0
    for _, content in call.input(names):
        if "n" not in options:
            call.streams.out.write(content)
            continue
        for line in content.splitlines(keepends=True):
            number += 1
            call.streams.out.write(f"{number:6}\t".encode() + line)
    return 0


def tac(call: Call) -> int:
    for _, content in call.input(call.arguments):
        call.streams.out.write(b"".join(reversed(content.splitlines(keepends=True))))
    return 0


def head(call: Call) -> int:
    _, count, names, in_bytes = _count(call)
    for name, content in _headed(call, names):
        kept = content[:count] if in_bytes else b"".join(content.splitlines(keepends=True)[:count])
        _write_headed(call, name, kept)
    return 0


def tail(call: Call) -> int | Steps:
    """-f follows in a first process; elsewhere it shows what is there and ends, since nobody adds to it."""
    options, count, names, in_bytes = _count(call)
    if call.machine.is_first and names and ("f" in options or "F" in options):
        return follow(call, names, count, retries="F" in options)
    for name, content in _headed(call, names):
        lines = content.splitlines(keepends=True)
        kept = content[-count:] if in_bytes else b"".join(lines[-count:])
        _write_headed(call, name, kept if count else b"")
    return 0


def _count(call: Call) -> tuple[dict[str, str], int, list[str], bool]:
    """(options, how many, of which files, bytes rather than lines); `-5` means `-n 5`."""
    call.arguments = [
        word
        for each in call.arguments
        for word in (["-n", each[1:]] if re.fullmatch(r"-\d+", each) else [each])
    ]
    options, names = call.options("fqvF", "nc")
    in_bytes = "c" in options
    text = options.get("c", options.get("n", "10")).lstrip("+-")
    if not text.isdigit():
        raise UsageError(f"invalid number '{text}'")
    return options, int(text), names, in_bytes


def _headed(call: Call, names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Several files get a line with their name."""
    for name, content in call.input(names):
        yield (name if len(names) > 1 else ""), content


def _write_headed(call: Call, name: str, content: bytes) -> None:
    call.streams.out.write((f"==> {name} <==\n".encode() if name else b"") + content)


def wc(call: Call) -> int:
    options, names = call.options("lwcm")
    for name, content in call.input(names):
        counts = {"l": content.count(b"\n"), "w": len(content.split()), "c": len(content)}
        shown = [counts["c" if each == "m" else each] for each in "lwcm" if each in options]
        if not shown:
            shown = list(counts.values())
        row = " ".join(map(str, shown)) if len(shown) == 1 else " ".join(f"{each:8}" for each in shown)
        call.say(row + (f" {name}" if name != "-" else ""))
    return 0


def tee(call: Call) -> int:
    options, names = call.options("a")
    data = call.streams.stdin.read()
    call.streams.out.write(data)
    for name in names:
        call.files.write(call.path(name), data, append="a" in options)
    return 0


def seq(call: Call) -> int:
    numbers = [int(word) for word in call.arguments if re.fullmatch(r"-?\d+", word)]
    if not 1 <= len(numbers) <= 3 or len(numbers) != len(call.arguments):
        raise UsageError("expected whole numbers: [FIRST [STEP]] LAST")
    first, step, last = [[1, 1, *numbers], [numbers[0], 1, numbers[-1]], numbers][len(numbers) - 1]
    if step == 0:
        raise UsageError("the step cannot be 0")
    for number in range(first, last + (1 if step > 0 else -1), step)[:MOST_NUMBERS]:
        call.say(str(number))
    return 0


def rev(call: Call) -> int:
    for _, content in call.input(call.arguments):
        for line in content.decode("utf-8", "replace").splitlines():
            call.say(line[::-1])
    return 0


def base64_(call: Call) -> int:
    options, names = call.options("d", "w")
    for _, content in call.input(names):
        try:
            data = base64.b64decode(content) if "d" in options else base64.b64encode(content) + b"\n"
        except ValueError as error:
            raise UsageError("truncated input") from error
        call.streams.out.write(data)
    return 0


def digest(call: Call) -> int:
    make = hashlib.md5 if call.name == "md5sum" else hashlib.sha256
    for name, content in call.input(call.arguments):
        call.say(f"{make(content).hexdigest()}  {name}")
    return 0


def yes(call: Call) -> int:
    """As much as a reader will look at."""
    call.streams.out.write(f"{' '.join(call.arguments) or 'y'}\n".encode() * 1000)
    return 0


PROGRAMS: dict[str, Program] = {
    "base64": base64_,
    "cat": cat,
    "echo": echo,
    "head": head,
    "md5sum": digest,
    "printf": printf,
    "rev": rev,
    "seq": seq,
    "sha256sum": digest,
    "tac": tac,
    "tail": tail,
    "tee": tee,
    "wc": wc,
    "yes": yes,
}
