"""Pulls that are slow or fail, as the API shows them."""

from __future__ import annotations

import pytest

from k8slab.sim import kinds
from tests.sim.faults.ward import Manifest, Ward
from tests.sim.http.asking import ask

IMAGE = "nginx:1.27"
PULLING = (0.6, f'Pulling: Pulling image "{IMAGE}"')
REFUSED = (
    f'rpc error: code = DeadlineExceeded desc = failed to pull and unpack image "{IMAGE}": failed to resolve '
    f'reference "{IMAGE}": failed to do request: Head '
    '"https://registry-1.docker.io/v2/library/nginx/manifests/1.27": dial tcp 192.0.2.1:443: i/o timeout'
)


def waiting(pod: Manifest) -> str:
    status = (pod["status"].get("containerStatuses") or [{"state": {}}])[0]
    return str((status["state"].get("waiting") or {"reason": next(iter(status["state"]), "")})["reason"])


def pulls(ward: Ward, name: str) -> list[tuple[float, str]]:
    return [each for each in ward.events(name) if each[1].startswith(("Pull", "Failed", "BackOff"))]


def test_a_slow_pull_takes_its_time_and_the_pod_waits_for_it(ward: Ward) -> None:
    ward.fault("slow-pull", image=IMAGE, takes=90)
    ward.pod("one")
    ward.settle()
    took = "1m30s (1m30s including waiting). Image size: 72000000 bytes."
    assert pulls(ward, "one") == [PULLING, (90.6, f'Pulled: Successfully pulled image "{IMAGE}" in {took}')]
    assert ward.story(kinds.POD, "one", waiting)[-2:] == [(0.0, "ContainerCreating"), (90.8, "running")]


def test_a_slow_pull_that_is_lifted_ends_at_once(ward: Ward) -> None:
    ward.fault("slow-pull", image=IMAGE, takes=3600, seconds=10)
    ward.pod("one")
    ward.settle()
    assert pulls(ward, "one")[-1][0] == 10.0


def test_a_pull_under_way_becomes_slow(ward: Ward) -> None:
    ward.pod("one")
    ward.advance(1)
    ward.fault("slow-pull", image=IMAGE, takes=60)
    ward.settle()
    assert pulls(ward, "one")[-1][0] == 60.6


def test_a_failing_pull_backs_off_and_succeeds_at_its_next_try(ward: Ward) -> None:
    fault = ward.fault("failing-pull", image=IMAGE)
    ward.pod("one")
    ward.settle()
    ward.lift(fault["id"])
    ward.settle()
    assert pulls(ward, "one") == [
        PULLING,
        (30.6, f'Failed: Failed to pull image "{IMAGE}": {REFUSED}'),
        (30.6, "Failed: Error: ErrImagePull"),
        (31.6, f'BackOff: Back-off pulling image "{IMAGE}"'),
        (31.6, "Failed: Error: ImagePullBackOff"),
        (40.6, PULLING[1]),
        (
            42.1,
            f'Pulled: Successfully pulled image "{IMAGE}" in 1.5s (1.5s including waiting). '
            "Image size: 72000000 bytes.",
        ),
    ]
    assert ward.story(kinds.POD, "one", waiting)[-3:] == [
        (30.6, "ErrImagePull"),
        (31.6, "ImagePullBackOff"),
        (42.3, "running"),
    ]


def test_a_pull_that_fails_is_waited_for_however_early_the_fault_is_lifted(ward: Ward) -> None:
    ward.fault("failing-pull", image=IMAGE, seconds=31)
    ward.pod("one")
    ward.settle()
    assert pulls(ward, "one")[-1][0] == 42.1


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("not found", f"{IMAGE}: not found"),
        ("rate-limit", "/v2/library/nginx/manifests/1.27: 429 Too Many Requests"),
        ("unauthorized", "unexpected status: 401 Unauthorized"),
    ],
)
def test_a_registry_refuses_for_different_reasons(ward: Ward, why: str, words: str) -> None:
    ward.fault("failing-pull", image=IMAGE, why=why)
    ward.pod("one")
    ward.settle()
    failed = next(text for _, text in pulls(ward, "one") if text.startswith("Failed: Failed to pull"))
    assert failed.endswith(words)


def test_only_the_node_that_is_named_suffers(ward: Ward) -> None:
    ward.fault("failing-pull", image="docker.io/library/nginx:1.27", node="a")
    for name in ("a", "b"):
        ward.pod(f"on-{name}", spec={"nodeName": name})
    ward.settle()
    assert [waiting(ward.get(kinds.POD, f"on-{each}")) for each in "ab"] == ["ImagePullBackOff", "running"]


def test_a_node_that_holds_the_image_does_without_a_pull(ward: Ward) -> None:
    ward.pod("one", spec={"nodeName": "a"})
    ward.settle()
    ward.fault("failing-pull", image=IMAGE)
    ward.pod("two", spec={"nodeName": "a"})
    ward.pod("always", spec={"nodeName": "a"}, imagePullPolicy="Always")
    ward.settle()
    assert waiting(ward.get(kinds.POD, "two")) == "running"
    assert waiting(ward.get(kinds.POD, "always")) == "ImagePullBackOff"


def test_what_is_no_image_is_refused(ward: Ward) -> None:
    assert 'couldn\'t parse image name "Nginx"' in ward.refused("slow-pull", image="Nginx")
    assert "why: one of not found, denied," in ward.refused("failing-pull", image=IMAGE, why="bad luck")
    assert "takes: 0.001 or more, found 0" in ward.refused("slow-pull", image=IMAGE, takes=0)


def test_a_pull_that_was_given_up_for_another_image_does_not_come_back(ward: Ward) -> None:
    """The pod's image is changed to what is no image while the first one is being pulled."""
    ward.fault("slow-pull", image=IMAGE, takes=3600)
    ward.pod("one")
    ward.advance(5)
    path, kind = "/api/v1/namespaces/default/pods/one", "application/strategic-merge-patch+json"
    body = {"spec": {"containers": [{"name": "main", "image": "NoImage"}]}}
    assert ask(ward.gateway, "PATCH", path, body, content_type=kind).status == 200
    ward.settle()
    ward.lift()
    ward.settle()
    shown = ward.story(kinds.POD, "one", waiting)
    assert "running" not in [state for _, state in shown]
