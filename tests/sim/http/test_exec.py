"""exec over WebSocket, with the channels of both protocols."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.channels import CLOSE, ERROR, STDERR, STDIN, STDOUT
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask
from tests.sim.http.test_containers import POD, PODS
from tests.sim.http.test_server import AUTHORIZED, client

Talk = Callable[[ClientWebSocketResponse], Awaitable[None]]
END_OF_INPUT = bytes((CLOSE, STDIN))


class Heard(NamedTuple):
    """What came on each channel."""

    out: bytes
    err: bytes
    status: dict[str, object]


async def say_nothing(socket: ClientWebSocketResponse) -> None:
    """Only listen."""


def converse(query: list[tuple[str, str]], talk: Talk = say_nothing, protocol: str = "v5") -> Heard:
    async def run() -> Heard:
        gateway = Gateway(Cluster(nodes=("a",)))
        ask(gateway, "POST", PODS, POD)
        gateway.cluster.settle()
        async with client(gateway, AUTHORIZED) as session:
            return await _listen(session, query, talk, protocol)

    return asyncio.run(run())


async def _listen(session: ClientSession, query: list[tuple[str, str]], talk: Talk, protocol: str) -> Heard:
    heard: dict[int, bytes] = {STDOUT: b"", STDERR: b"", ERROR: b""}
    named = [f"{protocol}.channel.k8s.io"]
    params = [("container", "a"), ("stdout", "true"), *query]
    async with session.ws_connect(f"{PODS}/one/exec", params=params, protocols=named) as socket:
        assert socket.protocol == named[0]
        await talk(socket)
        async for message in socket:
            heard[message.data[0]] += message.data[1:]
    return Heard(heard[STDOUT], heard[STDERR], json.loads(heard[ERROR]))


@pytest.mark.parametrize("protocol", ["v4", "v5"])
def test_output_errors_and_exit_code_come_on_their_channels(protocol: str) -> None:
    command = [("command", word) for word in ("sh", "-c", "echo out; echo err >&2; exit 2")]
    heard = converse(command, protocol=protocol)
    assert (heard.out, heard.err, heard.status["reason"]) == (b"out\n", b"err\n", "NonZeroExitCode")


def test_input_ends_when_its_channel_is_closed() -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        await socket.send_bytes(bytes((STDIN,)) + b"a\n")
        await socket.send_bytes(bytes((STDIN,)) + b"b\n")
        await socket.send_bytes(END_OF_INPUT)

    heard = converse([("command", "cat"), ("stdin", "true")], talk)
    assert (heard.out, heard.status["status"]) == (b"a\nb\n", "Success")


def test_a_shell_answers_line_by_line() -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        await socket.send_bytes(bytes((STDIN,)) + b"cd /tmp; pwd\n")
        assert (await socket.receive_bytes()) == bytes((STDOUT,)) + b"/tmp\n"
        await socket.send_bytes(bytes((STDIN,)) + b"pwd; exit 5\n")

    heard = converse([("command", "sh"), ("stdin", "true")], talk, "v4")
    assert (heard.out, heard.status["status"]) == (b"/tmp\n", "Failure")


def test_a_terminal_shows_what_is_typed() -> None:
    async def talk(socket: ClientWebSocketResponse) -> None:
        for letter in (b"l", b"x", b"\x7f", b"s", b" /tmp", b"\r", b"\x04"):
            await socket.send_bytes(bytes((STDIN,)) + letter)

    heard = converse([("command", "sh"), ("stdin", "true"), ("tty", "true")], talk)
    assert heard.out == b"/ # lx\b \bs /tmp\r\n/ # "
    assert heard.status["status"] == "Success"


def test_a_pod_that_is_not_there_is_refused_before_the_stream_begins() -> None:
    async def run() -> int:
        async with client(None, AUTHORIZED) as session:
            with pytest.raises(WSServerHandshakeError) as refused:
                await session.ws_connect(f"{PODS}/none/exec", params={"command": "ls"})
            return refused.value.status

    assert asyncio.run(run()) == 404


PROBED = {
    **POD,
    "spec": {
        "containers": [
            {
                "name": "a",
                "image": "httpd",
                "readinessProbe": {
                    "httpGet": {"path": "/index.html", "port": 80},
                    "periodSeconds": 1,
                    "failureThreshold": 1,
                },
            }
        ]
    },
}
PAGE = "/usr/local/apache2/htdocs/index.html"


def test_who_watches_is_told_what_a_command_sets_off_and_the_stream_ends() -> None:
    async def run() -> list[bool]:
        gateway = Gateway(Cluster(nodes=("a",)))
        ask(gateway, "POST", PODS, PROBED)
        gateway.cluster.settle()
        since = {"watch": "1", "resourceVersion": str(gateway.cluster.store.revision)}
        async with client(gateway, AUTHORIZED, connections=2) as session:
            async with session.get(PODS, params=since) as ended:
                assert await ended.content.read() == b""
            async with session.get(PODS, params=since) as held:
                for words in (["true"], ["rm", PAGE]):
                    await _listen(session, [("command", word) for word in words], say_nothing, "v5")
                pods = [json.loads(line)["object"] async for line in held.content]
        return [pod["status"]["containerStatuses"][0]["ready"] for pod in pods]

    assert asyncio.run(asyncio.wait_for(run(), 30)) == [False]
