"""The commands of an author: build the course, or see whether what is built is up to date."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Build the course from lessons/.", no_args_is_help=True, add_completion=False)

Only = Annotated[list[str] | None, typer.Option("--only", help="A lesson's folder name; may be repeated.")]
Check = Annotated[bool, typer.Option("--check", help="Change nothing; name what differs and exit 1.")]
Root = Annotated[Path, typer.Option("--root", help="The folder that holds lessons/ and course/.")]


@app.callback()
def course() -> None:
    """Build the course from lessons/."""


@app.command()
def coverage(root: Root = Path()) -> None:
    """Write lessons/COVERAGE.md: which cell runs which step of the article. No cell is run."""
    from k8slab.course.coverage import FILE, document
    from k8slab.course.lesson import find_lessons
    from k8slab.errors import K8slabError

    try:
        (root / FILE).write_text(document(find_lessons(root.resolve(), [])), encoding="utf-8")
    except K8slabError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"wrote {FILE.as_posix()}")


@app.command()
def build(only: Only = None, check: Check = False, root: Root = Path()) -> None:
    """Build course/, solutions/, exercises/ and COVERAGE.md from lessons/, running every cell."""
    from k8slab.course.build import build_course
    from k8slab.course.lesson import find_lessons
    from k8slab.course.tree import differences, replace
    from k8slab.errors import K8slabError

    try:
        lessons = find_lessons(root.resolve(), only or [])
        with build_course(root.resolve(), lessons) as built:
            found = differences(built, root, whole=not only)
            if not check:
                replace(built, root, found)
    except K8slabError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    for difference in found:
        typer.echo(difference)
    if not found:
        typer.echo("nothing changed")
    raise typer.Exit(1 if check and found else 0)
