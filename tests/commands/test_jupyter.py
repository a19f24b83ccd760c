import json
import socket
from pathlib import Path

import pytest

from k8slab.commands import jupyter
from k8slab.errors import K8slabError


def test_jupyterlab_listens_on_loopback(tmp_path):
    command = jupyter.command(tmp_path, 8890, browser=False)
    assert command[1:4] == ["-m", "jupyter", "lab"]
    assert {"--ServerApp.ip=127.0.0.1", "--ServerApp.port=8890", "--no-browser"} <= set(command)
    assert "--no-browser" not in jupyter.command(tmp_path, 8890, browser=True)


def test_jupyterlab_gets_the_extension_for_tables(tmp_path):
    command = jupyter.command(tmp_path, 8890, browser=False)
    (option,) = [word for word in command if word.startswith("--LabApp.extra_labextensions_path=")]
    extension = Path(option.partition("=")[2]) / "k8slab-tables"
    built = json.loads((extension / "package.json").read_text("utf-8"))["jupyterlab"]["_build"]
    assert (extension / built["load"]).is_file()


def test_the_token_is_printed_and_handed_over_where_other_users_cannot_read_it(monkeypatch, tmp_path, capsys):
    started = []
    monkeypatch.setattr(jupyter, "_run", lambda *arguments: started.append(arguments) or 0)
    assert jupyter.open_lab(tmp_path, 8890, browser=False) == 0
    ((command, course, environment),) = started
    token = environment["JUPYTER_TOKEN"]
    assert f"http://127.0.0.1:8890/lab?token={token}\n" in capsys.readouterr().out
    assert (course, any(token in word for word in command)) == (tmp_path, False)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(K8slabError, match="expected a folder of notebooks"):
        jupyter.open_lab(tmp_path / "nothing", 8890, browser=False)


@pytest.mark.parametrize("place", [".", "k8slab/_course"])
def test_the_course_of_the_repository_or_the_package_is_copied_for_the_learner(monkeypatch, tmp_path, place):
    monkeypatch.setattr(jupyter, "PACKAGE", tmp_path / "k8slab")
    source, here = tmp_path / place / "course", tmp_path / "here"
    source.mkdir(parents=True)
    (source / "01.ipynb").write_text('{"cells": []}')
    own = jupyter.course_folder(here)
    assert own == here / "k8slab-course" / "course"
    assert [path.name for path in own.iterdir()] == ["01.ipynb"]


def test_a_notebook_that_stays_behind_the_course_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(jupyter, "PACKAGE", tmp_path / "k8slab")
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "01.ipynb").write_text('{"cells": []}')
    own = jupyter.course_folder(tmp_path) / "01.ipynb"
    own.write_text("with my notes")
    jupyter.course_folder(tmp_path)
    assert capsys.readouterr().out == ""
    (tmp_path / "course" / "01.ipynb").write_text('{"cells": [], "nbformat": 4}')
    jupyter.course_folder(tmp_path)
    assert f"Kept as you have changed it, though the course has a newer one: {own}" in capsys.readouterr().out
    assert own.read_text() == "with my notes"


def test_without_a_course_the_error_says_how_to_make_it(monkeypatch, tmp_path):
    monkeypatch.setattr(jupyter, "PACKAGE", tmp_path / "k8slab")
    with pytest.raises(K8slabError, match="make course"):
        jupyter.course_folder(tmp_path)


def test_a_port_that_is_taken_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert jupyter.free_port(port) > port


def test_exercises_beside_the_course_are_shown_too(tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    assert jupyter.shown_folder(course) == course
    (tmp_path / "exercises").mkdir()
    assert jupyter.shown_folder(course) == tmp_path
