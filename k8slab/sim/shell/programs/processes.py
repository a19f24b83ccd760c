"""ps, as busybox prints it, or procps in images with GNU's tools.

Source: https://man7.org/linux/man-pages/man1/ps.1.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Program

SHORTEST_CUT = 8
"""procps cuts longer user names."""


class Process(NamedTuple):
    number: int
    parent: int
    command: str


def ps(call: Call) -> int:
    """The first process, and this one."""
    return list_processes(call, [Process(1, 0, call.machine.main)])


def list_processes(call: Call, processes: list[Process]) -> int:
    """With ps itself at the end."""
    own = Process(processes[-1].number + 6, 0, " ".join([call.name, *call.arguments]))
    head, row = _layout(call)
    call.say(head)
    for each in processes:
        call.say(row(each, _start(call)))
    call.say(row(own, call.machine.now()))
    return 0


def _start(call: Call) -> float:
    """When the container started: then the kubelet wrote its name."""
    written = call.files.find("/etc/hostname")
    return call.machine.now() if written is None else written.changed


def _layout(call: Call) -> tuple[str, Callable[[Process, float], str]]:
    """The head, and what makes a row of a process and its start."""
    user = call.machine.name_of(call.machine.user.uid)
    letters = "".join(word.lstrip("-") for word in call.arguments)
    if not call.machine.has_gnu_tools:
        return (
            "PID   USER     TIME  COMMAND",
            lambda each, _: f"{each.number:5} {user:8}  0:00 {each.command}",
        )
    if "f" not in letters:
        return (
            "  PID TTY          TIME CMD",
            lambda each, _: f"{each.number:5} ?        00:00:00 {_name(each)}",
        )
    shown = user if len(user) <= SHORTEST_CUT else f"{user[: SHORTEST_CUT - 1]}+"
    before, between, head = "", "", "UID        PID  PPID  C STIME TTY          TIME CMD"
    if "l" in letters:
        before, between = "4 S ", "  80   0 -  1127 -     "
        head = "F S UID        PID  PPID  C PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD"

    def row(each: Process, start: float) -> str:
        at = f"{EPOCH + timedelta(seconds=start):%H:%M}"
        numbers = f"{each.number:5} {each.parent:5}"
        return f"{before}{shown:8} {numbers}  0{between} {at} ?        00:00:00 {each.command}"

    return head, row


def _name(process: Process) -> str:
    return posixpath.basename(process.command.split()[0])


PROGRAMS: dict[str, Program] = {"ps": ps}
