"""The server behind its socket: who gets in, what is too large, what streams do."""

from __future__ import annotations

import asyncio
import io
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector

from k8slab.errors import K8slabError
from k8slab.sim.cluster import Cluster
from k8slab.sim.http import tls
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.server import Server

TOKEN = "secret"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "one"},
    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
}
JSON = {"Content-Type": "application/json"}
MEBIBYTE = 1024 * 1024
PODS = "/api/v1/namespaces/default/pods"


@asynccontextmanager
async def server(gateway: Gateway | None = None) -> AsyncIterator[tuple[str, ssl.SSLContext]]:
    """The URL of a new server, and whom to trust."""
    identity = tls.new_identity()
    trust = ssl.create_default_context(cadata=identity.authority.decode())
    async with Server(gateway or Gateway(Cluster()), TOKEN).listening(tls.server_context(identity)) as port:
        yield f"https://127.0.0.1:{port}", trust


@asynccontextmanager
async def client(
    gateway: Gateway | None = None, headers: dict[str, str] | None = None, connections: int = 1
) -> AsyncIterator[ClientSession]:
    """A client of a new server."""
    named = AUTHORIZED if headers is None else headers
    async with server(gateway) as (url, trust):
        connector = TCPConnector(ssl=trust, limit=connections)
        async with ClientSession(url, connector=connector, headers=named) as session:
            yield session


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(_awaited(test()), timeout=30))


async def _awaited(test: Awaitable[None]) -> None:
    await test


async def get(session: ClientSession, path: str, **options: Any) -> tuple[int, Any]:
    async with session.get(path, **options) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN}],
)
def test_nobody_gets_in_without_the_token(headers: dict[str, str]) -> None:
    async def test() -> None:
        async with client(headers=headers) as session:
            for path in ("/api/v1/pods", "/k8slab/v1/cluster", "/healthz"):
                status, told = await get(session, path)
                assert (status, told["message"], told["reason"]) == (401, "Unauthorized", "Unauthorized")

    run(test)


def test_a_body_of_three_mebibytes_is_the_most() -> None:
    async def test() -> None:
        async with client() as session:
            for size, status in ((3 * MEBIBYTE, 400), (3 * MEBIBYTE + 1, 413), (9 * MEBIBYTE, 413)):
                body = io.BytesIO(b" " * size)
                async with session.post(PODS, data=body, headers=JSON) as sent:
                    assert sent.status == status
            assert (await get(session, PODS))[0] == 200

    run(test)


def test_a_watch_is_ended_when_the_cluster_has_settled_and_held_when_opened_again() -> None:
    async def test() -> None:
        async with client() as session:
            async with session.post(PODS, json=POD) as created:
                assert created.status == 201
            async with session.get(PODS, params={"watch": "1"}) as stream:
                events = [json.loads(line) async for line in stream.content]
            assert events[-1]["object"]["status"]["phase"] == "Running"
            seen = events[-1]["object"]["metadata"]["resourceVersion"]
            again = {"watch": "1", "resourceVersion": seen, "timeoutSeconds": "1"}
            before = asyncio.get_running_loop().time()
            async with session.get(PODS, params=again) as stream:
                assert [line async for line in stream.content] == []
            assert asyncio.get_running_loop().time() - before >= 1

    run(test)


def test_a_passive_stream_sees_what_others_do() -> None:
    async def test() -> None:
        async with (
            client(connections=2) as session,
            session.get(PODS, params={"watch": "1"}, headers={"X-K8slab-Passive": "true"}) as stream,
        ):
            async with session.post(PODS, json=POD) as created:
                assert created.status == 201
            assert json.loads(await stream.content.readline())["type"] == "ADDED"

    run(test)


def test_a_live_clock_goes_on_after_an_instant_that_had_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(Cluster(), clock="live:1000")
    elapsed, moves = gateway.timekeeper.elapsed, []

    def stumble(seconds: float) -> None:
        moves.append(seconds)
        if len(moves) == 1:
            raise K8slabError("events without end")
        elapsed(seconds)

    monkeypatch.setattr(gateway.timekeeper, "elapsed", stumble)

    async def test() -> None:
        async with client(gateway):
            while gateway.cluster.clock.now < 100:
                await asyncio.sleep(0.01)

    run(test)


def test_with_a_live_clock_time_goes_on_by_itself() -> None:
    async def test() -> None:
        async with client(Gateway(Cluster(), clock="live:1000")) as session:
            async with session.post(PODS, json=POD) as created:
                assert created.status == 201
            async with session.get(PODS, params={"watch": "1"}) as stream:
                async for line in stream.content:
                    if json.loads(line)["object"]["status"]["phase"] == "Running":
                        break

    run(test)


def test_open_streams_end_when_the_server_does() -> None:
    async def test() -> None:
        passive = {"X-K8slab-Passive": "true", **AUTHORIZED}
        async with AsyncExitStack() as stack:
            async with server() as (url, trust):
                session = ClientSession(url, connector=TCPConnector(ssl=trust), headers=passive)
                await stack.enter_async_context(session)
                stream = await stack.enter_async_context(session.get(PODS, params={"watch": "1"}))
            assert [line async for line in stream.content] == []

    run(test)


class Broken(Gateway):
    """A gateway with a mistake in it."""

    def request(self, *arguments: Any, **options: Any) -> Any:
        raise ZeroDivisionError("division by zero")


def test_a_mistake_of_the_server_is_an_error_500_and_no_end(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with client(gateway=Broken(Cluster())) as session:
            for _ in range(2):
                status, told = await get(session, PODS)
                assert (status, told["message"]) == (500, "Internal error occurred: division by zero")

    run(test)
    assert "ZeroDivisionError" in caplog.text


def test_a_port_that_is_taken_is_told() -> None:
    async def test() -> None:
        identity = tls.new_identity()
        context = tls.server_context(identity)
        async with Server(Gateway(Cluster()), TOKEN).listening(context) as port:
            with pytest.raises(K8slabError, match=f"cannot listen on 127.0.0.1, port {port}"):
                async with Server(Gateway(Cluster()), TOKEN).listening(context, port):
                    pass

    run(test)


def test_the_query_is_decoded() -> None:
    async def test() -> None:
        async with client() as session:
            status, told = await get(session, PODS, params={"labelSelector": "a b c"})
            assert (status, told["message"]) == (
                400,
                "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
            )

    run(test)
