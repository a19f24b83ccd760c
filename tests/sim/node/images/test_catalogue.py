"""Which image a reference means, and what commands make of it."""

from __future__ import annotations

import pytest

from k8slab.sim.node.images import Catalogue, Image


@pytest.mark.parametrize(
    ("reference", "pullable"),
    [
        ("nginx", True),
        ("nginx:1.24", True),
        ("docker.io/library/nginx:1.24", True),
        ("registry.example.com:5000/team/app", True),
        ("nginx:broken", False),
        ("example.com/non-existent:1", False),
        ("no-such-image", False),
        ("nginx:404", False),
        ("nginx:4041", True),
    ],
)
def test_some_names_cannot_be_pulled(reference: str, pullable: bool) -> None:
    assert Catalogue().find(reference).pullable is pullable


def test_a_row_holds_for_all_tags_that_have_none_of_their_own() -> None:
    one, all_others = Image(size=1), Image(size=2)
    images = Catalogue({"app:1": one, "app": all_others})
    assert [images.find(name).size for name in ("app:1", "app:2", "docker.io/app")] == [1, 2, 2]


def test_zookeeper_takes_nearly_all_of_its_grace_to_stop() -> None:
    image = Catalogue().find("kubebiz/zookeeper:3.4.10")
    assert image.stops_in(30) == (29, 0)


def test_an_ordinary_server_stops_at_once() -> None:
    assert Catalogue().find("example.com/app").stops_in(30) == (0.3, 0)
    assert Image(stop_seconds=5).stops_in(2) == (2, 137)


@pytest.mark.parametrize(
    ("command", "runs_for", "exit_code"),
    [
        (["sleep", "5"], 5.0, 0),
        (["sh", "-c", "sleep 0.5"], 0.5, 0),
        (["/bin/sh", "-c", "exit 3"], 0.0, 3),
        (["true"], 0.0, 0),
        (["false"], 0.0, 1),
        (["sh", "-c", "echo hello"], 0.0, 0),
        (["sh", "-c", "while true; do sleep 1; done"], None, 0),
        ([], 0.0, 0),
    ],
)
def test_simple_commands_end_by_themselves(
    command: list[str], runs_for: float | None, exit_code: int
) -> None:
    image = Catalogue().behaviour({"image": "busybox", "command": command})
    assert (image.runs_for, image.exit_code) == (runs_for, exit_code)


def test_an_init_container_ends_by_itself() -> None:
    assert Catalogue().behaviour({"image": "nginx"}, once=True).runs_for is not None
