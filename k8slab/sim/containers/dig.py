"""dig, as far as its output is the same at every run: `+short`, and `+noall +answer`.

1. It asks for the name as it stands; search domains are tried only with +search.
2. Without one of those options it tells of its query's number, of the time and of how long it took: that is
   not simulated, and it says so.

Source: the manual page dig(1); columns as BIND's masterdump writes them.
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects.dns import FOUND, Answer, Record
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program, Steps

TTL = 30
"""What the usual CoreDNS says of names in the cluster."""
SIMULATED = ("A", "AAAA", "SRV", "CNAME", "PTR")
WITH_NAMES = ("SRV", "CNAME", "PTR")
COLUMNS = (24, 32, 40, 48)
TAB = 8
UNHEARD, UNHEARD_SECONDS = 9, 15.0


def dig(call: Call) -> int | Steps:
    """`dig [@SERVER] [TYPE] NAME [TYPE] +short`."""
    options = {word for word in call.arguments if word.startswith("+")}
    words = [word for word in call.arguments if not word.startswith(("+", "@", "-"))]
    kinds = [word.upper() for word in words if word.upper() in SIMULATED]
    names = [word for word in words if word.upper() not in SIMULATED]
    if len(names) != 1 or len(kinds) > 1:
        raise UsageError("usage: dig NAME [TYPE] +short (types: " + " ".join(SIMULATED) + ")")
    if "+short" not in options and not {"+noall", "+answer"} <= options:
        raise UsageError("not simulated: an answer with times. Next: add +short, or +noall +answer")
    if call.machine.network.hears_no_names:
        return _unheard(call)
    answer = _answer(call, names[0], kinds[0] if kinds else "A", is_searched="+search" in options)
    for record in answer.records:
        call.say(_value(record) if "+short" in options else line(record))
    return 0


def _unheard(call: Call) -> Steps:
    yield UNHEARD_SECONDS
    call.say(";; connection timed out; no servers could be reached")
    return UNHEARD


def _answer(call: Call, name: str, kind: str, *, is_searched: bool) -> Answer:
    network = call.machine.network
    names: Iterable[str] = network.candidates(name) if is_searched else [name.rstrip(".")]
    answers = [network.ask(each, kind) for each in names]
    return next((each for each in answers if each.code == FOUND), answers[-1])


def _value(record: Record) -> str:
    return f"{record.value}." if record.type in WITH_NAMES else record.value


def line(record: Record) -> str:
    """The record in columns; where a column is passed already, a blank stands between."""
    text = f"{record.name.rstrip('.')}."
    for column, part in zip(COLUMNS, (str(TTL), "IN", record.type, _value(record)), strict=True):
        width = len(text.expandtabs(TAB))
        text += " " if width >= column else "\t" * -(-(column - width) // TAB)
        text += part
    return text


PROGRAMS: dict[str, Program] = {"dig": dig}
