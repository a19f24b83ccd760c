"""`k8slab lab`: JupyterLab on the course."""

from __future__ import annotations

import importlib.util
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from k8slab.course.copying import copy_course
from k8slab.errors import K8slabError
from k8slab.translation import say

PACKAGE = Path(__file__).parent.parent
SETTINGS = PACKAGE / "commands" / "lab_settings"
"""JupyterLab without its news pop-up and without nbgrader's panels for staff, and with tables that scroll."""

HOST = "127.0.0.1"
FIRST_PORT = 8888


def open_lab(folder: Path | None, port: int | None, *, browser: bool) -> int:
    """Run JupyterLab in the course's folder until it is stopped; its exit code."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise K8slabError(say('expected JupyterLab, found none: pip install "k8slab[lab]"'))
    course = (folder or course_folder(Path.cwd())).resolve()
    if not course.is_dir():
        raise K8slabError(say("expected a folder of notebooks, found nothing at {course}", course=course))
    root = shown_folder(course)
    chosen, token = port or free_port(), secrets.token_urlsafe(24)
    page = "/lab" if root == course else f"/lab/tree/{course.name}"
    print(
        say(
            "JupyterLab on {course}:\n\n    http://{host}:{chosen}{page}?token={token}\n\nCtrl-C ends it.",
            course=course,
            host=HOST,
            chosen=chosen,
            page=page,
            token=token,
        ),
        flush=True,
    )
    environment = {**os.environ, "JUPYTER_TOKEN": token, "JUPYTER_CONFIG_PATH": config_path()}
    return _run(command(root, chosen, browser=browser, page=page), root, environment)


def config_path() -> str:
    """Where Jupyter looks for settings; at the end is an nbgrader_config.py, which nbgrader misses aloud."""
    return os.pathsep.join(filter(None, (os.environ.get("JUPYTER_CONFIG_PATH", ""), str(SETTINGS))))


def shown_folder(course: Path) -> Path:
    """The folder above the course if the exercises are there too: lessons link to them."""
    return course.parent if (course.parent / "exercises").is_dir() else course


def command(root: Path, port: int, *, browser: bool, page: str = "/lab") -> list[str]:
    """JupyterLab's command line: on loopback only. The token is not in it, where every user could read it."""
    return [
        *(sys.executable, "-m", "jupyter", "lab"),
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url={page}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        f"--LabApp.extra_labextensions_path={SETTINGS / 'labextensions'}",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--Application.log_level=ERROR",
        *(() if browser else ("--no-browser",)),
        *(("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
    ]


def course_folder(here: Path) -> Path:
    """./k8slab-course/course: the learner's own copy of the repository's or the package's course."""
    own = here / "k8slab-course"
    source = next((place for place in (PACKAGE.parent, PACKAGE / "_course") if _has_course(place)), None)
    if source is not None:
        for path in copy_course(source, own):
            print(
                say("Kept as you have changed it, though the course has a newer one: {file}", file=own / path)
            )
    elif not _has_course(own):
        raise K8slabError(
            say(
                "expected the course in {parent} or {own}, found neither. Next: `make course` in the "
                "repository, or name a folder: k8slab lab FOLDER",
                parent=PACKAGE.parent / "course",
                own=own / "course",
            )
        )
    return own / "course"


def _has_course(place: Path) -> bool:
    return any((place / "course").glob("*.ipynb"))


def free_port(first: int = FIRST_PORT) -> int:
    """The first port from 8888 on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
    raise K8slabError(
        say(
            "expected a free port from {first} to {last}, found none: name one with --port",
            first=first,
            last=first + 99,
        )
    )


def _run(arguments: list[str], course: Path, environment: dict[str, str]) -> int:
    """Become JupyterLab, so that signals reach it; Windows cannot, there it is a child."""
    if os.name != "nt":
        os.chdir(course)
        os.execve(arguments[0], arguments, environment)
    return subprocess.run(arguments, cwd=course, env=environment, check=False).returncode
