"""What exec and HTTP probes find in a container.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from k8slab.objects.meta import Object
from k8slab.sim.containers import web
from k8slab.sim.containers.container import Running
from k8slab.sim.containers.network import named_port
from k8slab.sim.shell import Machine, start
from k8slab.sim.shell.refusal import CALL_FAILED, exec_failed
from k8slab.sim.shell.streams import Buffer
from k8slab.sim.shell.volume import StalledError

NOT_FOUND = 127
DEADLINE = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
GRPC_FAILED = 'timeout: failed to connect service "{target}" within {limit:g}s: context deadline exceeded'


class Finding(NamedTuple):
    """What a probe finds wrong; an empty ``message``: nobody listens at the port.

    ``is_error``: it could not be made at all, which counts neither as success nor as failure.
    """

    message: str
    is_error: bool = False


class Answer(NamedTuple):
    """What a probe has found, None for nothing, after so many seconds."""

    finding: Finding | None = None
    seconds: float = 0.0


NOBODY = Finding("")


def answer(running: Running, machine: Machine, probe: Object) -> Answer:
    """Only commands take time."""
    if "exec" in probe:
        return _of_command(running, machine, probe)
    return Answer(complaint(running, machine, probe))


def complaint(running: Running, machine: Machine, probe: Object) -> Finding | None:
    """None for nothing, and for what is not simulated."""
    if not running.software.is_whole:
        return None
    if "grpc" in probe:
        return _of_health_service(running, probe)
    target = probe.get("httpGet") or probe.get("tcpSocket")
    if target is None or target.get("host"):
        return None
    if port(running, target) not in running.ports:
        return NOBODY
    return _of_page(running, machine, target) if "httpGet" in probe else None


def _of_command(running: Running, machine: Machine, probe: Object) -> Answer:
    out = Buffer()
    command = list(probe["exec"].get("command") or ["true"])
    run = start(machine, command, b"", out, out)
    if run.refusal:
        why = CALL_FAILED + exec_failed(running.identity, command, run.refusal)
        return Answer(Finding(why, is_error=True))
    left = limit = float(probe.get("timeoutSeconds") or 1)
    while (pause := run.step()) is not None:
        left -= pause
        if left < 0:
            why = f'command timed out: "{" ".join(command)}" timed out after {limit:g}s'
            return Answer(Finding(why), limit)
    said = out.content().decode("utf-8", "replace")
    unknown = run.code == NOT_FOUND or "not simulated" in said
    is_lost = any(machine.has_lost(word) for word in re.findall(r"[\w.-]+", said))
    fine = run.code == 0 or (unknown and not is_lost)
    return Answer(None if fine else Finding(said), limit - left)


def _of_health_service(running: Running, probe: Object) -> Finding:
    """None of the known servers has one."""
    address = (running.pod.get("status") or {}).get("podIP", "")
    target, limit = f"{address}:{probe['grpc'].get('port')}", float(probe.get("timeoutSeconds") or 1)
    return Finding(GRPC_FAILED.format(target=target, limit=limit))


def port(running: Running, target: Object) -> int:
    """The number of the port that a probe or hook names."""
    given = target.get("port")
    return given if isinstance(given, int) else named_port(running.pod, str(given))


def _of_page(running: Running, machine: Machine, get: Object) -> Finding | None:
    if not running.software.document_root:
        return None
    try:
        answer = web.serve(running, machine, get.get("path") or "/", "")
    except StalledError:
        return Finding(f'Get "{_url(running, get)}": {DEADLINE}')
    return None if answer.status < 400 else Finding(f"HTTP probe failed with statuscode: {answer.status}")


def _url(running: Running, get: Object) -> str:
    address = (running.pod.get("status") or {}).get("podIP", "")
    return f"{get.get('scheme', 'HTTP').lower()}://{address}:{port(running, get)}{get.get('path') or '/'}"
