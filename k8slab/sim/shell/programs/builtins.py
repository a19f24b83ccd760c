"""What is built into the shell itself."""

from __future__ import annotations

import operator
import posixpath
from collections.abc import Callable

from k8slab.sim.shell.call import Call
from k8slab.sim.shell.leaving import LeaveError, LoopError, ReturnError
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.volume import MISSING, NOT_DIRECTORY, Entry


def change_folder(call: Call) -> int:
    target = call.arguments[0] if call.arguments else call.shell.value("HOME") or "/"
    path = call.path(target)
    entry = call.files.find(path)
    if entry is None or not entry.is_directory:
        return call.complain(f"can't cd to {target}: {NOT_DIRECTORY if entry else MISSING}", 2)
    call.shell.folder = posixpath.normpath(path)
    call.shell.variables["PWD"] = call.shell.folder
    return 0


def print_folder(call: Call) -> int:
    call.say(call.shell.folder)
    return 0


def leave(call: Call) -> int:
    code = call.arguments[0] if call.arguments else str(call.shell.code)
    if not code.isdigit():
        return call.complain(f"Illegal number: {code}", 2)
    raise (ReturnError if call.name == "return" else LeaveError)(int(code) % 256)


def declare_local(call: Call) -> int:
    if not call.shell.frames:
        return call.complain("not in a function", 2)
    for argument in call.arguments:
        name, equals, value = argument.partition("=")
        call.shell.frames[-1].declare(name, value if equals else None)
    return 0


def leave_loop(call: Call) -> int:
    levels = int(call.arguments[0]) if call.arguments and call.arguments[0].isdigit() else 1
    raise LoopError(levels, done=call.name == "break")


def export(call: Call) -> int:
    for word in call.arguments:
        name, equals, value = word.partition("=")
        call.shell.exported.add(name)
        if equals:
            call.shell.variables[name] = value
    return 0


def unset(call: Call) -> int:
    for name in call.arguments:
        call.shell.variables.pop(name, None)
    return 0


def set_options(call: Call) -> int:
    """-x, -e, and `--` with new positional parameters; other options change nothing here."""
    waiting = list(call.arguments)
    while waiting and waiting[0][:1] in "-+" and waiting[0] != "--":
        word = waiting.pop(0)
        if "x" in word:
            call.shell.trace = word[0] == "-"
        if "e" in word:
            call.shell.stop_on_error = word[0] == "-"
    if waiting:
        call.shell.positional = waiting[1:] if waiting[0] == "--" else waiting
    return 0


def shift(call: Call) -> int:
    count = int(call.arguments[0]) if call.arguments else 1
    call.shell.positional = call.shell.positional[count:]
    return 0


def read_line(call: Call) -> int:
    """read NAME…: the words of a line; the last name gets the rest."""
    _, names = call.options("rs", "p")
    line = call.streams.stdin.line()
    names = names or ["REPLY"]
    words = (line or b"").decode().strip().split(None, len(names) - 1)
    for index, name in enumerate(names):
        call.shell.variables[name] = words[index] if index < len(words) else ""
    return int(line is None)


def evaluate(call: Call) -> Steps:
    from k8slab.sim.shell.parser import parse

    return call.shell._sequence(parse(" ".join(call.arguments)), call.streams)


def source(call: Call) -> Steps:
    from k8slab.sim.shell.parser import parse

    text = call.files.read(call.path(call.arguments[0])).decode()
    return call.shell._sequence(parse(text), call.streams)


def execute(call: Call) -> Steps:
    """The program takes the shell's place."""
    if not call.arguments:
        return 0
    code = yield from call.shell.call(call.arguments, call.streams)
    raise LeaveError(code)


def command(call: Call) -> int | Steps:
    """command NAME…, or `command -v NAME`: where a program lies."""
    if call.arguments[:1] in (["-v"], ["-V"]):
        return where(call)
    return call.shell.call(call.arguments, call.streams) if call.arguments else 0


def where(call: Call) -> int:
    code = 0
    for name in (word for word in call.arguments if not word.startswith("-")):
        if call.shell.find(name):
            call.say(name if "/" in name else f"/bin/{name}")
        else:
            code = 1
    return code


def test(call: Call) -> int:
    """test EXPRESSION, [ EXPRESSION ], and [[ EXPRESSION ]], which BusyBox takes for the same."""
    words, end = list(call.arguments), call.name.replace("[", "]")
    if call.name != "test" and (not words or words.pop() != end):
        return call.complain(f"missing {end}", 2)
    try:
        return int(not _any(call, words))
    except ValueError as error:
        return call.complain(str(error), 2)


def _any(call: Call, words: list[str]) -> bool:
    """EXPRESSION -o EXPRESSION, -a binds closer."""
    for index, word in enumerate(words):
        if word == "-o" and index > 0:
            return _any(call, words[:index]) or _any(call, words[index + 1 :])
    for index, word in enumerate(words):
        if word == "-a" and index > 0:
            return _any(call, words[:index]) and _any(call, words[index + 1 :])
    return _one(call, words)


def _one(call: Call, words: list[str]) -> bool:
    """An expression without -a and -o."""
    match words:
        case ["!", *rest]:
            return not _one(call, rest)
        case [left, sign, right]:
            return _compared(left, sign, right)
        case [sign, word] if sign.startswith("-"):
            return _tested(call, sign, word)
        case _ if len(words) < 2:
            return words not in ([], [""])
    raise ValueError(f"{words[0]}: unknown operand")


def _compared(left: str, sign: str, right: str) -> bool:
    if sign in NUMERIC:
        return NUMERIC[sign](_number(left), _number(right))
    if sign not in ("=", "==", "!="):
        raise ValueError(f"{sign}: unknown operand")
    return (left == right) == (sign != "!=")


def _tested(call: Call, sign: str, word: str) -> bool:
    if sign in ("-z", "-n"):
        return bool(word) == (sign == "-n")
    if sign == "-t":
        return False
    if sign not in ON_FILES:
        raise ValueError(f"{sign}: unknown operand")
    entry = call.files.find(call.path(word), follow=sign not in ("-L", "-h"))
    return entry is not None and ON_FILES[sign](entry)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"invalid number '{text}'") from None


def _is_file(entry: Entry) -> bool:
    return entry.kind == "file"


def _is_there(entry: Entry) -> bool:
    return True


NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "-eq": operator.eq,
    "-ne": operator.ne,
    "-lt": operator.lt,
    "-le": operator.le,
    "-gt": operator.gt,
    "-ge": operator.ge,
}
ON_FILES: dict[str, Callable[[Entry], bool]] = {
    "-e": _is_there,
    "-r": _is_there,
    "-w": _is_there,
    "-f": _is_file,
    "-d": lambda entry: entry.is_directory,
    "-L": lambda entry: entry.kind == "link",
    "-h": lambda entry: entry.kind == "link",
    "-s": lambda entry: bool(entry.content) or entry.is_directory,
    "-x": lambda entry: entry.is_directory or bool(entry.mode & 0o111),
}


def succeed(call: Call) -> int:
    return 0


def fail(call: Call) -> int:
    return 1


PROGRAMS: dict[str, Program] = {
    "break": leave_loop,
    "cd": change_folder,
    "command": command,
    "continue": leave_loop,
    "eval": evaluate,
    "exec": execute,
    "exit": leave,
    "export": export,
    "false": fail,
    "local": declare_local,
    "pwd": print_folder,
    "read": read_line,
    "return": leave,
    "set": set_options,
    "shift": shift,
    "source": source,
    "test": test,
    "trap": succeed,
    "true": succeed,
    "type": where,
    "umask": succeed,
    "unset": unset,
    "wait": succeed,
    "which": where,
}
