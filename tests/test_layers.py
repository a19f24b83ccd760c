"""The layers of the package, as pyproject.toml lists them."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_imports_go_downwards_only():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_module_has_its_layer():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed = {part.strip() for layer in contracts[0]["layers"] for part in layer.split("|")}
    there = {*modules(ROOT / "k8slab"), *(f"sim.{name}" for name in modules(ROOT / "k8slab" / "sim"))}
    assert there - {"sim"} == listed


def modules(folder):
    for path in folder.iterdir():
        if path.suffix == ".py" and not path.stem.startswith("__"):
            yield path.stem
        elif (path / "__init__.py").exists():
            yield path.name
