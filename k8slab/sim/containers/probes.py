"""What exec and HTTP probes find in a container.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.containers import web
from k8slab.sim.containers.container import Running
from k8slab.sim.containers.network import named_port
from k8slab.sim.shell import Machine, start
from k8slab.sim.shell.streams import Buffer

NOT_FOUND = 127
NOBODY = ""
"""Nobody listens at the port."""


def complaint(running: Running, machine: Machine, probe: Object) -> str | None:
    """None for nothing, and for what is not simulated; `NOBODY` if no server listens there."""
    if "exec" in probe:
        return _of_command(machine, probe)
    target = probe.get("httpGet") or probe.get("tcpSocket")
    if target is None or target.get("host") or not running.software.document_root:
        return None
    if _port(running, target) not in running.ports:
        return NOBODY
    return _of_page(running, machine, target) if "httpGet" in probe else None


def _of_command(machine: Machine, probe: Object) -> str | None:
    out = Buffer()
    command = list(probe["exec"].get("command") or ["true"])
    run = start(machine, command, b"", out, out)
    left = limit = float(probe.get("timeoutSeconds") or 1)
    while (pause := run.step()) is not None:
        left -= pause
        if left < 0:
            return f'command timed out: "{" ".join(command)}" timed out after {limit:g}s'
    unknown = run.code == NOT_FOUND or "not simulated" in out.content().decode("utf-8", "replace")
    return None if run.code == 0 or unknown else out.content().decode("utf-8", "replace")


def _port(running: Running, target: Object) -> int:
    port = target.get("port")
    return port if isinstance(port, int) else named_port(running.pod, str(port))


def _of_page(running: Running, machine: Machine, get: Object) -> str | None:
    answer = web.serve(running, machine, get.get("path") or "/", "")
    return None if answer.status < 400 else f"HTTP probe failed with statuscode: {answer.status}"
