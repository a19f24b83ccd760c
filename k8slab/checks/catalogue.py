"""The checks of all lessons, by name."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from k8slab.checks.check import Check
from k8slab.checks.variants import NONE, Variants
from k8slab.errors import K8slabError
from k8slab.translation import say

PACKAGE = Path(__file__).parent.parent
ASKED = re.compile(r"""\blab\.check\(\s*["']([^"']+)["']""")
"""What a cell that asks for a check says."""


class UnknownCheckError(K8slabError):
    """No check, or no assignment, has that name."""


class Catalogue:
    """Checks in the order of their lessons. Names are unique over all lessons."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._checks: dict[str, Check] = {}
        for check in checks:
            if check.name in self._checks:
                raise K8slabError(
                    say("expected each check's name once, found {name!r} twice: rename one", name=check.name)
                )
            self._checks[check.name] = check
        self._assignments: dict[str, Variants] = {}
        for check in self:
            known = self._assignments.setdefault(check.variants.assignment, check.variants)
            if known is not check.variants:
                raise K8slabError(
                    say(
                        "expected one lesson with the assignment {assignment!r}, found more",
                        assignment=known.assignment,
                    )
                )

    @classmethod
    def load(cls, lessons: Path | None = None) -> Catalogue:
        """The checks of every lesson in the folder, by default `lessons_folder`."""
        folders = sorted((lessons or lessons_folder()).glob("*/"))
        return cls(check for folder in folders for check in checks_in(folder))

    def __getitem__(self, name: str) -> Check:
        """Raises UnknownCheckError, naming the near ones."""
        if name not in self._checks:
            raise _unknown(say("a check"), name, list(self._checks))
        return self._checks[name]

    def assignment(self, name: str) -> Variants:
        """The variants of an assignment. Raises UnknownCheckError, naming the near ones."""
        if not name or name not in self._assignments:
            raise _unknown(say("an assignment"), name, list(filter(None, self._assignments)))
        return self._assignments[name]

    def of(self, assignment: str) -> list[Check]:
        """The checks of an assignment, in order. Raises UnknownCheckError, naming the near ones."""
        variants = self.assignment(assignment)
        return [check for check in self if check.variants is variants]

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks.values())

    def __len__(self) -> int:
        return len(self._checks)


def _unknown(kind: str, name: str, there: list[str]) -> UnknownCheckError:
    near = get_close_matches(name, there, n=3)
    instead = (
        say("did you mean {names}?", names=" or ".join(map(repr, near)))
        if near
        else say("there are {there}", there=_listed(there))
    )
    return UnknownCheckError(
        say("expected the name of {kind}, found {name!r}; {instead}", kind=kind, name=name, instead=instead)
    )


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names)) or say("none")


def lessons_folder() -> Path:
    """$K8SLAB_LESSONS, else the repository's lessons, else those that come with the package."""
    if named := os.environ.get("K8SLAB_LESSONS"):
        return Path(named)
    beside = PACKAGE.parent / "lessons"
    return beside if beside.is_dir() else PACKAGE / "_lessons"


def checks_in(lesson: Path) -> list[Check]:
    """The checks of a lesson's folder, with the variants that it declares; none if it has no checks.

    They stand in its checks.py, or, where they are many, in files of a package checks/ whose __init__.py
    imports them; files of the package import each other with a dot. They come in the order in which the
    exercise asks for them, those that it does not ask for last.
    """
    file = next(filter(Path.exists, (lesson / "checks.py", lesson / "checks" / "__init__.py")), None)
    if file is None:
        return []
    module = _load(file, f"k8slab_checks_of_{lesson.name}".replace("-", "_").replace(".", "_"))
    values = [getattr(module, name) for name in getattr(module, "__all__", vars(module))]
    declared = [value for value in values if isinstance(value, Variants)]
    if len(declared) > 1:
        raise K8slabError(
            say(
                "expected one declaration of variants in {file}, found {number}",
                file=file,
                number=len(declared),
            )
        )
    variants = declared[0] if declared else NONE
    asked = _asked_for(lesson)
    checks = [replace(value, variants=variants) for value in values if isinstance(value, Check)]
    return sorted(checks, key=lambda check: asked.get(check.name, len(asked)))


def _asked_for(lesson: Path) -> dict[str, int]:
    """By the name of a check: its place among those that the lesson's exercise asks for."""
    exercise = lesson / "exercise.md"
    text = exercise.read_text(encoding="utf-8") if exercise.exists() else ""
    return {name: place for place, name in enumerate(dict.fromkeys(ASKED.findall(text)))}


def _load(file: Path, name: str) -> ModuleType:
    """The file as a module of its own, or as a package if it is an __init__.py."""
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise K8slabError(
            say("expected Python in {file}, found something that cannot be imported", file=file)
        )
    _forget(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        _forget(name)
        raise K8slabError(
            say(
                "cannot load {file}: {error_type}: {error}",
                file=file,
                error_type=type(error).__name__,
                error=error,
            )
        ) from error
    return module


def _forget(package: str) -> None:
    """Another folder may have a lesson of that name, with other files."""
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
