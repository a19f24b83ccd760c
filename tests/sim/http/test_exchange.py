"""Requests and responses."""

import pytest

from k8slab.sim.http.exchange import Request, warning_header


@pytest.mark.parametrize(
    ("query", "set_"),
    [
        ({"watch": "1"}, True),
        ({"watch": "true"}, True),
        ({"watch": ""}, True),
        ({"watch": "0"}, False),
        ({}, False),
    ],
)
def test_a_boolean_parameter_is_read_as_the_api_server_does(query: dict[str, str], set_: bool) -> None:
    assert Request("GET", "/", query).flag("watch") is set_


def test_the_content_type_is_the_media_type_alone() -> None:
    request = Request("POST", "/", headers={"content-type": "Application/JSON; charset=utf-8"})
    assert request.content_type == "application/json"


def test_a_warning_quotes_what_needs_quoting() -> None:
    assert warning_header('unknown field "spec.x"') == ("Warning", '299 - "unknown field \\"spec.x\\""')
