"""port-forward: connections to the web servers in a pod.

1. Over SPDY/3.1, plain or through a WebSocket (SPDY/3.1+portforward.k8s.io), each connection has two streams,
   for data and for errors; they carry the port and a number that tells which belong together.
2. Over WebSocket channels (v4.channel.k8s.io) each port that was asked for has one connection: channel 2N is
   its data, 2N+1 its errors, and the first message of each is the port.
3. A port that nobody listens on is told on the channel of errors, in the container runtime's words.

Sources: https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/,
https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from contextlib import suppress

from aiohttp import WSMsgType, web

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.http import kubelet_reach
from k8slab.sim.http.channels import VERSION_HEADER, negotiated
from k8slab.sim.http.containers import WEB_PATH
from k8slab.sim.http.duplex import Answered, Duplex, UpgradedConnection, WebSocketTunnel
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.routes import Route
from k8slab.sim.http.spdy.session import Ended, Event, Opened, Received, SpdySession
from k8slab.sim.http.spdy.trouble import SpdyError
from k8slab.sim.http.web_connection import BAD, WebConnection, WebRequest, answer_bytes
from k8slab.sim.kinds import POD
from k8slab.sim.shell import WebAnswer

TUNNEL = "SPDY/3.1+portforward.k8s.io"
OVER_SPDY = ("portforward.k8s.io",)
CHANNELS = ("v4.channel.k8s.io", "portforward.k8s.io")
NOT_ALLOWED = WebAnswer(405, b"Method Not Allowed\n", "")
REFUSED = (
    "error forwarding port {port} to pod {sandbox}, uid : failed to execute portforward in network namespace "
    '"/var/run/netns/cni-{netns}": failed to connect to localhost:{port} inside namespace "{sandbox}", '
    "IPv4: dial tcp4 127.0.0.1:{port}: connect: connection refused "
    "IPv6 dial tcp6 [::1]:{port}: connect: connection refused "
)
SILENT = "not simulated: what listens on port {port} of pod {pod} is no web server"

Ring = Callable[[], None]


async def answer(gateway: Gateway, route: Route, http: web.BaseRequest, ring: Ring) -> web.StreamResponse:
    """Raises ApiError, before anything is forwarded, for pods that cannot be reached."""
    pod = gateway.cluster.api.get(POD, route.name, route.namespace)
    if not pod["spec"].get("nodeName"):
        raise status.bad_request(f"pod {meta.name(pod)} does not have a host assigned")
    kubelet_reach.check_dial(gateway.cluster, pod)
    ports = Ports(gateway, pod, ring)
    if http.headers.get("Upgrade", "").lower() != "websocket":
        version = negotiated(http, OVER_SPDY)
        headers = {"Upgrade": "SPDY/3.1", VERSION_HEADER: version}
        await Forwarding(ports, UpgradedConnection.take_over(http, headers)).run()
        return Answered()
    numbers = [] if TUNNEL in http.headers.get("Sec-WebSocket-Protocol", "") else _numbers(http)
    socket = web.WebSocketResponse(protocols=(TUNNEL, *CHANNELS))
    await socket.prepare(http)
    if socket.ws_protocol == TUNNEL:
        await Forwarding(ports, WebSocketTunnel(socket)).run()
    else:
        await forward_channels(ports, socket, numbers)
    return socket


class Ports:
    """The ports of one pod."""

    def __init__(self, gateway: Gateway, pod: Object, ring: Ring) -> None:
        self._gateway, self._pod, self._ring = gateway, pod, ring

    def refusal(self, port: int) -> str:
        """Why there is no connection to that port (3); empty if there is one."""
        ports = self._gateway.cluster.containers.ports
        if ports.serves(self._pod, port):
            return ""
        if ports.listens(self._pod, port):
            return SILENT.format(port=port, pod=meta.name(self._pod))
        uid = uuid.UUID(meta.uid(self._pod))
        netns = uuid.uuid5(uid, "network namespace")
        return REFUSED.format(port=port, sandbox=uid.hex * 2, netns=netns)

    def ask(self, port: int, request: WebRequest) -> bytes:
        """What the web server behind the port says."""
        now = self._gateway.cluster.clock.now
        if request.method not in ("GET", "HEAD"):
            return answer_bytes(request, NOT_ALLOWED if request.method else BAD, now)
        body = {
            "namespace": meta.namespace(self._pod),
            "pod": meta.name(self._pod),
            "port": port,
            "path": request.path,
            "agent": request.agent,
        }
        said = self._gateway.request("POST", WEB_PATH, None, {}, json.dumps(body).encode())
        self._ring()
        assert isinstance(said, Response)
        if said.status != 200:
            return b""
        page = json.loads(said.body)
        return answer_bytes(
            request, WebAnswer(page["status"], base64.b64decode(page["body"]), page["server"]), now
        )


class Connection:
    """One connection to a port: what a client sends, and what comes back."""

    def __init__(self, ports: Ports, port: int) -> None:
        self._ports, self._port, self._web = ports, port, WebConnection()
        self.is_over = False

    def feed(self, data: bytes) -> bytes:
        """The answers to what is whole by now; afterwards it may be over."""
        told = b""
        for request in self._web.feed(data):
            said = self._ports.ask(self._port, request)
            told += said
            self.is_over = self.is_over or request.closes or not said
        return told


class Forwarding:
    """Any number of connections over one SPDY session (1)."""

    def __init__(self, ports: Ports, duplex: Duplex) -> None:
        self._ports, self._duplex, self._session = ports, duplex, SpdySession()
        self._errors: dict[str, int] = {}
        self._connections: dict[int, tuple[Connection, str]] = {}

    async def run(self) -> None:
        """Until the client goes, or speaks something else."""
        with suppress(ConnectionError, SpdyError):
            while data := await self._duplex.read():
                for event in self._session.receive(data):
                    self._on(event)
                await self._duplex.write(self._session.pull())
        await self._duplex.close()

    def _on(self, event: Event) -> None:
        match event:
            case Opened(stream, headers) if headers.get("streamtype") == "error":
                self._errors[headers.get("requestid", "")] = stream
            case Opened(stream, headers) if headers.get("port", "").isdigit():
                self._connect(stream, int(headers["port"]), headers.get("requestid", ""))
            case Opened(stream):
                self._session.reset(stream)
            case Received(stream, data) if stream in self._connections:
                connection, _ = self._connections[stream]
                self._session.send(stream, connection.feed(data))
                if connection.is_over:
                    self._close(stream)
            case Ended(stream) if stream in self._connections:
                self._close(stream)

    def _connect(self, stream: int, port: int, number: str) -> None:
        """(3)"""
        self._connections[stream] = Connection(self._ports, port), number
        if why := self._ports.refusal(port):
            self._session.send(self._errors.get(number, 0), why.encode())
            self._close(stream)

    def _close(self, stream: int) -> None:
        _, number = self._connections.pop(stream)
        self._session.end(stream)
        self._session.end(self._errors.pop(number, 0))


async def forward_channels(ports: Ports, socket: web.WebSocketResponse, numbers: list[int]) -> None:
    """(2)"""
    open_ones: dict[int, Connection] = {}
    for index, port in enumerate(numbers):
        for channel in (2 * index, 2 * index + 1):
            await socket.send_bytes(bytes((channel,)) + port.to_bytes(2, "little"))
        if why := ports.refusal(port):
            await socket.send_bytes(bytes((2 * index + 1,)) + why.encode())
        else:
            open_ones[2 * index] = Connection(ports, port)
    while open_ones:
        message = await socket.receive()
        if message.type is not WSMsgType.BINARY:
            break
        channel, data = message.data[0], message.data[1:]
        if connection := open_ones.get(channel):
            if told := connection.feed(data):
                await socket.send_bytes(bytes((channel,)) + told)
            if connection.is_over:
                del open_ones[channel]
    await socket.close()


def _numbers(http: web.BaseRequest) -> list[int]:
    """The ports of the query: `ports=80&ports=81` or `ports=80,81`. Raises ApiError 400."""
    texts = [text for each in http.query.getall("ports", []) for text in each.split(",") if text]
    for text in texts:
        if not (text.isdigit() and 0 < int(text) < 65536):
            raise status.bad_request(f'unable to parse "{text}" as a port')
    if not texts:
        raise status.bad_request('query parameter "ports" is required')
    return [int(text) for text in texts]
