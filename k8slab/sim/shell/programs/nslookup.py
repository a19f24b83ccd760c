"""nslookup, in the three forms that images have.

1. busybox up to 1.28 asks as every program does, and shows the addresses with the names that they have.
2. Later ones ask for A and AAAA, tell of each name that they tried, and fail if any is unknown; a name with a
   dot is not looked for in the search domains.
3. That of bind, in all other images, tries the names in turn and shows the one that is there.

Seen with busybox 1.35; see also https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from k8slab.objects.dns import FOUND, NOTHING, Answer, Record, reverse_name
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Steps

BUSYBOX = re.compile(r"(^|/)(busybox|alpine)(:|@|$)")
OLD = re.compile(r"(^|/)busybox:(1\.([01]?\d|2[0-8])|0)(\.|-|$)")
ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
TYPE = re.compile(r"-(?:type|query|querytype|q|t)=(\w+)")
SIMULATED = ("A", "AAAA", "SRV", "CNAME", "PTR")


NO_SERVER = ";; connection timed out; no servers could be reached\n"
SILENCE_SECONDS = 10.0


def nslookup(call: Call) -> int | Steps:
    kinds = [found[1].upper() for word in call.arguments if (found := TYPE.fullmatch(word))]
    names = [word for word in call.arguments if not word.startswith("-")]
    if not names:
        raise UsageError("usage: nslookup [-type=TYPE] HOST [DNS_SERVER]")
    if unknown := next((kind for kind in kinds if kind not in SIMULATED), ""):
        raise UsageError(f"not simulated: records of type {unknown}")
    if call.machine.network.hears_no_names:
        return _unheard(call, names[0])
    image = call.machine.image
    form = _old if OLD.search(image) else _busybox if BUSYBOX.search(image) else _bind
    return form(call, names[0], kinds)


def _unheard(call: Call, name: str) -> Steps:
    """The name server does not answer."""
    yield SILENCE_SECONDS
    if OLD.search(call.machine.image):
        return call.complain(f"can't resolve '{name}'")
    call.say(NO_SERVER)
    return 1


# busybox up to 1.28 (1)


def _old(call: Call, name: str, kinds: list[str]) -> int:
    network = call.machine.network
    call.say(f"Server:    {network.nameserver}\n{_numbered(call, [network.nameserver])}\n")
    found = network.addresses(name)
    if not found:
        return call.complain(f"can't resolve '{name}'")
    call.say(f"Name:      {name}\n{_numbered(call, found[0][1])}")
    return 0


def _numbered(call: Call, addresses: list[str]) -> str:
    lines = [
        f"Address {number}: {address} {_name_of(call, address)}".rstrip()
        for number, address in enumerate(addresses, 1)
    ]
    return "\n".join(lines)


def _name_of(call: Call, address: str) -> str:
    records = call.machine.network.ask(reverse_name(address), "PTR").records
    return records[0].value if records else ""


# busybox since 1.29 (2)


def _busybox(call: Call, name: str, kinds: list[str]) -> int:
    network, code = call.machine.network, 0
    call.say(f"Server:\t\t{network.nameserver}\nAddress:\t{network.nameserver}:53\n")
    for full, kind in _queries(name, kinds, network.search):
        answer = network.ask(full, kind)
        if answer.code == FOUND:
            for record in answer.records:
                call.say(_shown(record))
        else:
            call.say(f"** server can't find {full}: {answer.code}")
            code = 1
        call.say("")
    return code


def _queries(name: str, kinds: list[str], search: list[str]) -> Iterator[tuple[str, str]]:
    """What is asked for, in order."""
    if ADDRESS.fullmatch(name) and not kinds:
        yield reverse_name(name), "PTR"
        return
    for kind in kinds or ["A", "AAAA"]:
        if "." in name or not search:
            yield name.rstrip("."), kind
        else:
            yield from ((f"{name}.{domain}", kind) for domain in search)


# bind (3)


def _bind(call: Call, name: str, kinds: list[str]) -> int:
    network = call.machine.network
    if ADDRESS.fullmatch(name) and not kinds:
        return _bind_reverse(call, name)
    call.say(f"Server:\t\t{network.nameserver}\nAddress:\t{network.nameserver}#53\n")
    answer = _first(call, name, kinds[0] if kinds else "A")
    if answer.code != FOUND:
        call.say(f"** server can't find {name}: {answer.code}\n")
        return 1
    for record in answer.records:
        call.say(_shown(record, end="."))
    if not answer.records:
        call.say(f"*** Can't find {name}: No answer")
    call.say("")
    return 0


def _bind_reverse(call: Call, address: str) -> int:
    answer = call.machine.network.ask(reverse_name(address), "PTR")
    if answer.code != FOUND:
        call.say(f"** server can't find {reverse_name(address)}: {answer.code}\n")
        return 1
    for record in answer.records:
        call.say(_shown(record, end="."))
    call.say("")
    return 0


def _first(call: Call, name: str, kind: str) -> Answer:
    """The answer to the first of the names to try that exists."""
    network = call.machine.network
    answers = (network.ask(full, kind) for full in network.candidates(name))
    return next((answer for answer in answers if answer.code == FOUND), NOTHING)


SHOWN: dict[str, Callable[[Record, str], str]] = {
    "A": lambda record, end: f"Name:\t{record.name}\nAddress: {record.value}",
    "CNAME": lambda record, end: f"{record.name}\tcanonical name = {record.value}{end}",
    "PTR": lambda record, end: f"{record.name}\tname = {record.value}{end}",
    "SRV": lambda record, end: f"{record.name}\tservice = {record.value}{end}",
}


def _shown(record: Record, end: str = "") -> str:
    """A record as one or two lines; ``end`` stands behind names."""
    return SHOWN[record.type](record, end)


PROGRAMS = {"nslookup": nslookup}
