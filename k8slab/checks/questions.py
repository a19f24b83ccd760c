"""The questions of the lessons: what a learner predicts before a cell is run.

In a lesson's text, a question is a fenced block with its name, a text, and choices, the right one ticked:

    ```{predict} two-teams
    Which names come back?

    - both
    - [x] only `member-1`
    ```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from k8slab.errors import K8slabError
from k8slab.translation import say

BLOCK = re.compile(r"^```\{predict\}[ ]*(\S*)[ ]*\n(.*?)^```[ ]*$\n?", re.MULTILINE | re.DOTALL)
CHOICE = re.compile(r"^- ((?:.+\n?)(?:^  .+\n?)*)", re.MULTILINE)
TICK = "[x] "
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Question:
    """``text`` and ``choices`` are Markdown; the choices' letters are a, b, c, …"""

    name: str
    text: str
    choices: tuple[str, ...]
    answer: str

    @property
    def letters(self) -> str:
        return ascii_lowercase[: len(self.choices)]

    def choice(self, letter: str) -> str:
        """The text of the choice with that letter. Raises K8slabError for a letter that none has."""
        if len(letter) != 1 or letter not in self.letters:
            there = ", ".join(f'"{each}"' for each in self.letters)
            raise K8slabError(
                say(
                    "{name}: expected one of the letters {there}, found {letter!r}",
                    name=self.name,
                    there=there,
                    letter=letter,
                )
            )
        return self.choices[self.letters.index(letter)]


def find(text: str) -> Iterator[tuple[re.Match[str], Question]]:
    """Each block of a lesson's text and the question in it, in order."""
    for block in BLOCK.finditer(text):
        yield block, _question(block[1], block[2])


def _question(name: str, body: str) -> Question:
    """Raises K8slabError for a block without a proper name, a text, two choices, or one tick."""
    text, choices = CHOICE.sub("", body).strip(), [_one_line(found[1]) for found in CHOICE.finditer(body)]
    ticked = [letter for letter, choice in zip(ascii_lowercase, choices, strict=False) if _is_ticked(choice)]
    if not NAME.fullmatch(name) or not text or len(choices) < 2 or len(ticked) != 1:
        raise K8slabError(
            say(
                "expected ```{{predict}} some-name, a text, and two choices or more, one of them "
                "with [x], found {name!r} with {number} choices, {ticked} of them ticked",
                name=name,
                number=len(choices),
                ticked=len(ticked),
            )
        )
    return Question(name, text, tuple(choice.removeprefix(TICK) for choice in choices), ticked[0])


def _is_ticked(choice: str) -> bool:
    return choice.startswith(TICK)


def _one_line(text: str) -> str:
    return " ".join(text.split())


class Questions:
    """The questions of all lessons, by name."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions: dict[str, Question] = {}
        for question in questions:
            if question.name in self._questions:
                raise K8slabError(
                    say("expected each question's name once, found {name!r} twice", name=question.name)
                )
            self._questions[question.name] = question

    @classmethod
    def load(cls, lessons: Path) -> Questions:
        """Those in the text of every lesson in the folder."""
        files = sorted(lessons.glob("*/lesson.md"))
        return cls(question for file in files for _, question in find(file.read_text(encoding="utf-8")))

    def __getitem__(self, name: str) -> Question:
        """Raises K8slabError for a name that no question has."""
        if name not in self._questions:
            raise K8slabError(say("expected the name of a question in a lesson, found {name!r}", name=name))
        return self._questions[name]
