"""Ours and each real kubectl, command by command, on two equal clusters: the same bytes and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from k8slab.backends.simulator import Served
from k8slab.backends.transport import HttpTransport
from tests.kubectl.comparing import compared, kubectl_of, lines_of, meet, ours, real, shares, write_manifests


@pytest.fixture
def clusters() -> Iterator[tuple[Served, Served]]:
    with Served() as one, Served() as other:
        yield one, other


@pytest.fixture
def transport(clusters: tuple[Served, Served]) -> Iterator[HttpTransport]:
    """The connection of our kubectl to its cluster."""
    with closing(HttpTransport.from_kubeconfig(clusters[1].kubeconfig)) as opened:
        yield opened


@pytest.mark.parametrize(("minor", "session"), shares())
def test_every_command_of_a_session_ends_as_with_the_real_kubectl(
    minor: int, session: str, clusters: tuple[Served, Served], transport: HttpTransport, tmp_path: Path
) -> None:
    binary, manifests = kubectl_of(minor, tmp_path), tmp_path / "manifests"
    write_manifests(manifests)
    theirs, mine = real(binary, clusters[0], manifests), ours(transport, clusters[1], manifests)
    differing = []
    for line, expected, found in compared(lines_of(session), minor, theirs, mine):
        meet(clusters)
        if expected != found:
            differing.append(f"{line.command}\nreal: {expected}\nours: {found}")
    assert not differing, "\n\n".join(differing)
