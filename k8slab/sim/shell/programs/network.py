"""Programs that ask names and web servers of the cluster."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.machine import Program, Steps, WebAnswer

WAITS = {"Connection timed out": 130.0, "No route to host": 3.0}
"""How long Linux tries to connect, by how that ends."""
CURL_CODES = {"Connection timed out": 28, "No route to host": 7}
REASONS = {
    200: "OK",
    403: "Forbidden",
    404: "Not Found",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def getent(call: Call) -> int:
    if call.arguments[:1] not in (["hosts"], ["ahosts"]):
        raise UsageError("not simulated: other databases than hosts")
    code = 0
    for name in call.arguments[1:]:
        found = call.machine.network.addresses(name)
        code = code if found else 2
        for full, addresses in found:
            for address in addresses:
                call.say(f"{address:<15} {full}")
    return code


def ping(call: Call) -> int:
    _, names = call.options("q46", "cwWi")
    found = call.machine.network.addresses(names[0]) if names else []
    if not found:
        return call.complain(f"bad address '{names[0] if names else ''}'")
    full, addresses = found[0]
    if not addresses:
        return call.complain(f"bad address '{full}'")
    call.say(f"PING {names[0]} ({addresses[0]}): 56 data bytes")
    if call.machine.network.silence(addresses[0], 0):
        call.say(f"\n--- {names[0]} ping statistics ---")
        call.say("1 packets transmitted, 0 packets received, 100% packet loss")
        return 1
    call.say(f"64 bytes from {addresses[0]}: seq=0 ttl=63 time=0.100 ms")
    return 0


def nc(call: Call) -> int | Steps:
    """-z HOST PORT: does somebody listen?"""
    options, words = call.options("zvnlu", "w")
    if "z" not in options or len(words) != 2 or not words[1].isdigit():
        raise UsageError("not simulated: nc without -z HOST PORT")
    if why := call.machine.network.silence(words[0], int(words[1])):
        return _in_vain(call, 1, "", float(options.get("w") or WAITS[why]))
    there = call.machine.network.fetch(words[0], int(words[1]), "/") is not None
    return 0 if there else 1


def wget(call: Call) -> int | Steps:
    """-q, -O FILE (- for standard output), -S, --spider, -T SECONDS."""
    spider = "--spider" in call.arguments
    call.arguments = [word for word in call.arguments if not word.startswith("--")]
    options, names = call.options("qSc", "OTto")
    if not names:
        raise UsageError("missing URL")
    host, port, path = _target(names[0])
    if "q" not in options:
        call.streams.err.write(f"Connecting to {host}:{port}\n".encode())
    answer = call.machine.network.fetch(host, port, path)
    if answer is None and (why := call.machine.network.silence(host, port)):
        lasts = min(float(options.get("T") or WAITS[why]), WAITS[why])
        return _in_vain(call, 1, f"wget: {_timed_out(why, host, lasts < WAITS[why])}\n", lasts)
    if answer is None:
        return call.complain(_unreachable(call, host, port))
    if answer.status >= 400:
        return call.complain(
            f"server returned error: HTTP/1.1 {answer.status} {REASONS.get(answer.status, '')}"
        )
    target = options.get("O") or posixpath.basename(path) or "index.html"
    if target == "-":
        call.streams.out.write(answer.body)
    elif not spider:
        call.files.write(call.path(target), answer.body)
    return 0


def _in_vain(call: Call, code: int, words: str, lasts: float) -> Steps:
    """Nobody answers, and it takes a while until that is clear."""
    yield lasts
    call.streams.err.write(words.encode())
    return code


def _timed_out(why: str, host: str, limited: bool) -> str:
    return "download timed out" if limited else f"can't connect to remote host ({host}): {why}"


def _unreachable(call: Call, host: str, port: int) -> str:
    if not re.fullmatch(r"[\d.]+", host) and not call.machine.network.addresses(host):
        return f"bad address '{host}'"
    return f"can't connect to remote host ({host}): Connection refused"


def curl(call: Call) -> int | Steps:
    """-s -S -f -i -I -o FILE -w FORMAT (%{http_code}), -m SECONDS."""
    call.arguments = [word for word in call.arguments if not word.startswith("--")]
    options, names = call.options("sSfiILkvg", "owmXHd")
    if not names:
        raise UsageError("no URL specified!")
    host, port, path = _target(names[0])
    answer = call.machine.network.fetch(host, port, path)
    if answer is None and (why := call.machine.network.silence(host, port)):
        return _curl_in_vain(call, why, f"{host} port {port}", options)
    if answer is None:
        return _curl_failed(call, host, port, quiet="s" in options and "S" not in options)
    if answer.status >= 400 and "f" in options:
        if "s" not in options or "S" in options:
            call.streams.err.write(f"curl: (22) The requested URL returned error: {answer.status}\n".encode())
        return 22
    shown = (_heads(answer) if {"i", "I"} & set(options) else b"") + (b"" if "I" in options else answer.body)
    if options.get("o") not in (None, "/dev/null", "-"):
        call.files.write(call.path(options["o"]), shown)
    elif options.get("o") != "/dev/null":
        call.streams.out.write(shown)
    form = options.get("w", "").replace("%{http_code}", str(answer.status)).replace("\\n", "\n")
    call.streams.out.write(form.encode())
    return 0


def _curl_in_vain(call: Call, why: str, where: str, options: dict[str, str]) -> Steps:
    quiet, limit, code = "s" in options and "S" not in options, options.get("m"), CURL_CODES.get(why, 28)
    lasts = min(float(limit), WAITS[why]) if limit else WAITS[why]
    if limit and lasts < WAITS[why]:
        code, text = 28, f"Connection timed out after {lasts * 1000:.0f} milliseconds"
    else:
        text = f"Failed to connect to {where}: {why}"
    return _in_vain(call, code, "" if quiet else f"curl: ({code}) {text}\n", lasts)


def _heads(answer: WebAnswer) -> bytes:
    first = f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, '')}"
    lines = (first, f"Server: {answer.server}", f"Content-Length: {len(answer.body)}", "", "")
    return "\r\n".join(lines).encode()


def _curl_failed(call: Call, host: str, port: int, *, quiet: bool) -> int:
    known = re.fullmatch(r"[\d.]+", host) or call.machine.network.addresses(host)
    code = 7 if known else 6
    text = (
        f"Failed to connect to {host} port {port}: Connection refused"
        if known
        else f"Could not resolve host: {host}"
    )
    if not quiet:
        call.streams.err.write(f"curl: ({code}) {text}\n".encode())
    return code


def _target(url: str) -> tuple[str, int, str]:
    """(host, port, path) of a URL with or without its scheme."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError as error:
        raise UsageError(f"bad URL: {url}") from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname or "", port or (443 if parts.scheme == "https" else 80), path


PROGRAMS: dict[str, Program] = {
    "curl": curl,
    "getent": getent,
    "nc": nc,
    "ping": ping,
    "wget": wget,
}
