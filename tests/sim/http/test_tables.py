"""The same objects in other shapes."""

from __future__ import annotations

import pytest

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import TABLE, ask, content


def test_items_do_not_repeat_their_kind(gateway: Gateway) -> None:
    answer = content(ask(gateway, "GET", "/api/v1/nodes"))
    assert (answer["kind"], answer["apiVersion"]) == ("NodeList", "v1")
    assert list(answer["items"][0])[:1] == ["metadata"]


def test_a_table_has_cells_and_the_objects_metadata(gateway: Gateway) -> None:
    table = content(ask(gateway, "GET", "/api/v1/nodes", accept=TABLE))
    assert table["kind"] == "Table"
    assert [column["name"] for column in table["columnDefinitions"]][:2] == ["Name", "Status"]
    assert [row["cells"][:2] for row in table["rows"]] == [[f"k8s-m{n}", "Ready"] for n in (1, 2, 3)]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


@pytest.mark.parametrize(
    ("include", "kind"), [("None", None), ("Metadata", "PartialObjectMetadata"), ("Object", "Node")]
)
def test_a_table_includes_what_is_asked_for(gateway: Gateway, include: str, kind: str | None) -> None:
    table = content(ask(gateway, "GET", "/api/v1/nodes", query={"includeObject": include}, accept=TABLE))
    obj = table["rows"][0]["object"]
    assert (obj and obj["kind"]) == kind


def test_metadata_alone(gateway: Gateway) -> None:
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    answer = content(ask(gateway, "GET", "/api/v1/nodes", accept=accept))
    assert answer["kind"] == "PartialObjectMetadataList"
    assert set(answer["items"][0]) == {"kind", "apiVersion", "metadata"}


def test_an_error_is_a_status_whatever_was_asked_for(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/api/v1/nodes/none", accept=TABLE))["kind"] == "Status"
