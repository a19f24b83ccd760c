"""What a lab's referee says, which a notebook's code cannot reach."""

from __future__ import annotations

from k8slab.lab.connection import Connection
from k8slab.task_sheet import TaskSheet
from k8slab.verdict import Hint, Verdict


class Judged(Connection):
    """Assignments, checks, hints."""

    def assignment(self, name: str) -> TaskSheet:
        """What an assignment asks of you: values that are yours, as ``task.namespace``. It shows itself.

        You are known by $K8SLAB_STUDENT or as JupyterHub's user. Raises K8slabError for a name that is none.
        """
        return TaskSheet.from_dict(self._control.assignment(name))

    def check(self, name: str) -> Verdict:
        """Ask the referee about a task, as often as you like; the last verdict counts. It shows itself."""
        return Verdict.from_dict(self._control.check(name), ask=self.hint)

    def hint(self, name: str, number: int = 1) -> Hint:
        """A task's hint, from 1; they tell more and more. The referee notes who asks, and takes its price.

        Whoever asks for the third has the first two as well. Raises K8slabError for a number that is none.
        """
        return Hint.from_dict(self._control.hint(name, number))
