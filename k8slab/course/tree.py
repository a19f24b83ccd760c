"""Comparing what was built with what is there, and putting it there."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from k8slab.course.coverage import FILE
from k8slab.course.lesson import files_under

BUILT = ("course", "solutions", "exercises")


class Difference(NamedTuple):
    """One file that is not as it would be built: `missing`, `changed` or `left over`."""

    path: Path
    how: str

    def __str__(self) -> str:
        return f"{self.how}: {self.path.as_posix()}"


def differences(built: Path, root: Path, *, whole: bool) -> list[Difference]:
    """What replacing would change, by path. If `built` is the `whole` course, other files are left over."""
    fresh, there = set(built_files(built)), set(built_files(root))
    found = [Difference(path, "missing") for path in fresh - there]
    found += [
        Difference(path, "changed")
        for path in fresh & there
        if (built / path).read_bytes() != (root / path).read_bytes()
    ]
    found += [Difference(path, "left over") for path in there - fresh if whole]
    return sorted(found)


def built_files(root: Path) -> Iterable[Path]:
    """The files of the three built folders and COVERAGE.md, relative to `root`."""
    paths = [path.relative_to(root) for folder in BUILT for path in files_under(root / folder)]
    return [*paths, FILE] if (root / FILE).exists() else paths


def replace(built: Path, root: Path, found: list[Difference]) -> None:
    """Make `root` like `built` in the differences found; files that are the same stay untouched."""
    for path, how in found:
        if how == "left over":
            (root / path).unlink()
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes((built / path).read_bytes())
