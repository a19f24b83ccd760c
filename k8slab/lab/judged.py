"""What a lab's referee says, which a notebook's code cannot reach."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import EllipsisType

from k8slab.backends import private_file
from k8slab.errors import K8slabError
from k8slab.lab.connection import Connection
from k8slab.prediction import Prediction, Predictions
from k8slab.results import Results
from k8slab.task_sheet import TaskSheet
from k8slab.translation import say
from k8slab.verdict import Hint, Verdict


class Judged(Connection):
    """Predictions, assignments, checks, hints."""

    _evidence: Path | None = None

    def predict(self, question: str, letter: str | EllipsisType = ...) -> Prediction:
        """Keep what you think will happen: the letter of a choice. Say it again to change your mind.

        Raises K8slabError for a question that no lesson asks, and for a letter that is none of its choices.
        """
        if letter is ...:
            return Prediction(**self._control.predict(question, ""))
        if not isinstance(letter, str) or not letter.strip():
            raise K8slabError(say('expected a letter in quotes, like "b", found {letter!r}', letter=letter))
        return Prediction(**self._control.predict(question, letter.strip().lower()))

    def predictions(self) -> Predictions:
        """What you predicted and what was, for each question that this lab has heard. It shows itself."""
        return Predictions(self._control.predictions())

    def assignment(self, name: str) -> TaskSheet:
        """What an assignment asks of you: values that are yours, as ``task.namespace``. It shows itself.

        You are known by $K8SLAB_STUDENT or as JupyterHub's user. From now on each check also keeps the
        cluster's journal as NAME.journal beside the notebook: hand it in, it shows how you got there.
        Raises K8slabError for a name that is none.
        """
        sheet = TaskSheet.from_dict(self._control.assignment(name))
        self._evidence = Path(f"{name}.journal").absolute()
        return sheet

    def check(self, name: str) -> Verdict:
        """Ask the referee about a task, as often as you like; the last verdict counts. It shows itself."""
        verdict = Verdict.from_dict(self._control.check(name), ask=self.hint)
        self._keep_evidence()
        return verdict

    def _keep_evidence(self) -> None:
        """Where it cannot be kept, the notebook alone is handed in, and run by whoever grades."""
        if self._evidence is not None:
            with suppress(K8slabError):
                private_file.write(self._evidence, self._control.journal().decode())

    def results(self, assignment: str) -> Results:
        """What each task of an assignment earned when it was last checked. It shows itself.

        Raises K8slabError for a name that is none.
        """
        return Results.from_dict(self._control.results(assignment))

    def hint(self, name: str, number: int = 1) -> Hint:
        """A task's hint, from 1; they tell more and more. The referee notes who asks, and takes its price.

        Whoever asks for the third has the first two as well. Raises K8slabError for a number that is none.
        """
        return Hint.from_dict(self._control.hint(name, number))
