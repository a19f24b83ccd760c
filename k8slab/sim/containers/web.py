"""Web servers: what they say when they start, and which file answers a request."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.containers import agnhost
from k8slab.sim.containers.container import Running
from k8slab.sim.containers.software import Software
from k8slab.sim.shell import FileError, Files, Machine, WebAnswer
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.programs.system import FOREVER

LISTEN = re.compile(r"^\s*listen\s+(?:\S+:)?(\d+)", re.MULTILINE | re.IGNORECASE)
LISTENERS = re.compile(r"\b(nc|ncat|httpd|socat|python3?|telnetd|tcpsvd|ftpd|inetd)\b")
"""Programs by which a container that has no server of its own may listen."""
NGINX = "nginx/1.27.0"
NGINX_TEST = (
    b"nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n"
    b"nginx: configuration file /etc/nginx/nginx.conf test is successful\n"
)
NGINX_LINES = (
    'using the "epoll" event method',
    NGINX,
    "start worker processes",
)


def nginx(call: Call) -> int | Steps:
    """-v, -t, -s reload, else the server itself."""
    if "-v" in call.arguments or "-V" in call.arguments:
        call.streams.err.write(f"nginx version: {NGINX}\n".encode())
        return 0
    if "-t" in call.arguments:
        call.streams.err.write(NGINX_TEST)
        return 0
    return 0 if "-s" in call.arguments else _serve(call)


def _serve(call: Call) -> Steps:
    at = EPOCH + timedelta(seconds=call.machine.now())
    for line in NGINX_LINES:
        call.streams.err.write(f"{at:%Y/%m/%d %H:%M:%S} [notice] 1#1: {line}\n".encode())
    yield FOREVER
    return 0


def httpd(call: Call) -> Steps:
    at = EPOCH + timedelta(seconds=call.machine.now())
    call.streams.err.write(
        f"[{at:%a %b %d %H:%M:%S.%f %Y}] [mpm_event:notice] [pid 1] AH00489: Apache/2.4.38 (Unix) "
        "configured -- resuming normal operations\n".encode()
    )
    yield FOREVER
    return 0


def answer(files: Files, software: Software, path: str) -> WebAnswer:
    """What the server says about a path below its document root."""
    place = posixpath.join(
        software.document_root, posixpath.normpath("/" + path.partition("?")[0]).lstrip("/")
    )
    entry = files.find(place)
    if entry is not None and entry.is_directory:
        index = posixpath.join(place, "index.html")
        if files.find(index) is None:
            if software.server == agnhost.NAME:
                return WebAnswer(200, b"", software.server)
            return WebAnswer(403, _error_page(software.server, "403 Forbidden"), software.server)
        place = index
    try:
        return WebAnswer(200, files.read(place), software.server)
    except FileError:
        return WebAnswer(404, _error_page(software.server, "404 Not Found"), software.server)


def _error_page(server: str, title: str) -> bytes:
    """nginx has a page for each; of other servers only the title is told."""
    if server != "nginx":
        return f"{title}\n".encode()
    lines = (
        "<html>",
        f"<head><title>{title}</title></head>",
        "<body>",
        f"<center><h1>{title}</h1></center>",
        f"<hr><center>{NGINX}</center>",
        "</body>",
        "</html>",
        "",
    )
    return "\r\n".join(lines).encode()


def listening(running: Running, files: Files, command: Sequence[str]) -> frozenset[int]:
    """The ports that a container which starts with that command listens on."""
    software = running.software
    if software.server == agnhost.NAME:
        return frozenset(agnhost.ports(command))
    if software.configuration:
        return frozenset(_configured(files, software.configuration))
    if software.is_complete and not LISTENERS.search(" ".join(command)):
        return frozenset()
    listed = {int(each["containerPort"]) for each in running.spec.get("ports") or ()}
    return frozenset(listed or {software.port} - {0})


def _configured(files: Files, folder: str) -> set[int]:
    names = files.names(folder) if files.find(folder) else []
    texts = [files.read(posixpath.join(folder, name)).decode("utf-8", "replace") for name in names]
    return {int(port) for text in texts for port in LISTEN.findall(text)}


def serve(running: Running, machine: Machine, path: str, client: str) -> WebAnswer:
    """What the container's web server says."""
    found = None
    if running.software.server == agnhost.NAME:
        age = machine.now() - running.began
        found = agnhost.answer(running.main_command, machine, path, client, age)
    return found or answer(machine.files, running.software, path)


def access_line(answered: WebAnswer, request: str, now: float, client: str, agent: str) -> str:
    """The line of the access log; empty for a server that writes none."""
    if answered.server == "agnhost":
        return ""
    at = EPOCH + timedelta(seconds=now)
    return (
        f'{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{request} HTTP/1.1" '
        f'{answered.status} {len(answered.body)} "-" "{agent}" "-"\n'
    )


PROGRAMS: dict[str, Program] = {"nginx": nginx, "httpd-foreground": httpd, "httpd": httpd}
