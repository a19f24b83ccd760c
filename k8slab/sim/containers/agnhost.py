"""agnhost: the image of Kubernetes' own end-to-end tests, with a server in each of its subcommands.

Source: https://pkg.go.dev/k8s.io/kubernetes/test/images/agnhost
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell import Machine, WebAnswer

PORTS = {"liveness": 8080, "netexec": 8080, "serve-hostname": 9376, "test-webserver": 80}
"""The subcommands that serve pages, and where; the others listen nowhere, or are not simulated."""
HEALTHY_SECONDS = 10.0
PORT = re.compile(r"^--(?:http-)?port=(\d+)$")
NAME = "agnhost"


def ports(command: Sequence[str]) -> set[int]:
    """Where its web server listens."""
    name = _subcommand(command)
    given = [int(found[1]) for word in command if (found := PORT.match(word))]
    return {given[-1] if given else PORTS[name]} if name in PORTS else set()


def answer(command: Sequence[str], machine: Machine, path: str, client: str, age: float) -> WebAnswer | None:
    """What it says so many seconds after its start; None if it serves the container's files."""
    name, wanted = _subcommand(command), urlsplit(path)
    if name == "liveness":
        return _health(wanted.path, age)
    if name == "serve-hostname":
        return _page(machine.hostname)
    if name != "netexec":
        return None
    page = PAGES.get(wanted.path)
    if page is None:
        return WebAnswer(404, b"404 page not found\n", NAME)
    return _page(page(machine, parse_qs(wanted.query), client))


def _health(path: str, age: float) -> WebAnswer:
    """Well for its first ten seconds, then ill."""
    if path != "/healthz":
        return WebAnswer(404, b"404 page not found\n", NAME)
    if age > HEALTHY_SECONDS:
        return WebAnswer(500, f"error: {age:g}".encode(), NAME)
    return _page("ok")


def _subcommand(command: Sequence[str]) -> str:
    words = [word for word in command[1:] if not word.startswith("-")]
    return words[0] if words else "pause"


def _page(text: str) -> WebAnswer:
    return WebAnswer(200, text.encode(), NAME)


def _now(machine: Machine) -> str:
    return f"NOW: {EPOCH + timedelta(seconds=machine.now()):%Y-%m-%d %H:%M:%S.%f} +0000 UTC"


Page = Callable[[Machine, dict[str, list[str]], str], str]
PAGES: dict[str, Page] = {
    "/": lambda machine, query, client: _now(machine),
    "/hostname": lambda machine, query, client: machine.hostname,
    "/hostName": lambda machine, query, client: machine.hostname,
    "/healthz": lambda machine, query, client: "",
    "/clientip": lambda machine, query, client: f"{client}:40000",
    "/echo": lambda machine, query, client: query.get("msg", [""])[0],
}
