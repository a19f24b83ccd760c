"""The gateway behind HTTPS on the loopback interface, for whoever has the token."""

from __future__ import annotations

import asyncio
import hmac
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from aiohttp import web
from multidict import CIMultiDict

from k8slab.errors import ApiError, K8slabError
from k8slab.objects.timestamps import rfc3339_micro
from k8slab.sim.api import status
from k8slab.sim.http import streams
from k8slab.sim.http.containers import ACTS
from k8slab.sim.http.control import PREFIX
from k8slab.sim.http.exchange import Response, failure_response, json_response
from k8slab.sim.http.gateway import LARGEST_BODY, Gateway
from k8slab.sim.http.logs import Following
from k8slab.sim.http.wall_clock import WallClock
from k8slab.sim.http.watch import Connection, Watch

HOST = "127.0.0.1"
TICK_SECONDS = 0.05
QUIET_SECONDS = 1.0
"""After so long without a further command in a container, streams that are held show what it set off."""
KEEPALIVE_SECONDS = 3600.0
# So much of a body that is too large is read and dropped, so that its sender can read our answer.
LARGEST_DRAIN = 64 * 1024 * 1024
STREAM_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-cache, private"}
LOG_HEADERS = {"Content-Type": "text/plain", "Cache-Control": "no-cache, private"}

Act = Callable[[], Mapping[str, Any] | None]


class Server:
    """One gateway, one token, any number of connections; everything runs in one event loop."""

    def __init__(self, gateway: Gateway, token: str, acts: Mapping[str, Act] | None = None) -> None:
        """`acts` are what the control API does to the process that serves, by path: POST /k8slab/v1/end."""
        self.gateway = gateway
        self._token = token
        self._acts = {f"{PREFIX}{name}": act for name, act in (acts or {}).items()}
        self._wall_clock = WallClock(gateway)
        self._connections: WeakKeyDictionary[asyncio.BaseTransport, Connection] = WeakKeyDictionary()
        self._bells: set[asyncio.Event] = set()
        self._stopping = False
        self._quiet: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def listening(self, context: ssl.SSLContext, port: int = 0) -> AsyncIterator[int]:
        """Serve while the context lasts; gives the port (a free one for 0).

        Raises K8slabError if the port is taken.
        """
        loop = asyncio.get_running_loop()
        protocol = web.Server(
            self._answer,
            handler_cancellation=True,
            access_log=None,
            keepalive_timeout=KEEPALIVE_SECONDS,
        )
        try:
            listener = await loop.create_server(protocol, HOST, port, ssl=context)
        except OSError as error:
            raise K8slabError(
                f"cannot listen on {HOST}, port {port}: {error.strerror}. Try --port 0."
            ) from error
        ticking = asyncio.create_task(self._tick()) if self._wall_clock.is_followed else None
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            self._stopping = True
            self._ring()
            if self._quiet is not None:
                self._quiet.cancel()
            if ticking is not None:
                ticking.cancel()
            listener.close()
            await protocol.shutdown(timeout=1.0)

    async def _answer(self, http: web.BaseRequest) -> web.StreamResponse:
        if not self._is_authorized(http):
            return self._sent(failure_response(status.unauthorized()))
        self._wall_clock.catch_up()
        try:
            if route := streams.route_of(http):
                return await streams.answer(self.gateway, route, http, self._executed, self._news)
            if http.method == "POST" and http.path in self._acts:
                return self._sent(json_response(self._acts[http.path]() or {}))
        except ApiError as error:
            return self._sent(failure_response(error))
        return await self._told(http, self._ask(http, await _body(http)))

    async def _told(self, http: web.BaseRequest, answer: Response | Watch | Following) -> web.StreamResponse:
        self._ring()
        if http.path in ACTS:
            self._executed()
        if isinstance(answer, Watch):
            return await self._stream(http, answer)
        if isinstance(answer, Following):
            return await self._tell(http, answer)
        return self._sent(answer)

    def _sent(self, response: Response) -> web.Response:
        return _with_time(response, self.gateway.cluster.clock.now)

    def _ask(self, http: web.BaseRequest, body: bytes) -> Response | Watch | Following:
        """What the gateway says; a mistake of ours becomes the API server's error 500."""
        query = {name: http.query.getone(name) for name in http.query}
        headers = {name.lower(): value for name, value in http.headers.items()}
        try:
            return self.gateway.request(
                http.method, http.path, query, headers, body, connection=self._connection(http)
            )
        except Exception as error:
            logging.getLogger(__name__).exception("%s %s", http.method, http.path_qs)
            return failure_response(status.failure(500, "InternalError", f"Internal error occurred: {error}"))

    def _is_authorized(self, http: web.BaseRequest) -> bool:
        scheme, _, token = http.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self._token.encode())

    def _connection(self, http: web.BaseRequest) -> Connection:
        if http.transport is None:
            return Connection()
        return self._connections.setdefault(http.transport, Connection())

    async def _stream(self, http: web.BaseRequest, watch: Watch) -> web.StreamResponse:
        """Send the watch's lines as they come, until it ends, times out, or the client goes away."""
        response = web.StreamResponse(headers=STREAM_HEADERS)
        response.enable_chunked_encoding()
        try:
            await response.prepare(http)
            with suppress(TimeoutError):
                async with asyncio.timeout(watch.options.timeout):
                    await self._send_news(response, watch)
            watch.end()
            await response.write(watch.pull())
            await response.write_eof()
        except ConnectionError:
            pass
        finally:
            self.gateway.timekeeper.closed(watch)
        return response

    async def _tell(self, http: web.BaseRequest, following: Following) -> web.StreamResponse:
        """Send a log as it grows."""
        response = web.StreamResponse(headers=LOG_HEADERS)
        response.enable_chunked_encoding()
        with suppress(ConnectionError):
            await response.prepare(http)
            await self._send_news(response, following)
            await response.write_eof()
        return response

    async def _send_news(self, response: web.StreamResponse, source: Watch | Following) -> None:
        async for data in self._news(source):
            await response.write(data)

    async def _news(self, source: Watch | Following) -> AsyncIterator[bytes]:
        """What the source has to tell, as it comes, until it ends."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            while not self._stopping:
                bell.clear()
                if data := source.pull():
                    yield data
                elif source.ending:
                    return
                else:
                    await bell.wait()
        finally:
            self._bells.discard(bell)

    def _ring(self) -> None:
        """Let every open stream look for news."""
        for bell in self._bells:
            bell.set()

    def _executed(self) -> None:
        """A command has run in a container; watchers wait until no other one follows."""
        self._ring()
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = asyncio.get_running_loop().call_later(QUIET_SECONDS, self._go_on)

    def _go_on(self) -> None:
        self.gateway.timekeeper.wrote()
        self._ring()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._wall_clock.catch_up()
            self._ring()


async def _body(http: web.BaseRequest) -> bytes:
    """The body; of one that is too large, just so much that this can be seen."""
    body = bytearray()
    read = 0
    async for chunk in http.content.iter_any():
        read += len(chunk)
        if len(body) <= LARGEST_BODY:
            body += chunk
        if read > LARGEST_DRAIN:
            break
    return bytes(body)


def _with_time(response: Response, now: float) -> web.Response:
    """The answer, with the virtual time: clients count ages from it."""
    headers = CIMultiDict(response.headers)
    headers["X-K8slab-Time"] = rfc3339_micro(now)
    headers["Content-Type"] = response.content_type
    headers["Cache-Control"] = "no-cache, private"
    return web.Response(status=response.status, body=response.body, headers=headers)
