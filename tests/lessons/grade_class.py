"""Grades a class with nbgrader in one process: `grade_class.py ROOT ASSIGNMENT,… STUDENT…`."""

import sys
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI

from k8slab.course.release import load_config, scripts_on_path


def main(root: Path, assignments: list[str], students: list[str]) -> None:
    settings = load_config(root / "nbgrader_config.py")
    settings.CourseDirectory.root = str(root)
    with scripts_on_path():
        api = NbGraderAPI(config=settings)
        for assignment in assignments:
            require(api.generate_assignment(assignment))
            for student in students:
                require(api.autograde(assignment, student))
                require(api.generate_feedback(assignment, student))


def require(answer: dict[str, Any]) -> None:
    if not answer["success"]:
        sys.exit(str(answer.get("log")) + str(answer.get("error")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3:])
