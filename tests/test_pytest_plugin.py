"""The pytest plugin, and the page that describes it: each of its blocks is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PAGE = Path(__file__).parents[1] / "docs" / "kubernetes-api-for-tests.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
TESTS = [text for language, text in BLOCKS if language == "python" and "def test_" in text]
PROGRAMS = [text for language, text in BLOCKS if language == "python" and "def test_" not in text]
SCRIPTS = [text for language, text in BLOCKS if language == "sh"]
WORKFLOWS = [text for language, text in BLOCKS if language == "yaml"]


def run(folder: Path, *command: str) -> str:
    """What it prints. It must succeed, and warn of nothing."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONWARNINGS": "error",
    }
    environment.pop("KUBECONFIG", None)
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_every_block_of_the_page_is_run() -> None:
    assert len(TESTS) == 4
    assert len(BLOCKS) == len(TESTS) + len(PROGRAMS) + len(SCRIPTS) + len(WORKFLOWS)


def test_the_tests_of_the_page_pass_in_the_way_its_workflow_runs_them(tmp_path: Path) -> None:
    for number, text in enumerate(TESTS):
        (tmp_path / f"test_{number}.py").write_text(text)
    [workflow] = map(yaml.safe_load, WORKFLOWS)
    command = workflow["jobs"]["test"]["steps"][-1]["run"]
    said = run(tmp_path, *command.split(), "-W", "error", "--strict-markers", "-p", "no:cacheprovider")
    assert f"{''.join(TESTS).count('def test_') + 1} passed" in said


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_programs_of_the_page_run(program: str, tmp_path: Path) -> None:
    said = run(tmp_path, sys.executable, "-c", program)
    assert [line.split()[1:3] for line in said.splitlines()[-2:]] == [["1/1", "Running"]] * 2


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_of_the_page_run(script: str, tmp_path: Path) -> None:
    said = run(tmp_path, "sh", "-e", "-c", script)
    assert said.endswith('deployment "web" successfully rolled out\n2')


def test_a_cluster_ends_with_its_test_and_another_begins(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(
        """
import os
from pathlib import Path

import pytest

seen = []

@pytest.mark.parametrize("number", [1, 2])
def test_a_cluster(k8slab_cluster, number):
    assert os.environ["KUBECONFIG"] == str(k8slab_cluster.kubeconfig)
    assert not any(file.exists() for file in seen)
    seen.append(Path(k8slab_cluster.kubeconfig))
    k8slab_cluster.kubectl("create namespace one")
    assert k8slab_cluster.kubectl("get namespace one").code == 0
    assert k8slab_cluster.now == 0.0

def test_after_them():
    assert "KUBECONFIG" not in os.environ
    assert len(seen) == 2
"""
    )
    assert "3 passed" in run(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider")


def test_a_session_without_the_fixtures_loads_nothing_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text(
        """
import sys

def test_nothing_is_loaded():
    loaded = {name for name in sys.modules if name.startswith("k8slab")}
    assert loaded == {"k8slab", "k8slab.version", "k8slab.pytest_plugin"}
    assert "kubernetes" not in sys.modules
"""
    )
    assert "1 passed" in run(tmp_path, sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
