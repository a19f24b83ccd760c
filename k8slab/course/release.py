"""The learner's version of an assignment, made by nbgrader itself."""

import os
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from k8slab.errors import K8slabError


def release(course: Path, config: Path, assignment: str) -> None:
    """Run `nbgrader generate_assignment` in `course`; its gradebook is thrown away."""
    from nbgrader.apps.api import NbGraderAPI

    with tempfile.TemporaryDirectory() as scratch, scripts_on_path():
        settings = load_config(config)
        settings.CourseDirectory.root = str(course)
        settings.CourseDirectory.db_url = f"sqlite:///{Path(scratch, 'gradebook.db')}"
        api = NbGraderAPI(config=settings)
        answer = api.generate_assignment(assignment)
        api.gradebook.close()
    if not answer["success"]:
        why = answer.get("log") or answer.get("error")
        raise K8slabError(f"{assignment}: nbgrader could not generate the assignment\n{why}")


def load_config(path: Path) -> Any:
    """The settings in an nbgrader_config.py."""
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


@contextmanager
def scripts_on_path() -> Iterator[None]:
    """nbgrader runs `alembic` by its bare name, which fails when the environment is not activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
