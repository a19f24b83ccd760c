"""Replay recordings and compare: `python -m tests.golden [-q] DIR…`.

Each DIR is a folder in the recordings' format, or the name of one in tests/golden/data. Every difference is
printed with its step, object and field. Exit code 1 if there is one that no rule accepts.
"""

from __future__ import annotations

import sys
from collections import Counter
from io import TextIOWrapper
from pathlib import Path

from tests.golden.comparison import Comparison, compare
from tests.golden.difference import AREAS, Tally
from tests.golden.recording import Recording
from tests.golden.rules import accepting


def opened(name: str) -> Recording:
    folder = Path(name)
    return Recording.folder(folder) if folder.is_dir() else Recording.packed(name)


def main(arguments: list[str]) -> int:
    quiet = "-q" in arguments
    unplayed: list[str] = []
    total = Comparison({area: Tally() for area in AREAS}, [])
    for name in (argument for argument in arguments if argument != "-q"):
        try:
            recording = opened(name)
            compared = compare(recording)
        except Exception as error:
            print(f"{name}: cannot be replayed: {type(error).__name__}: {error}")
            unplayed.append(name)
            continue
        for difference in () if quiet else compared.differences:
            print(f"{recording.name}: {difference}")
        print(f"{recording.name}: {compared}")
        total += compared
    used = Counter(rule.name for each in total.accepted if (rule := accepting(each)) is not None)
    for rule, times in sorted(used.items()):
        print(f"accepted by rule {rule!r}: {times}")
    print(total)
    return 1 if total.differences or unplayed else 0


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
