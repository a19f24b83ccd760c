"""environment.yml, pyproject.toml and constraints.txt describe one environment."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
CONDA_ONLY = {"python", "pip", "kubernetes-client"}
"""Names without a counterpart in pyproject.toml: the interpreter, the installer, the real kubectl."""


def project() -> dict[str, Requirement]:
    """What a student installs: the package's own requirements and the extras `lab` and `grade`."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = table["optional-dependencies"]
    listed = [*table["dependencies"], *extras["lab"], *extras["grade"]]
    return {canonicalize_name(item.name): item for item in map(Requirement, listed)}


def environment() -> tuple[list[str], list[str]]:
    """The conda part and the pip part of environment.yml."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(item["pip"] for item in listed if isinstance(item, dict))
    return [item for item in listed if isinstance(item, str)], pip


def conda_ranges() -> dict[str, str]:
    found = {}
    for item in environment()[0]:
        name, _, versions = item.partition(" ")
        found[name] = versions
    return found


def as_set(versions: str) -> set[str]:
    return {part.strip() for part in str(versions).split(",") if part.strip()}


def test_conda_and_pip_parts_together_are_the_projects_requirements() -> None:
    conda = {name: span for name, span in conda_ranges().items() if name not in CONDA_ONLY}
    pip = {item.name: str(item.specifier) for item in map(Requirement, environment()[1][:-1])}
    assert not conda.keys() & pip.keys()
    expected = {name: as_set(str(item.specifier)) for name, item in project().items()}
    assert {canonicalize_name(n): as_set(s) for n, s in (conda | pip).items()} == expected


def test_the_pip_part_ends_with_this_package() -> None:
    assert environment()[1][-1] == "--editable ."


def test_the_conda_part_is_valid_match_specs() -> None:
    rattler = pytest.importorskip("rattler")
    for item in environment()[0]:
        assert rattler.MatchSpec(item).name is not None


def test_the_lowest_python_is_the_same_everywhere() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert as_set(conda_ranges()["python"]) >= as_set(table["project"]["requires-python"])
    assert table["tool"]["ruff"]["target-version"] == "py311"
    assert table["tool"]["mypy"]["python_version"] == "3.11"


def pins() -> dict[str, Version]:
    """The pinned versions that hold on every platform."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    found = [re.match(r"([A-Za-z0-9._-]+)==(\S+)$", line) for line in lines]
    return {canonicalize_name(item[1]): Version(item[2]) for item in found if item}


def test_every_requirement_is_pinned_within_its_range() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = [*table["dependencies"], *sum(table["optional-dependencies"].values(), [])]
    for requirement in map(Requirement, listed):
        assert pins()[canonicalize_name(requirement.name)] in requirement.specifier, requirement
