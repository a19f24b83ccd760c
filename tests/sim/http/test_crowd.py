"""Many clients at once: whoever watches sees every change once and in order."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientSession

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, config_map
from tests.sim.http.test_server import client

WATCHERS, WRITERS, ROUNDS = 60, 40, 3
LONGEST_SECONDS = 120
MERGE = {"Content-Type": "application/merge-patch+json"}
LAST = "the-last-one"
Seen = list[tuple[str, str, int]]


async def write(session: ClientSession, writer: int) -> None:
    """Create, change and delete objects of one's own."""
    for number in range(ROUNDS):
        name = f"of-{writer}-{number}"
        async with session.post(CONFIG_MAPS, json=config_map(name)) as response:
            assert response.status == 201
        patch = json.dumps({"data": {"key": "changed"}})
        async with session.patch(f"{CONFIG_MAPS}/{name}", data=patch, headers=MERGE) as response:
            assert response.status == 200
        async with session.delete(f"{CONFIG_MAPS}/{name}") as response:
            assert response.status == 200


async def watch(session: ClientSession, since: int) -> Seen:
    """All events until the last object comes; a stream that ends is opened again where it was."""
    seen: Seen = []
    while not any(name == LAST for _, name, _ in seen):
        query = {"watch": "true", "resourceVersion": str(seen[-1][2] if seen else since)}
        async with session.get(CONFIG_MAPS, params=query) as response:
            assert response.status == 200
            async for line in response.content:
                seen.append(told(json.loads(line)))
    return seen


def told(event: dict[str, Any]) -> tuple[str, str, int]:
    metadata = event["object"]["metadata"]
    return event["type"], metadata["name"], int(metadata["resourceVersion"])


async def crowd(gateway: Gateway) -> list[Seen]:
    since = gateway.cluster.store.revision
    async with client(gateway, connections=WATCHERS + WRITERS) as session:
        watching = [asyncio.create_task(watch(session, since)) for _ in range(WATCHERS)]
        await asyncio.gather(*(write(session, writer) for writer in range(WRITERS)))
        async with session.post(CONFIG_MAPS, json=config_map(LAST)) as response:
            assert response.status == 201
        return await asyncio.gather(*watching)


def test_a_hundred_clients_write_and_watch_and_every_watcher_sees_every_change_once_and_in_order() -> None:
    gateway = Gateway(Cluster())
    start = len(gateway.cluster.store.log)
    seen = asyncio.run(asyncio.wait_for(crowd(gateway), LONGEST_SECONDS))
    happened = [
        (change.type, meta.name(change.object), change.revision)
        for change in gateway.cluster.store.log[start:]
        if change.kind is kinds.CONFIG_MAP and meta.namespace(change.object) == "default"
    ]
    assert len(happened) == WRITERS * ROUNDS * 3 + 1
    assert [each == happened for each in seen] == [True] * WATCHERS
