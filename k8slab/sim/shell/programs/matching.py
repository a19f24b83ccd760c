"""Programs that look for patterns in lines, or replace them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program


def grep(call: Call) -> int:
    """0 if a line was found; -r looks into folders."""
    options, words = call.options("ivcnoqlrREFwshHx", "em")
    pattern = options["e"] if "e" in options else (words.pop(0) if words else "")
    matcher = _matcher(pattern, options)
    names = _files_below(call, words) if "r" in options or "R" in options else words
    if (len(names) > 1 or "H" in options) and "h" not in options:
        options["named"] = ""
    found = [_grep_one(call, name, content, matcher, options) for name, content in call.input(names)]
    return 0 if any(found) else 1


def _matcher(pattern: str, options: dict[str, str]) -> re.Pattern[str]:
    text = re.escape(pattern) if "F" in options else (pattern if "E" in options else _basic(pattern))
    text = rf"\b(?:{text})\b" if "w" in options else f"^(?:{text})$" if "x" in options else text
    return _compiled(text, re.IGNORECASE if "i" in options else 0)


def _compiled(text: str, flags: int = 0) -> re.Pattern[str]:
    for name, letters in (("digit", "0-9"), ("alpha", "A-Za-z"), ("alnum", "A-Za-z0-9"), ("space", r"\s")):
        text = text.replace(f"[:{name}:]", letters)
    try:
        return re.compile(text, flags)
    except re.error as error:
        raise UsageError(f"bad regex '{text}': {error}") from error


def _basic(pattern: str) -> str:
    """A basic regular expression in Python's notation: \\( \\| \\{ are special, ( | { are not."""
    return re.sub(
        r"\\?[(){}|+?]", lambda found: found[0][1:] if len(found[0]) > 1 else f"\\{found[0]}", pattern
    )


def _files_below(call: Call, names: list[str]) -> list[str]:
    found = [path for name in names or ["."] for path in call.files.walk(call.path(name))]
    return [path for path in found if (entry := call.files.find(path)) and not entry.is_directory]


def _grep_one(
    call: Call, name: str, content: bytes, matcher: re.Pattern[str], options: dict[str, str]
) -> bool:
    lines = content.decode("utf-8", "replace").splitlines()
    hits = [(i, line) for i, line in enumerate(lines, 1) if bool(matcher.search(line)) != ("v" in options)]
    hits = hits[: int(options["m"])] if "m" in options else hits
    start = f"{name}:" if "named" in options else ""
    if "q" in options:
        return bool(hits)
    if "c" in options:
        call.say(f"{start}{len(hits)}")
    elif "l" in options:
        if hits:
            call.say(name)
    else:
        for number, line in hits:
            shown = [each[0] for each in matcher.finditer(line)] if "o" in options else [line]
            for text in shown:
                call.say(start + (f"{number}:" if "n" in options else "") + text)
    return bool(hits)


def sed(call: Call) -> int:
    """s/pattern/replacement/[gip], Np, Nd, /pattern/d, /pattern/p; several with ; or -e."""
    options, words = call.options("nErs", "ei")
    in_place = "i" in options
    if in_place and options["i"]:
        words.insert(0, options["i"])
    script = options["e"] if "e" in options else (words.pop(0) if words else "")
    steps = [
        _sed_step(each.strip(), extended="E" in options or "r" in options) for each in _sed_parts(script)
    ]
    for name, content in call.input(words):
        lines = content.decode("utf-8", "replace").splitlines()
        edited = [
            text
            for i, line in enumerate(lines, 1)
            for text in _edit(line, i, len(lines), steps, "n" in options)
        ]
        data = "".join(f"{line}\n" for line in edited).encode()
        if in_place and name != "-":
            call.files.write(call.path(name), data)
        else:
            call.streams.out.write(data)
    return 0


Step = Callable[[str, int, int], tuple[str, bool, bool]]
"""(line, number, of how many) to (the line, is it deleted, is it printed once more)."""


def _sed_parts(script: str) -> list[str]:
    return [each for each in re.split(r";(?=\s*(?:s[^\w\s]|\d|\$|/))|\n", script) if each.strip()]


def _sed_step(text: str, *, extended: bool) -> Step:
    if text[:1] == "s" and len(text) > 2:
        return _substitution(text, extended)
    if found := re.fullmatch(r"(\d+|\$)(?:,(\d+|\$))?([pd])", text):
        return _by_number(found[1], found[2] or found[1], found[3])
    if found := re.fullmatch(r"/(.*)/([pd])", text):
        matcher = _compiled(found[1] if extended else _basic(found[1]))
        return lambda line, number, last: _outcome(line, bool(matcher.search(line)), found[2])
    raise UsageError(f"not simulated: sed {text}")


def _outcome(line: str, hit: bool, letter: str) -> tuple[str, bool, bool]:
    return line, hit and letter == "d", hit and letter == "p"


def _by_number(first: str, last: str, letter: str) -> Step:
    def step(line: str, number: int, count: int) -> tuple[str, bool, bool]:
        start, end = (count if each == "$" else int(each) for each in (first, last))
        return _outcome(line, start <= number <= end, letter)

    return step


def _substitution(text: str, extended: bool) -> Step:
    pieces = re.split(rf"(?<!\\){re.escape(text[1])}", text[2:])
    if len(pieces) != 3:
        raise UsageError(f"unmatched '{text[1]}'")
    pattern, replacement, flags = pieces
    pattern = pattern.replace("\\" + text[1], text[1])
    matcher = _compiled(
        pattern if extended else _basic(pattern), re.IGNORECASE if "i" in flags.lower() else 0
    )
    new = re.sub(r"\\(.)|&", lambda found: r"\g<0>" if found[0] == "&" else _kept(found[1]), replacement)

    def step(line: str, number: int, count: int) -> tuple[str, bool, bool]:
        changed, hits = matcher.subn(new, line, count=0 if "g" in flags else 1)
        return changed, False, bool(hits) and "p" in flags

    return step


def _kept(letter: str) -> str:
    """An escaped letter of a replacement, in Python's notation."""
    if letter.isdigit():
        return rf"\g<{letter}>"
    if letter == "n":
        return "\n"
    return "\\\\" if letter == "\\" else letter


def _edit(line: str, number: int, count: int, steps: list[Step], quiet: bool) -> Iterator[str]:
    for step in steps:
        line, deleted, printed = step(line, number, count)
        if deleted:
            return
        if printed:
            yield line
    if not quiet:
        yield line


PROGRAMS: dict[str, Program] = {
    "grep": grep,
    "sed": sed,
}
