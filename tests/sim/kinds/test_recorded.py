"""The rows of the table of kinds against objects, messages and tables of a real API server."""

import json
from pathlib import Path
from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.objects.timestamps import seconds
from k8slab.sim.kinds import KINDS, POD, Kind, by_kind, find
from k8slab.sim.kinds.columns import AGE
from k8slab.sim.kinds.gates import apply_gates

RECORDED = Path(__file__).parents[2] / "golden" / "kinds"
CREATED_BY_ADMISSION = {
    "PersistentVolume": (("metadata", "finalizers"), ("status", "lastPhaseTransitionTime")),
    "PersistentVolumeClaim": (("metadata", "finalizers"),),
    "Service": (("spec", "clusterIP"), ("spec", "clusterIPs")),
}
AGES = ("Age", "Last Seen", "First Seen")


def recorded(file: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((RECORDED / file).read_text(encoding="utf-8"))
    return items


def kind_of(obj: dict[str, Any]) -> Kind:
    kind = by_kind(obj["apiVersion"], obj["kind"])
    assert kind is not None
    return kind


def without(obj: dict[str, Any], paths: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    stripped: dict[str, Any] = copy(obj)
    for part, field in paths:
        stripped.get(part, {}).pop(field, None)
    return stripped


def label(case: dict[str, Any]) -> str:
    obj = case.get("manifest") or case["object"]
    return f"{obj['kind']}-{obj['metadata'].get('name')}"


@pytest.mark.parametrize("case", recorded("defaults.json"), ids=label)
def test_a_manifest_becomes_the_object_that_the_api_server_stored(case: dict[str, Any]) -> None:
    kind, draft = kind_of(case["manifest"]), copy(case["manifest"])
    kind.default(draft)
    apply_gates(kind, draft, None, frozenset())
    kind.prepare(draft, None)
    added = CREATED_BY_ADMISSION.get(kind.kind, ())
    assert without(draft, added) == without(case["stored"], added)
    assert kind.validate(draft, None) == []


@pytest.mark.parametrize("case", recorded("defaults.json"), ids=label)
def test_defaults_change_nothing_the_second_time(case: dict[str, Any]) -> None:
    kind, again = kind_of(case["stored"]), copy(case["stored"])
    kind.default(again)
    kind.prepare(again, case["stored"])
    assert again == case["stored"]
    assert kind.validate(again, case["stored"]) == []


@pytest.mark.parametrize("case", recorded("invalid.json"), ids=lambda case: case["command"])
def test_what_is_invalid_is_refused_in_the_api_servers_words(case: dict[str, Any]) -> None:
    kind, draft, old = kind_of(case["new"]), copy(case["new"]), case["old"]
    kind.default(draft)
    apply_gates(kind, draft, old, frozenset(case.get("features", ())))
    kind.prepare(draft, old)
    messages = [str(error).rstrip("\n") for error in kind.validate(draft, old)]
    assert messages == case["errors"]


@pytest.mark.parametrize("table", recorded("tables.json"), ids=lambda table: table["path"])
def test_columns_and_cells_are_those_of_the_api_server(table: dict[str, Any]) -> None:
    kind = kind_at(table["path"])
    assert [described(column) for column in kind.columns] == table["columns"]
    for row in table["rows"]:
        now = seconds(row["object"]["metadata"]["creationTimestamp"]) + 16
        for column, cell in zip(kind.columns, row["cells"], strict=True):
            if column.name not in AGES:
                assert column.value(row["object"], now) == cell
            elif column is AGE:
                assert column.value(row["object"], now) == "16s"


def kind_at(path: str) -> Kind:
    parts = path.strip("/").split("/")
    group, version = ("", parts[1]) if parts[0] == "api" else (parts[1], parts[2])
    kind = find(group, version, parts[-1])
    assert kind is not None
    return kind


def described(column: Any) -> dict[str, Any]:
    fields = ("name", "type", "format", "description", "priority")
    return {field: getattr(column, field) for field in fields}


@pytest.mark.parametrize("case", recorded("pod_rows.json"), ids=lambda case: " ".join(case["row"]))
def test_a_pods_row_says_what_kubectl_showed(case: dict[str, Any]) -> None:
    cells = [column.value(case["pod"], 1e6) for column in POD.columns[:4]]
    assert cells == case["row"]


def test_every_kind_is_found_by_its_path_and_by_its_manifest() -> None:
    for kind in KINDS:
        assert find(kind.group, kind.version, kind.plural) is kind
        assert by_kind(kind.api_version, kind.kind) is kind
    assert find("apps", "v1", "pods") is None
    assert by_kind("apps/v1beta1", "StatefulSet") is None
