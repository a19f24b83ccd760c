"""Every notebook as an instructor's CI runs it: strict nbval compares all outputs.

Building the course again (test_built_course.py) runs them a second time.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from k8slab.course.lesson import files_under

ROOT = Path(__file__).parents[2]
STRICT = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-p", "no:cacheprovider", "-q"]


@pytest.mark.parametrize("folder", ["course", "solutions"])
def test_every_output_of_every_notebook_comes_out_the_same(folder: str, tmp_path: Path) -> None:
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")
    notebooks = [str(path) for path in files_under(ROOT / folder) if path.suffix == ".ipynb"]
    command = [sys.executable, "-m", "pytest", "-c", str(settings), "--rootdir", str(ROOT), *STRICT]
    run = subprocess.run(
        [*command, *notebooks], cwd=ROOT, capture_output=True, text=True, check=False, env=plain()
    )
    assert run.returncode == 0, f"{run.stdout[-8000:]}{run.stderr[-2000:]}"


def plain() -> dict[str, str]:
    """The environment without what pytest adds and without a cluster or a name of the author's."""
    return {
        key: value
        for key, value in os.environ.items()
        if not re.match("PYTEST|KUBECONFIG|K8SLAB_|JUPYTERHUB_", key)
    }
