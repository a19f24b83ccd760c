"""Print what each known mistake in an exercise earns: `python -m tools.mutants`, or `make mutants`.

The assignments are those in `lessons/`, their mistakes stand in `tests/lessons/test_NAME_checks.py`. Each is
done on a cluster of its own and judged by the referee. Exits 1 if one earns anything but what it should.
"""

import contextlib
import io
import sys
from collections.abc import Iterator

from tests.lessons.assignments import assignments
from tests.lessons.learner import Learner
from tests.lessons.submission import Exercise, Mistakes, earned


def exercises() -> Iterator[tuple[str, Exercise, Mistakes]]:
    """Every assignment in lessons/, with its known mistakes."""
    for each in assignments():
        yield each.name, each.tests.EXERCISE, each.tests.MISTAKES


def rows(exercise: Exercise, mistakes: Mistakes) -> Iterator[tuple[str, dict[str, float], bool]]:
    """Each mistake, what it earned, and whether that is what it should earn."""
    for name, (submission, lost) in mistakes.items():
        with contextlib.redirect_stdout(io.StringIO()):
            found = earned(exercise.verdicts(Learner(), submission))
        yield name, found, found == {**exercise.points, **lost}


def line(name: str, cells: list[str]) -> str:
    return f"{name:<52}" + "".join(f"{cell:>10}" for cell in cells)


def main() -> int:
    """Print a table for each exercise; a cell that lost points says how many are left."""
    all_right = True
    for assignment, exercise, mistakes in exercises():
        print(line(assignment, list(exercise.points)))
        print(line("  (all points)", [f"{points:g}" for points in exercise.points.values()]))
        for name, found, is_right in rows(exercise, mistakes):
            cells = [f"{found[task]:g}" if found[task] != exercise.points[task] else "·" for task in found]
            print(line(f"  {name}", cells) + ("" if is_right else "   NOT AS EXPECTED"))
            all_right &= is_right
    return 0 if all_right else 1


if __name__ == "__main__":
    sys.exit(main())
