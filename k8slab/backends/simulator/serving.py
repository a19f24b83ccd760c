"""A cluster behind HTTPS, for as long as this process is to serve it."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from k8slab.backends import private_file, registry
from k8slab.backends.child import STOP_SECONDS, Endpoint, Settings
from k8slab.backends.kubeconfig import kubeconfig
from k8slab.backends.simulator import journal_file
from k8slab.backends.simulator.forking import fork
from k8slab.backends.simulator.making import new_cluster, of_journal

if TYPE_CHECKING:
    from k8slab.sim.http.control import Referee
    from k8slab.sim.http.gateway import Gateway


def serve(
    settings: Settings,
    *,
    port: int = 0,
    kubeconfig_file: Path | None = None,
    referee: Referee | None = None,
    announce: Callable[[Endpoint], None] | None = None,
    parent_pipe: bool = False,
) -> None:
    """Serve a cluster until the process is told to stop.

    `announce` is called once it answers and its kubeconfig (mode 0600) is written. With `parent_pipe` it
    also stops when standard input ends: when the parent process is gone, however that came about.
    """
    gateway = gateway_of(settings, referee)
    asyncio.run(_serve(gateway, kubeconfig_file, port=port, announce=announce, parent_pipe=parent_pipe))


def serve_forked(gateway: Gateway, announce: Callable[[Endpoint], None], *, parent_pipe: bool) -> None:
    """Serve what another process has served until now; this process is its child, and goes on alone."""
    gateway.cluster.journal.write_to(None)
    gateway.adopt(gateway.cluster)
    asyncio.run(_serve(gateway, None, port=0, announce=announce, parent_pipe=parent_pipe))


def gateway_of(settings: Settings, referee: Referee | None = None) -> Gateway:
    """To a fresh cluster, or to the one of the settings' journal, which then goes on in that file."""
    from k8slab.sim.http.gateway import Gateway

    path = settings.journal
    if path is not None and journal_file.has_entries(path):
        gateway = of_journal(journal_file.read(path), clock=settings.clock, referee=referee)
    else:
        gateway = Gateway(new_cluster(settings), clock=settings.clock, referee=referee)
    if path is not None:
        journal_file.keep(gateway.cluster.journal, path)
    return gateway


async def _serve(
    gateway: Gateway,
    kubeconfig_file: Path | None,
    *,
    port: int,
    announce: Callable[[Endpoint], None] | None,
    parent_pipe: bool,
) -> None:
    from k8slab.sim.http import tls
    from k8slab.sim.http.server import HOST, Server

    stop = _stop_event(parent_pipe)
    name = f"k8slab-{os.getpid()}"
    file = (kubeconfig_file or registry.folder() / f"{name}.kubeconfig").absolute()
    identity, token = tls.new_identity(), secrets.token_urlsafe(32)
    acts = {"end": stop.set, "fork": lambda: vars(fork(gateway, serve_forked, parent_pipe=parent_pipe))}
    async with Server(gateway, token, acts).listening(tls.server_context(identity), port) as bound:
        endpoint = Endpoint(name, f"https://{HOST}:{bound}", token, str(file))
        content = kubeconfig(endpoint.url, identity.authority, token)
        private_file.write(file, content)
        registry.register(_entry(endpoint, gateway))
        try:
            if announce is not None:
                announce(endpoint)
            await stop.wait()
        finally:
            gateway.movement.note("tick")
            registry.forget(name)
            private_file.remove(file, content)
            if parent_pipe and kubeconfig_file is not None:
                with suppress(OSError):  # a parent that was killed does not remove the folder it made for it
                    file.parent.rmdir()


def _entry(endpoint: Endpoint, gateway: Gateway) -> registry.Running:
    nodes, clock = tuple(gateway.cluster.nodes), gateway.timekeeper.name
    return registry.Running(endpoint.name, os.getpid(), endpoint.url, endpoint.kubeconfig, nodes, clock)


def _stop_event(parent_pipe: bool) -> asyncio.Event:
    """Set by SIGINT, SIGTERM or, if asked for, by the end of standard input."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def halt(*_: object) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, halt)
    if parent_pipe:
        threading.Thread(target=_at_end_of_input, args=(halt,), daemon=True).start()
    return stop


def _at_end_of_input(then: Callable[[], None]) -> None:
    """Call `then`; if this process is still there after a while, its loop is busy for good: end it."""
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    then()
    threading.Event().wait(STOP_SECONDS)
    os._exit(1)
