"""A small course: one assignment, whose only task is a namespace with the learner's own name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from k8slab.backends.simulator.in_process import InProcess
from k8slab.checks import Referee
from k8slab.grading.job import Job
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway

CHECKS = """
from k8slab.checks import Variants, check, choice, expect, part

variants = Variants("zoo", name=choice("lion", *(f"cat-{n}" for n in range(1000)), about="a name"))

@check("zoo-made", points=10, hints=["Make it.", "With kubectl.", "kubectl create ns …"])
def made(story, state, task):
    '''A namespace $name.'''
    with part("there", points=6):
        state.get("namespaces", task.name)
    with part("labelled", points=4):
        labels = state.get("namespaces", task.name)["metadata"]["labels"]
        expect("cage" in labels, expected="a label", found="none")

@check("zoo-gone", points=5)
def gone(story, state, task):
    '''Nothing called old.'''
    expect(any(life.name == "old" for life in story.lives("namespaces")), expected="old", found="none")
    expect(state.find("namespaces", "old") is None, expected="it gone", found="it there")
"""


def _cell(name: str, text: str, kind: str = "code", **about: object) -> dict[str, object]:
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **about}}
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"id": name, "cell_type": kind, "source": text, "metadata": metadata, **code}


GIVEN = {"grade": False, "solution": False, "locked": True}
ANSWER = {"grade": False, "solution": True, "locked": False}
CHECKED = {"grade": True, "solution": False, "locked": True}
RELEASE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": [
        _cell("setup", "from k8slab import Lab\n\nlab = Lab()\nlab", **GIVEN),
        _cell("sheet", 'task = lab.assignment("zoo")\ntask', **GIVEN),
        _cell("made-answer", "# YOUR ANSWER HERE", **ANSWER),
        _cell("made-check", 'lab.settle()\nlab.check("zoo-made").score()', points=10.0, **CHECKED),
        _cell("gone-answer", "# YOUR ANSWER HERE", **ANSWER),
        _cell("gone-check", 'lab.settle()\nlab.check("zoo-gone").score()', points=5.0, **CHECKED),
        _cell("why", "YOUR ANSWER HERE", "markdown", points=5.0, grade=True, solution=True, locked=False),
    ],
}
MADE = 'lab.kubectl(f"create ns {task.name}")\nlab.kubectl(f"label ns {task.name} cage=1")'
GONE = 'lab.kubectl("create ns old")\nlab.kubectl("delete ns old")'


@pytest.fixture
def lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lessons"
    (folder / "01-zoo").mkdir(parents=True)
    (folder / "01-zoo" / "checks.py").write_text(CHECKS)
    monkeypatch.setenv("K8SLAB_LESSONS", str(folder))
    monkeypatch.delenv("K8SLAB_GRADING", raising=False)
    return folder


class Session:
    """What a learner does to a cluster of their own, in this process."""

    def __init__(self, student: str = "ada", **cluster: object) -> None:
        self.referee = Referee(student=student)
        self.gateway = Gateway(Cluster(**cluster), referee=self.referee)
        self._api = InProcess(self.gateway)
        self._control("assignments/zoo")
        self.name = self.referee.assignment("zoo")["values"]["name"]

    def _control(self, path: str, **body: object) -> None:
        self._api.request("POST", f"/k8slab/v1/{path}", body=json.dumps(body).encode())

    def make(self, name: str = "", **labels: str) -> Session:
        body = {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name or self.name, "labels": labels},
        }
        content = json.dumps(body).encode()
        self._api.request("POST", "/api/v1/namespaces", body=content, content_type="application/json")
        return self

    def delete(self, name: str) -> Session:
        self._api.request("DELETE", f"/api/v1/namespaces/{name}")
        return self

    def check(self, *names: str) -> Session:
        for name in names:
            self._control("settle")
            self._control(f"checks/{name}")
        return self

    def do(self, path: str, **body: object) -> Session:
        self._control(path, **body)
        return self

    @property
    def journal(self) -> str:
        return b"".join(self.gateway.cluster.journal.lines()).decode()


def solved(student: str = "ada", **cluster: object) -> Session:
    """All of it, in the order of the notebook."""
    session = Session(student, **cluster).make(cage="1").check("zoo-made")
    return session.make("old").delete("old").check("zoo-gone")


def notebook(made: str = MADE, gone: str = GONE, claims: dict[str, float] | None = None) -> str:
    """A submission with these answers, whose outputs claim so many points, by the cells' names."""
    told = json.loads(json.dumps(RELEASE))
    for cell in told["cells"]:
        name = cell["id"]
        cell["source"] = {"made-answer": made, "gone-answer": gone}.get(name, cell["source"])
        if name in (claims or {}):
            shown = {"data": {"text/plain": f"{claims[name]:g}"}, "metadata": {}, "execution_count": 1}
            cell["outputs"] = [{"output_type": "execute_result", **shown}]
    return json.dumps(told)


def job(notebook: str | None, journal: str | None, student: str = "ada", **more: object) -> Job:
    return Job("zoo", student, json.dumps(RELEASE), notebook, journal, **more)
