import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[3]
DESCRIPTIONS = ROOT / "k8slab" / "sim" / "kinds" / "descriptions.json"


def test_the_descriptions_of_columns_are_those_of_the_kubernetes_package(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("columns", ROOT / "tools" / "build_column_descriptions.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.build(tmp_path / "descriptions.json")
    assert (tmp_path / "descriptions.json").read_bytes() == DESCRIPTIONS.read_bytes()
