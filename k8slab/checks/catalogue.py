"""The checks of all lessons, by name."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from k8slab.checks.check import Check
from k8slab.errors import K8slabError

PACKAGE = Path(__file__).parent.parent


class UnknownCheckError(K8slabError):
    """No check has that name."""


class Catalogue:
    """Checks in the order of their lessons. Names are unique over all lessons."""

    def __init__(self, checks: Iterator[Check]) -> None:
        self._checks: dict[str, Check] = {}
        for check in checks:
            if check.name in self._checks:
                raise K8slabError(f"expected each check's name once, found {check.name!r} twice: rename one")
            self._checks[check.name] = check

    @classmethod
    def load(cls, lessons: Path | None = None) -> Catalogue:
        """The checks of every lesson in the folder, by default `lessons_folder`."""
        files = sorted((lessons or lessons_folder()).glob("*/checks.py"))
        return cls(check for file in files for check in checks_in(file))

    def __getitem__(self, name: str) -> Check:
        """Raises UnknownCheckError, naming the near ones."""
        if name not in self._checks:
            raise UnknownCheckError(f"expected the name of a check, found {name!r}; {self._instead(name)}")
        return self._checks[name]

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks.values())

    def __len__(self) -> int:
        return len(self._checks)

    def _instead(self, name: str) -> str:
        near = get_close_matches(name, self._checks, n=3)
        if near:
            return f"did you mean {' or '.join(map(repr, near))}?"
        return f"there are {', '.join(map(repr, self._checks))}" if self._checks else "there are no checks"


def lessons_folder() -> Path:
    """$K8SLAB_LESSONS, else the repository's lessons, else those that come with the package."""
    if named := os.environ.get("K8SLAB_LESSONS"):
        return Path(named)
    beside = PACKAGE.parent / "lessons"
    return beside if beside.is_dir() else PACKAGE / "_lessons"


def checks_in(file: Path) -> list[Check]:
    """The checks that a lesson's checks.py defines, in order."""
    return [value for value in vars(_load(file)).values() if isinstance(value, Check)]


def _load(file: Path) -> ModuleType:
    """The file as a module of its own, named after its lesson."""
    name = f"k8slab_checks_of_{file.parent.name}".replace("-", "_").replace(".", "_")
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise K8slabError(f"expected Python in {file}, found something that cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise K8slabError(f"cannot load {file}: {type(error).__name__}: {error}") from error
    return module
