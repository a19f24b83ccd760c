"""Lifecycle hooks that run a command in their container, or ask for a page.

1. A command fails with an exit code other than 0, and if there is no such program. One that is not simulated
   succeeds.
2. A request fails if nobody can be reached; what is answered does not matter.

Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.containers import probes
from k8slab.sim.containers.container import Running
from k8slab.sim.shell import Machine, start
from k8slab.sim.shell.refusal import CALL_FAILED, exec_failed
from k8slab.sim.shell.streams import Buffer

NOT_FOUND = 127
LONGEST = 3600.0
Ran = tuple[float, str]
"""(virtual seconds that it takes, why it fails: empty if it succeeds, with {where} for its container)"""


def run(running: Running, machine: Machine, handler: Object, address: str) -> Ran | None:
    """Run it; None for one that is neither a command nor a request.

    What the command does is done at once, before its seconds have passed.
    """
    if command := (handler.get("exec") or {}).get("command"):
        return _of_command(running, machine, list(command))
    if "httpGet" in handler:
        return _of_request(running, machine, handler, address)
    return None


def _of_command(running: Running, machine: Machine, command: list[str]) -> Ran:
    """(1)"""
    out, err, seconds = Buffer(), Buffer(), 0.0
    begun = start(machine, command, b"", out, err)
    while (pause := begun.step()) is not None and seconds < LONGEST:
        seconds += pause
    said = err.content().decode("utf-8", "replace")
    unknown = not begun.refusal and (begun.code == NOT_FOUND or "not simulated" in said)
    if begun.code == 0 or unknown:
        return seconds, ""
    why = f"command '{' '.join(command)}' exited with {begun.code}: {said}"
    if begun.refusal:
        why = CALL_FAILED + exec_failed(running.identity, command, begun.refusal)
    written = out.content().decode("utf-8", "replace") + said
    text = f"failed - error: {why}, message: {_quoted(written)}"
    return seconds, f"Exec lifecycle hook ([{_plain(' '.join(command))}]) {{where}} {_plain(text)}"


def _of_request(running: Running, machine: Machine, handler: Object, address: str) -> Ran:
    """(2)"""
    get = handler["httpGet"]
    scheme, path, host = get.get("scheme", "HTTP").lower(), get.get("path") or "/", get.get("host")
    port = probes.port(running, get)
    if host:
        reached = machine.network.fetch(host, port, path) is not None
    else:
        reached = probes.complaint(running, machine, {"tcpSocket": {"port": port}}) is None
    if reached:
        return 0.0, ""
    target = f"{host or address}:{port}"
    why = f'Get "{scheme}://{target}{path}": dial tcp {target}: connect: connection refused'
    return 0.0, f"HTTP lifecycle hook ({_plain(path)}) {{where}} failed - error: {_plain(why)}"


def _quoted(text: str) -> str:
    """As Go quotes it."""
    from json import dumps

    return dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
