"""port-forward over WebSocket: SPDY in a tunnel, and two channels for each port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.portforward import CHANNELS, TUNNEL
from k8slab.sim.http.spdy.frames import Data, Frame, Reader, SynStream
from k8slab.sim.http.spdy.headers import Packer
from tests.sim.http.asking import ask
from tests.sim.http.test_server import PODS, client

POD = {
    "metadata": {"name": "one-0"},
    "spec": {
        "containers": [
            {"name": "nginx", "image": "nginx", "ports": [{"containerPort": 80}]},
            {"name": "zoo", "image": "kubebiz/zookeeper", "ports": [{"containerPort": 2181}]},
        ]
    },
}
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Talk = Callable[[ClientWebSocketResponse], Awaitable[None]]


def talk_to(talk: Talk, protocol: str, **query: str) -> None:
    async def run() -> None:
        gateway = Gateway(Cluster(nodes=("a",)))
        ask(gateway, "POST", PODS, POD)
        gateway.cluster.settle()
        async with client(gateway) as session:
            await _connected(session, talk, protocol, query)

    asyncio.run(asyncio.wait_for(run(), timeout=30))


async def _connected(session: ClientSession, talk: Talk, protocol: str, query: dict[str, str]) -> None:
    async with session.ws_connect(f"{PODS}/one-0/portforward", params=query, protocols=[protocol]) as socket:
        assert socket.protocol == protocol
        await talk(socket)


class Tunnel:
    """A client's side of the SPDY session in a WebSocket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket, self._packer, self._reader = socket, Packer(), Reader()
        self.said: dict[int, bytes] = {}
        self.ended: set[int] = set()

    async def send(self, *frames: Frame) -> None:
        for frame in frames:
            await self._socket.send_bytes(frame.encode())

    async def connect(self, number: int, port: int) -> tuple[int, int]:
        """The streams for errors and for data."""
        streams = 4 * number + 1, 4 * number + 3
        for stream, kind in zip(streams, ("error", "data"), strict=True):
            headers = {"streamtype": kind, "port": str(port), "requestid": str(number)}
            await self.send(SynStream(stream, self._packer.pack(headers), fin=kind == "error"))
        return streams

    async def listen(self, until: Callable[[], bool]) -> None:
        while not until():
            for frame in self._reader.feed(await self._socket.receive_bytes()):
                if isinstance(frame, Data):
                    self.said[frame.stream] = self.said.get(frame.stream, b"") + frame.data
                    self.ended |= {frame.stream} if frame.fin else set()


def test_1_connections_of_a_tunnel_do_not_disturb_one_another() -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        tunnel = Tunnel(socket)
        (_, first), (error, second) = await tunnel.connect(0, 80), await tunnel.connect(1, 80)
        await tunnel.send(Data(second, GET[:9]), Data(first, GET + GET), Data(second, GET[9:], fin=True))
        await tunnel.listen(lambda: {error, second} <= tunnel.ended)
        assert [tunnel.said[each].count(b"Welcome to nginx!</title>") for each in (first, second)] == [2, 1]
        assert tunnel.said[error] == b""
        assert first not in tunnel.ended

    talk_to(talk, TUNNEL)


@pytest.mark.parametrize(
    ("port", "why"),
    [
        (81, b"error forwarding port 81 to pod "),
        (2181, b"not simulated: what listens on port 2181 of pod one-0 is"),
    ],
)
def test_3_why_a_port_is_not_forwarded_is_told(port: int, why: bytes) -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        tunnel = Tunnel(socket)
        error, data = await tunnel.connect(0, port)
        await tunnel.listen(lambda: {error, data} <= tunnel.ended)
        assert tunnel.said[error].startswith(why)

    talk_to(talk, TUNNEL)


@pytest.mark.parametrize("protocol", CHANNELS)
def test_2_each_port_has_two_channels_which_begin_with_its_number(protocol: str) -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        heads = [await socket.receive_bytes() for _ in range(2)]
        assert heads == [b"\x00\x50\x00", b"\x01\x50\x00"]
        assert [await socket.receive_bytes() for _ in range(2)] == [b"\x02\x51\x00", b"\x03\x51\x00"]
        refused = await socket.receive_bytes()
        assert (refused[0], b"connection refused" in refused) == (3, True)
        await socket.send_bytes(b"\x00" + GET)
        assert (await socket.receive_bytes()).startswith(b"\x00HTTP/1.1 200 OK\r\n")
        await socket.send_bytes(b"\x00" + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert (await socket.receive_bytes()).startswith(b"\x00HTTP/1.1 200 OK\r\n")
        assert (await socket.receive()).type.name in ("CLOSE", "CLOSED", "CLOSING")

    talk_to(talk, protocol, ports="80,81")


@pytest.mark.parametrize("query", [{}, {"ports": "x"}, {"ports": "70000"}])
def test_2_the_ports_must_be_named(query: dict[str, str]) -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        """It never comes to that."""

    with pytest.raises(WSServerHandshakeError, match="400"):
        talk_to(talk, CHANNELS[0], **query)
