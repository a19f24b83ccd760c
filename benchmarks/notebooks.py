"""How long the course's notebooks take, one after the other."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def course_seconds() -> float:
    """Of all lessons together; each one's wall time is printed."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.lessons.strict_nbval import notebooks_in, run, table

    with tempfile.TemporaryDirectory() as folder:
        found = run(notebooks_in("course"), Path(folder))
    print(table(found.seconds.items()))
    return sum(found.seconds.values())
