"""What checks ask about ZooKeeper's servers."""

from typing import Any

import pytest

from k8slab.checks import Unmet
from k8slab.checks.zookeeper import counts_servers, place_of, runs_zookeeper


def pod(*command: str, image: str = "kubebiz/zookeeper:3.4.10", **container: Any) -> dict[str, Any]:
    main = {"name": "main", "image": image, "command": list(command), **container}
    return {"metadata": {"name": "zk-0", "namespace": "ns"}, "spec": {"containers": [main]}}


def test_a_slip_in_the_name_of_the_image_is_told() -> None:
    runs_zookeeper(pod())
    with pytest.raises(Unmet, match="expected a container of the image kubebiz/zookeeper, found kubebiz/zoo"):
        runs_zookeeper(pod(image="kubebiz/zookeper:3.4.10"))


def test_the_number_of_servers_may_stand_in_the_command_or_in_its_arguments() -> None:
    counts_servers(pod("sh", "-c", "start-zookeeper --servers=3 --heap=512M"), "", 3)
    counts_servers(pod("start-zookeeper", args=["--servers=4"]), "", 3, 4)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (("sh", "-c", "start-zookeeper --servers=5"), "--servers=5"),
        ((), "no --servers"),
        (("start-zookeeper", "--servers=3", "--servers=4"), "--servers=3, --servers=4"),
    ],
)
def test_another_number_or_none_is_told_with_its_place(command: tuple[str, ...], found: str) -> None:
    with pytest.raises(Unmet, match=f"expected --servers=3, found {found}") as unmet:
        counts_servers(pod(*command), place_of(pod()), 3)
    assert unmet.value.where == "pod zk-0, namespace ns"
