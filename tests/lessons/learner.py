"""A learner who does an assignment, in this process: fast enough for many submissions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from k8slab.backends.control import Control
from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.checks import Catalogue, Referee
from k8slab.command_line import execute, words
from k8slab.sim.http.gateway import Gateway
from k8slab.task_sheet import TaskSheet
from k8slab.verdict import Verdict

LESSONS = Path(__file__).parents[2] / "lessons"


class Learner:
    """What a learner needs of a Lab."""

    def __init__(self, student: str = "") -> None:
        cluster = new_cluster(Settings(nodes=("k8s-m1", "k8s-m2", "k8s-m3")))
        gateway = Gateway(cluster, referee=Referee(LESSONS, student=student))
        self._transport = InProcess(gateway, user_agent="kubectl/test")
        self.control = Control(InProcess(gateway, passive=True))

    def kubectl(self, line: str, *, stdin: str = "") -> None:
        execute(words(line), self._transport, stdin=stdin)

    def apply(self, *objects: Mapping[str, Any]) -> None:
        self.kubectl("apply -f -", stdin=yaml.safe_dump_all(objects))

    def settle(self) -> None:
        self.control.settle()

    def add_node(self, name: str) -> None:
        self.control.add_node(name)

    def build_image(self, image: str, base: str, *, node: str) -> None:
        self.control.bring_image(node, image, base)

    def load_image(self, image: str) -> None:
        for node in self.control.cluster()["nodes"]:
            self.control.bring_image(node, image)

    def export_nfs(self, server: str, directory: str) -> None:
        self.control.export_nfs(server, [directory])

    def advance(self, seconds: float) -> None:
        self.control.advance(seconds)

    def check(self, name: str) -> Verdict:
        return Verdict.from_dict(self.control.check(name))


def sheet_of(assignment: str, student: str = "") -> TaskSheet:
    """What an assignment asks of a student of the course as it is delivered, without a secret seed."""
    return Catalogue.load(LESSONS).assignment(assignment).sheet(student, "")


STUDENTS = [f"student-{number}" for number in range(20)]


def different_sheets(assignment: str) -> int:
    """How many of the students have a sheet that no other has, but for the name on it."""
    return len({repr(sheet_of(assignment, student)).partition("\n")[2] for student in STUDENTS})
