import json

import pytest

from k8slab.course.copying import copy_course, without_outputs

RUN = {
    "cells": [
        {"cell_type": "markdown", "source": "Zoë", "metadata": {}},
        {
            "cell_type": "code",
            "source": "1",
            "metadata": {"tags": ["S1"]},
            "execution_count": 3,
            "outputs": [{"output_type": "stream", "text": "1"}],
        },
    ]
}


@pytest.fixture
def source(tmp_path):
    course = tmp_path / "source" / "course"
    (course / "manifests").mkdir(parents=True)
    (course / "manifests" / "web.yaml").write_text("kind: Pod\n")
    (course / "01.ipynb").write_text(json.dumps(RUN))
    (tmp_path / "source" / "solutions").mkdir()
    (tmp_path / "source" / "solutions" / "secret.ipynb").write_text(json.dumps(RUN))
    return tmp_path / "source"


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_notebook_without_outputs_has_all_else():
    markdown, code = json.loads(without_outputs(json.dumps(RUN).encode()))["cells"]
    assert markdown == RUN["cells"][0]
    assert code == RUN["cells"][1] | {"execution_count": None, "outputs": []}


def test_course_and_exercises_are_copied_and_solutions_are_not(source, tmp_path):
    (source / "exercises").mkdir()
    (source / "exercises" / "task.md").write_text("Do it.")
    assert copy_course(source, tmp_path / "own") == []
    expected = [".copied.json", "course/01.ipynb", "course/manifests/web.yaml", "exercises/task.md"]
    assert names(tmp_path / "own") == expected


def test_what_the_learner_has_not_touched_follows_the_course(source, tmp_path):
    copy_course(source, tmp_path / "own")
    (source / "course" / "manifests" / "web.yaml").write_text("kind: Deployment\n")
    assert copy_course(source, tmp_path / "own") == []
    assert (tmp_path / "own" / "course" / "manifests" / "web.yaml").read_text() == "kind: Deployment\n"


def test_what_the_learner_has_changed_stays_and_is_told_once_the_course_has_another(source, tmp_path):
    copy_course(source, tmp_path / "own")
    own = tmp_path / "own" / "course" / "manifests" / "web.yaml"
    own.write_text("mine")
    assert copy_course(source, tmp_path / "own") == []
    (source / "course" / "manifests" / "web.yaml").write_text("kind: Deployment\n")
    assert copy_course(source, tmp_path / "own") == ["course/manifests/web.yaml"]
    assert own.read_text() == "mine"


def test_a_file_that_the_learner_has_deleted_comes_back_fresh(source, tmp_path):
    copy_course(source, tmp_path / "own")
    (tmp_path / "own" / "course" / "01.ipynb").unlink()
    copy_course(source, tmp_path / "own")
    assert (tmp_path / "own" / "course" / "01.ipynb").exists()


def test_a_file_that_was_there_before_any_copy_is_not_overwritten(source, tmp_path):
    own = tmp_path / "own" / "course" / "01.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    assert copy_course(source, tmp_path / "own") == ["course/01.ipynb"]
    assert own.read_text() == "mine"
