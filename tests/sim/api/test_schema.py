import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from k8slab.sim.api import schema

ROOT = Path(__file__).parents[3]
MADE_FROM = "37."


@pytest.mark.skipif(not version("kubernetes").startswith(MADE_FROM), reason="other models")
def test_generating_the_tables_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_schema.py"), str(tmp_path)], check=True)
    for name in ("schema.json", "descriptions.json"):
        assert (tmp_path / name).read_bytes() == (ROOT / "k8slab/sim/api" / name).read_bytes()


def test_every_reference_leads_to_a_definition() -> None:
    tables = json.loads((ROOT / "k8slab/sim/api/schema.json").read_bytes())
    named = [schema.reference(field.type) for name in tables for field in schema.fields(name).values()]
    assert [name for name in named if name and not schema.is_defined(name)] == []


def test_fields_know_their_type_and_whether_they_are_required() -> None:
    spec = schema.fields("io.k8s.api.apps.v1.StatefulSetSpec")
    assert spec["replicas"].type == "int32"
    assert (spec["selector"].required, spec["serviceName"].required) == (True, False)
    assert schema.reference(spec["volumeClaimTemplates"].type) == "io.k8s.api.core.v1.PersistentVolumeClaim"


def test_definitions_are_named_as_in_kubernetes() -> None:
    assert schema.definition_name("", "v1", "Pod") == "io.k8s.api.core.v1.Pod"
    assert schema.definition_name("events.k8s.io", "v1", "Event") == "io.k8s.api.events.v1.Event"
    assert schema.is_defined(schema.definition_name("apiextensions.k8s.io", "v1", "CustomResourceDefinition"))


def test_descriptions_say_what_a_field_is_for() -> None:
    said = schema.descriptions("io.k8s.api.apps.v1.StatefulSetSpec")
    assert said["podManagementPolicy"].startswith("podManagementPolicy controls how pods are created")
    assert said[""] == "A StatefulSetSpec is the specification of a StatefulSet."
