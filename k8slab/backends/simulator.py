"""k8slab's own cluster: served over HTTPS by this process, by a child of it, or called directly."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8slab.backends import private_file, registry
from k8slab.backends.child import STOP_SECONDS, Endpoint, Served, Settings, announce_to_parent
from k8slab.backends.kubeconfig import kubeconfig
from k8slab.backends.transport import PASSIVE_HEADER, USER_AGENT, OnBehalf, Reply, raise_for_status
from k8slab.objects.timestamps import to_virtual

if TYPE_CHECKING:
    from k8slab.objects.placement import Judgement
    from k8slab.sim.cluster import Cluster
    from k8slab.sim.http.control import Referee
    from k8slab.sim.http.exchange import Response
    from k8slab.sim.http.gateway import Gateway

__all__ = ["Endpoint", "InProcess", "Served", "Settings", "announce_to_parent", "new_cluster", "serve"]


def new_cluster(settings: Settings) -> Cluster:
    """A fresh cluster of that kind, in this process."""
    from k8slab.sim.cluster import Cluster

    return Cluster(
        nodes=tuple(settings.nodes),
        seed=settings.seed,
        feature_gates=dict(settings.feature_gates),
        default_class=settings.default_class,
        start=_start(settings),
    )


def _start(settings: Settings) -> float:
    if settings.start is not None:
        return settings.start
    return 0.0 if settings.clock == "instant" else to_virtual(datetime.now(UTC))


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
    from k8slab.sim.http.gateway import Gateway

    gateway = Gateway(new_cluster(settings), clock=settings.clock, referee=referee)
    name = f"k8slab-{os.getpid()}"
    file = (kubeconfig_file or registry.folder() / f"{name}.kubeconfig").absolute()
    asyncio.run(_serve(gateway, name, file, port=port, announce=announce, parent_pipe=parent_pipe))


async def _serve(
    gateway: Gateway,
    name: str,
    file: Path,
    *,
    port: int,
    announce: Callable[[Endpoint], None] | None,
    parent_pipe: bool,
) -> None:
    from k8slab.sim.http import tls
    from k8slab.sim.http.server import HOST, Server

    stop = _stop_event(parent_pipe)
    identity, token = tls.new_identity(), secrets.token_urlsafe(32)
    async with Server(gateway, token).listening(tls.server_context(identity), port) as bound:
        endpoint = Endpoint(name, f"https://{HOST}:{bound}", token, str(file))
        content = kubeconfig(endpoint.url, identity.authority, token)
        private_file.write(file, content)
        registry.register(_entry(endpoint, gateway))
        try:
            if announce is not None:
                announce(endpoint)
            await stop.wait()
        finally:
            registry.forget(name)
            private_file.remove(file, content)


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


def judge_placement(pod: Mapping[str, Any], objects: Iterable[tuple[str, dict[str, Any]]]) -> Judgement:
    """The scheduler's verdict about a pod among objects of any cluster, given with the name of their kind.

    Nothing is bound or changed; `k8slab.objects.placement.KINDS` says which kinds matter.
    """
    from k8slab.sim.scheduler.judge import judge

    return judge(pod, objects)


def runs_daemon(daemonset: Mapping[str, Any], node: dict[str, Any]) -> bool:
    """The DaemonSet controller's verdict: should the node run one of its pods?"""
    from k8slab.sim.controllers.daemonset.eligibility import Eligibility

    return Eligibility(daemonset["spec"]["template"]).verdict(node).should_run


def daemon_tolerations(daemonset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tolerations of a DaemonSet's pods: the template's, and those that every daemon pod has."""
    from k8slab.sim.controllers.daemonset.daemon_pod import tolerations

    return tolerations(daemonset["spec"]["template"]["spec"])


class InProcess(OnBehalf):
    """A Transport to a cluster in this very process. Nobody else acts while a call lasts."""

    def __init__(
        self, gateway: Gateway, *, user_agent: str = USER_AGENT, command: str = "", passive: bool = False
    ) -> None:
        from k8slab.sim.http.watch import Connection

        super().__init__(command)
        self.gateway = gateway
        self.user_agent = user_agent
        self.passive = passive
        self._connection = Connection()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> Reply:
        """Send one request and take the answer, whatever its status; of a watch, all that there is."""
        answer = self._answer(method, path, query, body or b"", self._headers(content_type, accept))
        reply = Reply(200, {}, answer) if isinstance(answer, bytes) else _reply(answer)
        return reply._replace(headers={**reply.headers, "x-k8slab-time": self._time()})

    def stream(
        self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Watch events up to the point where nothing more will come by itself."""
        asked = {**(query or {}), "watch": "true"}
        answer = self._answer("GET", path, asked, b"", self._headers(None, accept))
        if not isinstance(answer, bytes):
            raise_for_status(_reply(answer))
            return
        for line in answer.splitlines():
            yield json.loads(line)

    def lines(self, path: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The lines of an answer. Raises ApiError when it is refused."""
        answer = self._answer("GET", path, query, b"", self._headers(None, "*/*"))
        yield from (
            answer if isinstance(answer, bytes) else raise_for_status(_reply(answer)).body
        ).splitlines()

    def _answer(
        self, method: str, path: str, query: Mapping[str, str] | None, body: bytes, headers: dict[str, str]
    ) -> Response | bytes:
        """The response, or the lines of a watch or of a log that is followed."""
        from k8slab.sim.http.logs import Following
        from k8slab.sim.http.watch import Watch

        answer = self.gateway.request(method, path, query, headers, body, connection=self._connection)
        if isinstance(answer, Following):
            answer.end()
            return answer.pull()
        if not isinstance(answer, Watch):
            return answer
        self.gateway.timekeeper.closed(answer)
        answer.end()
        return answer.pull()

    def _time(self) -> str:
        from k8slab.objects.timestamps import rfc3339_micro

        return rfc3339_micro(self.gateway.cluster.clock.now)

    def _headers(self, content_type: str | None, accept: str | None) -> dict[str, str]:
        headers = {"user-agent": self.user_agent, "accept": accept or "application/json"}
        headers |= {name.lower(): value for name, value in self.command_headers().items()}
        if content_type:
            headers["content-type"] = content_type
        if self.passive:
            headers[PASSIVE_HEADER.lower()] = "true"
        return headers


def _reply(response: Response) -> Reply:
    headers = {"content-type": response.content_type}
    for name, value in response.headers:
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}, {value}" if known else value
    return Reply(response.status, headers, response.body)
