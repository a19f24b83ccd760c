"""What a pod asks for in all."""

from __future__ import annotations

from typing import Any

from k8slab.objects import resources


def container(cpu: str = "", memory: str = "", **more: Any) -> dict[str, Any]:
    asked = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value}
    return {"resources": {"requests": asked}, **more}


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": list(containers), **spec}}


def test_containers_are_added_up() -> None:
    both = pod(container("250m", "64Mi"), container("1", "1Gi"))
    assert resources.totals(both, "requests") == {"cpu": "1250m", "memory": "1088Mi"}
    assert resources.requests(both) == {"cpu": 1250, "memory": 1088 * 2**20}


def test_the_largest_init_container_counts_if_it_asks_for_more() -> None:
    waiting = [container("2", "10Mi"), container("1")]
    assert resources.totals(pod(container("500m", "64Mi"), initContainers=waiting), "requests") == {
        "cpu": "2",
        "memory": "64Mi",
    }


def test_a_sidecar_runs_beside_the_containers() -> None:
    sidecar = container("100m", restartPolicy="Always")
    assert resources.totals(pod(container("500m"), initContainers=[sidecar]), "requests") == {"cpu": "600m"}


def test_one_container_is_shown_as_it_was_written() -> None:
    assert resources.totals(pod(container("0.5", "1024Mi")), "requests") == {"cpu": "0.5", "memory": "1024Mi"}
    assert resources.totals(pod({}), "limits") == {}
