"""The NFS servers' guarantees, as numbered in the docstring."""

from __future__ import annotations

import pytest

from k8slab.sim.storage import NfsServers

SERVER = "192.168.2.140"
MISSING = (
    "mount.nfs: mounting 192.168.2.140:/data/b failed, reason given by server: No such file or directory"
)


@pytest.fixture
def servers() -> NfsServers:
    return NfsServers(lambda: 0.0)


def test_1_an_undeclared_server_has_every_directory(servers: NfsServers) -> None:
    assert servers[SERVER].refusal("/anything") == ""


def test_2_a_declared_server_has_what_it_exports(servers: NfsServers) -> None:
    servers.declare(SERVER, ["/data/a/"])
    assert servers[SERVER].refusal("/data/a") == ""
    assert servers[SERVER].refusal("/data/b") == MISSING
    assert servers["other.example.com"].refusal("/data/b") == ""


def test_2_and_what_was_made_below(servers: NfsServers) -> None:
    servers.declare(SERVER, ["/data"])
    assert servers[SERVER].refusal("/data/b") == MISSING
    servers[SERVER].files.make_directory("/data/b")
    assert servers[SERVER].refusal("/data/b") == ""


def test_2_who_waits_hears_of_a_directory_that_is_made(servers: NfsServers) -> None:
    servers.declare(SERVER, ["/data"])
    told: list[str] = []
    servers.subscribe(lambda: told.append("news"))
    servers[SERVER].files.make_directory("/data/b")
    assert told == ["news"]


def test_2_data_outlive_a_new_declaration(servers: NfsServers) -> None:
    servers.declare(SERVER, ["/data"])
    mount = servers[SERVER].mount("/data")
    mount.volume.write("/data/file", b"kept")
    servers.declare(SERVER, [])
    servers.declare(SERVER, ["/data"])
    assert servers[SERVER].files.entries["/data/file"].content == b"kept"


def test_3_a_stopped_server_does_not_answer(servers: NfsServers) -> None:
    told: list[str] = []
    servers.subscribe(lambda: told.append("news"))
    servers.stop(SERVER)
    assert servers[SERVER].refusal("/data") == "mount.nfs: Connection timed out"
    assert told == []
    servers.start(SERVER)
    assert servers[SERVER].refusal("/data") == ""
    assert told == ["news"]
