"""A notebook with a dashboard where there is no page: run, compared strictly, made into HTML."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

ROOT = Path(__file__).parents[2]
STRICT = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
CELLS = (
    "from k8slab import Lab\nlab = Lab()\nlab.kubectl('create deploy web --image=nginx')\nlab.settle()",
    "lab.dashboard()",
)
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """Run once, as whoever wrote it did."""
    ran = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(ran, kernel_name="python3", store_widget_state=False).execute()
    path = tmp_path_factory.mktemp("notebooks") / "dashboard.ipynb"
    nbformat.write(ran, path)
    return path


@pytest.fixture(scope="module")
def shown(notebook):
    """What the dashboard's cell put out."""
    return nbformat.read(notebook, 4).cells[1].outputs[0].data


def test_the_pictures_stand_beside_the_widget(shown):
    assert WIDGET in shown
    assert "<img " in shown["text/html"]
    assert re.search(r"web-\w+-\w+ +#1 on k8s-m", shown["text/plain"])


def test_a_strict_comparison_finds_no_difference(notebook):
    command = [sys.executable, "-m", "pytest", *STRICT, "--rootdir", str(notebook.parent), str(notebook)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "2 passed" in found.stdout


def test_a_page_made_from_the_notebook_shows_the_pictures(notebook, shown):
    page, _ = HTMLExporter().from_filename(str(notebook))
    assert page.count('src="data:image/svg+xml') == shown["text/html"].count("<img ")
    assert f"<pre>{shown['text/plain'].splitlines()[0]}" in page
