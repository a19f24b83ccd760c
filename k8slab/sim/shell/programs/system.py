"""Programs about the container and its processes, and those that run others."""

from __future__ import annotations

import re
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.streams import Input

FOREVER = 10 * 365 * 86400.0
SIGNALS = {"9": "KILL", "15": "TERM", "2": "INT", "1": "HUP", "3": "QUIT", "0": ""}
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def sh(call: Call) -> Steps:
    """sh [-x] [-e] [-c SCRIPT [NAME ARGUMENT…]] [FILE ARGUMENT…]; else the script is standard input."""
    words = list(call.arguments)
    inner = call.shell.subshell(call.streams)
    inner.name, inner.positional = call.name, []
    given = False
    while words and re.fullmatch(r"[-+][a-z]+", words[0]):
        letters = words.pop(0)
        inner.trace = inner.trace or "x" in letters
        inner.stop_on_error = inner.stop_on_error or "e" in letters
        given = given or "c" in letters
        if "o" in letters and words:
            words.pop(0)
    if given:
        if not words:
            return call.complain("-c requires an argument", 2)
        script, *words = words
        inner.name = words[0] if words else call.name
        inner.positional = words[1:]
    elif words:
        inner.name, inner.positional = words[0], words[1:]
        script = call.files.read(call.path(words[0])).decode("utf-8", "replace")
    else:
        script = call.streams.stdin.read().decode("utf-8", "replace")
    return (yield from inner.script(script))


def sleep(call: Call) -> Steps:
    """Yields its seconds: whoever runs the shell lets them pass."""
    total = 0.0
    for word in call.arguments:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", word)
        if found is None and word not in ("infinity", "inf"):
            return call.complain(f"invalid number '{word}'")
        total += float(found[1]) * SECONDS[found[2]] if found else FOREVER
    if not call.arguments:
        raise UsageError("missing operand")
    yield total
    return 0


def timeout(call: Call) -> Steps:
    """timeout SECONDS PROGRAM…: 143 if it sleeps for longer."""
    words = [word for word in call.arguments if not word.startswith("-")]
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", words[0]) if words else None
    if found is None:
        raise UsageError("usage: timeout SECONDS PROGRAM [ARG]...")
    left = float(found[1]) * SECONDS[found[2]]
    steps = call.shell.call(words[1:], call.streams)
    while True:
        try:
            wanted = next(steps)
        except StopIteration as end:
            return int(end.value)
        yield min(wanted, left)
        left -= wanted
        if left < 0:
            return 143


def env(call: Call) -> int | Steps:
    """The variables, or a program with further ones."""
    words = [word for word in call.arguments if word not in ("-i", "-u")]
    inner = call.shell.subshell(call.streams)
    while words and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        inner.variables[name] = value
        inner.exported.add(name)
    if words:
        return inner.call(words, call.streams)
    for name, value in inner.environment().items():
        call.say(f"{name}={value}")
    return 0


def printenv(call: Call) -> int:
    variables = call.shell.environment()
    for name in call.arguments:
        if name not in variables:
            return 1
        call.say(variables[name])
    if not call.arguments:
        for name, value in variables.items():
            call.say(f"{name}={value}")
    return 0


def hostname(call: Call) -> int:
    """-f: with the domain, as /etc/hosts has it; -i: the address."""
    name = call.machine.hostname
    if not call.arguments:
        call.say(name)
        return 0
    for line in _hosts(call):
        if name in line[1:] and ":" not in line[0]:
            call.say(_named(call.arguments[0], name, line))
            return 0
    call.say(name)
    return 0


def _named(option: str, name: str, line: list[str]) -> str:
    if option in ("-i", "-I"):
        return line[0]
    return name if option == "-s" else line[1].partition(".")[2] if option == "-d" else line[1]


def _hosts(call: Call) -> list[list[str]]:
    if call.files.find("/etc/hosts") is None:
        return []
    return [line.split() for line in call.files.read("/etc/hosts").decode().splitlines() if line.strip()]


def date(call: Call) -> int:
    """The virtual time; +FORMAT, -u, -Iseconds."""
    now = EPOCH + timedelta(seconds=call.machine.now())
    form = next((word[1:] for word in call.arguments if word.startswith("+")), "%a %b %e %H:%M:%S UTC %Y")
    if any(word.startswith("-I") for word in call.arguments):
        form = "%Y-%m-%dT%H:%M:%S+00:00" if "-Iseconds" in call.arguments else "%Y-%m-%d"
    form = form.replace("%s", str(int(now.timestamp()))).replace("%e", f"{now.day:2}")
    form = form.replace("%N", f"{now.microsecond:06}000").replace("%T", "%H:%M:%S").replace("%F", "%Y-%m-%d")
    call.say(now.strftime(form))
    return 0


def identity(call: Call) -> int:
    """whoami; id, -u, -g, -n."""
    user, name_of = call.machine.user, call.machine.name_of
    options, _ = ({}, []) if call.name == "whoami" else call.options("ugn")
    if call.name == "whoami":
        if user.uid not in call.machine.names:
            return call.complain(f"unknown uid {user.uid}")
        call.say(name_of(user.uid))
    elif "u" in options or "g" in options:
        number = user.uid if "u" in options else user.gid
        call.say(name_of(number) if "n" in options else str(number))
    else:
        groups = dict.fromkeys((user.gid, *user.groups))
        said = ",".join(_numbered(call, each) for each in groups)
        call.say(f"uid={_numbered(call, user.uid)} gid={_numbered(call, user.gid)} groups={said}")
    return 0


def _numbered(call: Call, number: int) -> str:
    name = call.machine.names.get(number)
    return f"{number}({name})" if name else str(number)


def uname(call: Call) -> int:
    facts = {"s": "Linux", "n": call.machine.hostname, "r": "6.12.57+deb13-amd64", "m": "x86_64"}
    options, _ = call.options("asnrmvpo")
    order = "snrm" if "a" in options else [each for each in "snrm" if each in options] or "s"
    call.say("x86_64" if call.name == "arch" else " ".join(facts[each] for each in order))
    return 0


def kill(call: Call) -> int:
    """Process 1 is the container's program; no other one lasts longer than a command."""
    words = list(call.arguments)
    signal = "TERM"
    if words[:1] == ["-s"]:
        words, signal = words[2:], words[1] if len(words) > 1 else "TERM"
    elif words and words[0].startswith("-"):
        signal = words.pop(0)[1:]
    if not words:
        raise UsageError("you need to specify whom to kill")
    signal = SIGNALS.get(signal, signal.upper().removeprefix("SIG"))
    for word in words:
        if word != "1":
            call.shell.trouble = call.complain(f"can't kill pid {word}: No such process")
        elif signal:
            call.machine.kill(signal)
    return 0


def pkill(call: Call) -> int:
    """[-SIGNAL] NAME: the first process, if its command line has the name in it."""
    words = list(call.arguments)
    signal = words.pop(0)[1:] if words[:1] and words[0].startswith("-") and words[0] != "-f" else "TERM"
    names = [word for word in words if not word.startswith("-")]
    if not names:
        raise UsageError("no matching criteria specified")
    if names[-1] not in call.machine.main:
        return 1
    call.machine.kill(SIGNALS.get(signal, signal.upper().removeprefix("SIG")))
    return 0


def xargs(call: Call) -> Steps:
    """PROGRAM with the words of standard input; -n N at a time, -I NAME in place of the name."""
    words = list(call.arguments)
    at_once, name, separator = 0, "", None
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "-n" and words:
            at_once = int(words.pop(0))
        elif option == "-I" and words:
            name = words.pop(0)
        elif option == "-0":
            separator = "\0"
    text = call.streams.stdin.read().decode()
    items = text.splitlines() if name else [each for each in text.split(separator) if each]
    program = words or ["echo"]
    code = 0
    size = 1 if name else at_once or len(items) or 1
    for start in range(0, len(items), size):
        chosen = items[start : start + size]
        line = [word.replace(name, chosen[0]) for word in program] if name else [*program, *chosen]
        code = (yield from call.shell.call(line, call.streams.having(stdin=Input()))) or code
    return 123 if code else 0


def uptime(call: Call) -> int:
    call.say(f" {EPOCH + timedelta(seconds=call.machine.now()):%H:%M:%S} up  load average: 0.00, 0.00, 0.00")
    return 0


def nproc(call: Call) -> int:
    call.say("4")
    return 0


PROGRAMS: dict[str, Program] = {
    "arch": uname,
    "bash": sh,
    "date": date,
    "env": env,
    "hostname": hostname,
    "id": identity,
    "kill": kill,
    "nproc": nproc,
    "pkill": pkill,
    "printenv": printenv,
    "sh": sh,
    "sleep": sleep,
    "timeout": timeout,
    "uname": uname,
    "uptime": uptime,
    "whoami": identity,
    "xargs": xargs,
}
