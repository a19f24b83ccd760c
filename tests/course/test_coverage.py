"""Which cell runs which step of the article."""

from pathlib import Path

import pytest

from k8slab.course.coverage import STEPS, document
from k8slab.course.lesson import find_lessons
from k8slab.errors import K8slabError

LESSON = """\
# Title

```{code-cell} ipython3
:tags: [S2, other]

%kubectl get po | cat
```

Between.

## A part

```{code-cell} ipython3
:tags: [S3, S2]

lab.settle()
%kubectl get po -o yaml
```
"""


def rows(root: Path, text: str) -> list[str]:
    """The table's rows for a course of one lesson."""
    (root / "lessons" / "01-pods").mkdir(parents=True)
    (root / "lessons" / "01-pods" / "lesson.md").write_text(text)
    return document(find_lessons(root, [])).splitlines()[7:]


def test_each_step_has_the_cells_that_run_it_with_their_lesson_and_part(tmp_path: Path) -> None:
    link = "[01-pods](../course/01-pods.ipynb)"
    assert rows(tmp_path, LESSON)[:4] == [
        "| S1 | – | – | – |",
        f"| S2 | {link} | Title | `%kubectl get po \\| cat` |",
        f"| S2 | {link} | A part | `lab.settle()` |",
        f"| S3 | {link} | A part | `lab.settle()` |",
    ]


def test_a_course_without_cells_has_a_row_for_every_step(tmp_path: Path) -> None:
    assert len(rows(tmp_path, "# Title\n")) == STEPS == 68


def test_a_step_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(K8slabError, match="01-pods: expected a tag from S1 to S68, found S69"):
        rows(tmp_path, LESSON.replace("S3", "S69"))
