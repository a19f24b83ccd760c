"""What a learner says will happen, before it happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from k8slab.story.moment import seconds_text
from k8slab.translation import message, say
from k8slab.verdict.page import columns, marked_up

NOT_YET = message("not predicted yet")


@dataclass(frozen=True, repr=False)
class Prediction:
    """The choice with that letter, kept at a virtual second; no ``letter`` if there is none yet.

    ``answer`` and ``was`` are the letter and the text of what did happen: told only to whoever has predicted.
    """

    question: str
    letters: str
    letter: str = ""
    choice: str = ""
    time: float = 0
    answer: str = ""
    was: str = ""

    @property
    def came_true(self) -> bool:
        return bool(self.letter) and self.letter == self.answer

    def __repr__(self) -> str:
        if self.letter:
            return say(
                "Your prediction, kept at {time}: ({letter}) {choice}",
                time=seconds_text(self.time),
                letter=self.letter,
                choice=self.choice,
            )
        letters = ", ".join(f'"{each}"' for each in self.letters)
        return say(
            "No prediction yet: put your letter in place of the dots ({letters}), and run this cell.",
            letters=letters,
        )

    def _repr_html_(self) -> str:
        return f"<p>{marked_up(repr(self))}</p>"


class Predictions(Sequence[Prediction]):
    """Predictions in the order in which they were asked for. In a notebook they show what became of them."""

    def __init__(self, predictions: Iterable[Mapping[str, Any]]) -> None:
        self._all = tuple(Prediction(**each) for each in predictions)

    def __getitem__(self, index: Any) -> Any:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    @property
    def headline(self) -> str:
        """How many there are, and how many of them came true."""
        if not self._all:
            return say("Nothing has been asked yet.")
        made = [each for each in self._all if each.letter]
        true = sum(each.came_true for each in made)
        return say(
            "You predicted {number} of {most}; {true} came true.",
            number=len(made),
            most=len(self._all),
            true=true,
        )

    def rows(self) -> list[tuple[str, str, str]]:
        """(question, what you said, what was) of each; what was is not told to whoever said nothing."""
        return [(each.question.replace("-", " "), *_compared(each)) for each in self._all]

    def __repr__(self) -> str:
        lines = [
            say("{question}\n  you said: {said}\n  it was:   {was}", question=question, said=said, was=was)
            for question, said, was in self.rows()
        ]
        return "\n".join([*lines, self.headline])

    def _repr_html_(self) -> str:
        return f"{columns(map(say, HEADS), self.rows())}<p>{escape(self.headline)}</p>"


HEADS = (message("Question"), message("You said"), message("It was"))


def _compared(prediction: Prediction) -> tuple[str, str]:
    if not prediction.letter:
        return say(NOT_YET), "–"
    said = f"({prediction.letter}) {prediction.choice}"
    return said, say("✓ that") if prediction.came_true else f"✗ ({prediction.answer}) {prediction.was}"
