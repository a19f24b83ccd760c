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
        ("nginx:1.161", False),
        ("kubebiz/zookeeper:3.5.8", True),
        ("kubebiz/zookeeper:3.5.88", False),
        ("nginx:sometag", False),
        ("nginx:1.16.1", True),
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


def test_a_command_replaces_what_the_image_does() -> None:
    crashing = {"image": "k8slab/crashing"}
    assert Catalogue().behaviour(crashing).runs_for == 2.0
    assert Catalogue().behaviour({**crashing, "command": ["sleep", "5"]}).runs_for is None


def test_an_init_container_without_a_process_ends_by_itself() -> None:
    assert Image(has_process=False).once().runs_for is not None
    assert Image().once().runs_for is None
