"""Which moment a list shows; the numbers are the guarantees of k8slab.sim.http.versions."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, ask, config_map, content, names, watch


def listed(gateway: Gateway, **query: str) -> Response:
    return ask(gateway, "GET", CONFIG_MAPS, query=query)


@pytest.fixture
def version(gateway: Gateway) -> str:
    """The version between the creation of one and that of two."""
    ask(gateway, "POST", CONFIG_MAPS, config_map("one"))
    between: Any = content(listed(gateway))["metadata"]["resourceVersion"]
    ask(gateway, "POST", CONFIG_MAPS, config_map("two"))
    return str(between)


@pytest.mark.parametrize("match", [{}, {"resourceVersionMatch": "NotOlderThan"}])
def test_a_version_is_the_least_that_is_shown_1(
    gateway: Gateway, version: str, match: dict[str, str]
) -> None:
    assert {"one", "two"} <= set(names(listed(gateway, resourceVersion=version, **match)))


@pytest.mark.parametrize("query", [{"resourceVersionMatch": "Exact"}, {"limit": "10"}])
def test_exactly_that_version_is_shown_2(gateway: Gateway, version: str, query: dict[str, str]) -> None:
    answer = listed(gateway, resourceVersion=version, **query)
    assert "one" in names(answer)
    assert "two" not in names(answer)
    assert content(answer)["metadata"]["resourceVersion"] == version


def test_a_page_shows_the_moment_of_the_first_3(gateway: Gateway, version: str) -> None:
    token = content(listed(gateway, limit="1"))["metadata"]["continue"]
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/two")
    assert "two" in names(listed(gateway, **{"continue": token}))


def test_a_version_of_the_future_is_refused_4(gateway: Gateway, version: str) -> None:
    answer = listed(gateway, resourceVersion="99999")
    assert (answer.status, content(answer)["reason"]) == (504, "Timeout")
    assert content(answer)["message"].startswith("Timeout: Too large resource version: 99999, current: ")
    assert content(answer)["details"]["causes"][0]["reason"] == "ResourceVersionTooLarge"


def test_a_forgotten_moment_is_gone_4(gateway: Gateway, version: str) -> None:
    token = content(listed(gateway, limit="1"))["metadata"]["continue"]
    ask(gateway, "POST", CONFIG_MAPS, config_map("three"))
    ask(gateway, "POST", CONFIG_MAPS, config_map("four"))
    del gateway.cluster.store.log[:-1]
    answer = listed(gateway, **{"continue": token})
    assert (answer.status, content(answer)["reason"]) == (410, "Expired")
    assert content(answer)["message"].startswith(
        "The provided continue parameter is too old to display a consistent list result. You can start a new "
        "list without the continue parameter, or use the continue token in this response"
    )


def test_who_can_do_without_the_forgotten_moment_goes_on_with_the_present_4(
    gateway: Gateway, version: str
) -> None:
    token = content(listed(gateway, limit="1"))["metadata"]["continue"]
    ask(gateway, "POST", CONFIG_MAPS, config_map("tomorrow"))
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/two")
    del gateway.cluster.store.log[:-1]
    gone = content(listed(gateway, **{"continue": token}))
    rest = names(listed(gateway, **{"continue": gone["metadata"]["continue"]}))
    assert "tomorrow" in rest
    assert "two" not in rest


def test_initial_events_as_of_a_moment_of_the_future_are_refused_4(gateway: Gateway, version: str) -> None:
    query = {"watch": "1", "resourceVersion": "99999", "resourceVersionMatch": "NotOlderThan"}
    answer = ask(gateway, "GET", CONFIG_MAPS, query={**query, "sendInitialEvents": "true"})
    assert (answer.status, content(answer)["reason"]) == (504, "Timeout")


def test_a_watch_from_the_future_tells_nothing_of_what_comes_before(gateway: Gateway, version: str) -> None:
    stream = watch(gateway, CONFIG_MAPS, {"resourceVersion": str(gateway.cluster.store.revision + 1)})
    ask(gateway, "POST", CONFIG_MAPS, config_map("untold"))
    ask(gateway, "POST", CONFIG_MAPS, config_map("told"))
    assert b"untold" not in (told := stream.pull())
    assert b"told" in told


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"resourceVersionMatch": "Exact"},
            "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
        ),
        (
            {"resourceVersionMatch": "Exact", "resourceVersion": "0"},
            'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
        (
            {"resourceVersionMatch": "Some", "resourceVersion": "1"},
            'Unsupported value: "Some": supported values: "Exact", "NotOlderThan", ""',
        ),
    ],
)
def test_matches_that_make_no_sense_are_refused(
    gateway: Gateway, query: dict[str, str], message: str
) -> None:
    answer = listed(gateway, **query)
    assert answer.status == 422
    assert content(answer)["message"] == (
        f'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: {message}'
    )
