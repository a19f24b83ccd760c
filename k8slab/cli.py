"""The `k8slab` command: what its commands are called, and their options."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from k8slab.errors import K8slabError
from k8slab.translation import say
from k8slab.version import VERSION

app = typer.Typer(
    help="A Kubernetes cluster for learning, and the course that runs on it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Nodes = Annotated[str, typer.Option(help="Names of the nodes, or how many.", metavar="a,b,c")]
ClockName = Annotated[
    str,
    typer.Option(
        help="instant: virtual time passes while somebody waits. live: with the wall clock.",
        metavar="instant|live[:SPEED]",
    ),
]
Port = Annotated[
    int, typer.Option(help="Port on the loopback interface; 0 for a free one.", min=0, max=65535)
]
Kubeconfig = Annotated[Path | None, typer.Option(help="Where to write the kubeconfig.", metavar="FILE")]
Seed = Annotated[int, typer.Option(help="Decides all that a cluster may choose.")]
Gates = Annotated[str, typer.Option(help="Kubernetes feature gates.", metavar="Name=true,...")]
DefaultClass = Annotated[
    bool, typer.Option("--default-storage-class", help="With a default StorageClass, as kind has one.")
]
Start = Annotated[
    str,
    typer.Option(
        help="When its time begins; by default in 2026 with the instant clock, now with a live one.",
        metavar="now|TIME",
        show_default=False,
    ),
]
JournalFile = Annotated[
    Path | None,
    typer.Option(help="Keep all that happens in this file; go on from what it holds.", metavar="FILE"),
]
Hidden = Annotated[bool, typer.Option(hidden=True)]


@app.command()
def serve(  # noqa: PLR0917 - its parameters are options
    nodes: Nodes = "k8s-m1,k8s-m2,k8s-m3",
    clock: ClockName = "instant",
    port: Port = 0,
    kubeconfig: Kubeconfig = None,
    seed: Seed = 0,
    feature_gates: Gates = "",
    default_storage_class: DefaultClass = False,
    start: Start = "",
    journal: JournalFile = None,
    parent_pipe: Hidden = False,
) -> None:
    """Serve a simulated cluster to kubectl and every other client on this machine."""
    from k8slab.backends.simulator import Settings
    from k8slab.commands import serving

    settings = Settings(
        nodes=serving.node_names(nodes),
        clock=serving.clock_name(clock),
        seed=seed,
        feature_gates=serving.feature_gates(feature_gates),
        default_class=default_storage_class,
        start=serving.start_time(start),
        journal=journal,
    )
    serving.serve_cluster(settings, port=port, kubeconfig=kubeconfig, parent_pipe=parent_pipe)


@app.command()
def shell(
    name: Annotated[str | None, typer.Argument(help="Which cluster, where several run.")] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Print what sets KUBECONFIG.")] = False,
    list_only: Annotated[bool, typer.Option("--list", help="List the running clusters.")] = False,
) -> None:
    """Open a shell that reaches a running cluster."""
    from k8slab.commands import reaching

    clusters = reaching.running()
    if list_only:
        print(reaching.listing(clusters))
        return
    chosen = reaching.choose(name, clusters)
    if print_only:
        print(reaching.export_line(chosen.kubeconfig))
        return
    raise typer.Exit(reaching.open_shell(chosen))


@app.command()
def replay(
    journal: Annotated[Path, typer.Argument(help="A file that `serve --journal` or `lab.save` wrote.")],
    story: Annotated[
        Path | None,
        typer.Option(help="Write the history here, one JSON line for each event.", metavar="FILE"),
    ] = None,
) -> None:
    """Do again, on a fresh cluster, what a journal tells, and say what came out."""
    from k8slab.commands import replaying

    print(replaying.replay(journal, story))


@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
def kubectl(arguments: Annotated[list[str] | None, typer.Argument(metavar="...")] = None) -> None:
    """Run kubectl (in Python): get, apply, describe, scale, rollout, and what else the course uses."""
    raise typer.Exit(_kubectl(arguments or []))


@app.command()
def why(
    about: Annotated[str, typer.Argument(metavar="KIND/NAME")],
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="By default the context's.")
    ] = None,
    kubeconfig: Annotated[Path | None, typer.Option(metavar="FILE", help="Of any cluster.")] = None,
    context: Annotated[
        str | None, typer.Option(help="Of the kubeconfig; by default the current one.")
    ] = None,
) -> None:
    """Tell why an object is as it is: pod/zk-3, sts/zk, pvc/data-zk-0, node/k8s-m1. Only looks."""
    from k8slab.commands import why

    print(why.answer(about, namespace=namespace, kubeconfig=kubeconfig, context=context))


@app.command()
def lab(
    folder: Annotated[Path | None, typer.Argument(help="The folder of the notebooks.")] = None,
    port: Annotated[int | None, typer.Option(help="By default the first free one from 8888 on.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open JupyterLab on the course."""
    from k8slab.commands import jupyter

    raise typer.Exit(jupyter.open_lab(folder, port, browser=browser))


@app.command()
def grade(  # noqa: PLR0917 (typer takes them from the command line by name)
    assignment: Annotated[str, typer.Argument(help="The assignment's name.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes; by default as many as there are CPUs.")] = None,
    evidence: Annotated[str, typer.Option(help="journal, execute, or auto.")] = "auto",
    resume: Annotated[bool, typer.Option(help="Keep the results of an earlier run that still hold.")] = False,
    course: Annotated[Path, typer.Option(help="The folder with nbgrader_config.py.")] = Path(),
) -> None:
    """Grade what a class handed in, into nbgrader's gradebook."""
    from k8slab.commands import grading
    from k8slab.grading.grading import Plan

    plan = Plan(assignment, course, tuple(student or ()), evidence, resume)
    raise typer.Exit(grading.grade_class(plan, jobs))


@app.command()
def version() -> None:
    """Print the version."""
    print(f"k8slab {VERSION}")


def main() -> None:
    """The entry point. Errors of k8slab are told in one line, with exit code 1."""
    if sys.argv[1:2] == ["kubectl"]:
        raise SystemExit(_kubectl(sys.argv[2:]))
    try:
        _translated(typer.main.get_command(_with_course(app)))(prog_name="k8slab")
    except K8slabError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None


def _translated(command: Any) -> Any:
    """The command with its help, and that of all below it, in the reader's language."""
    for helped in (command, *command.params):
        if getattr(helped, "help", None):
            helped.help = say(helped.help)
    for each in getattr(command, "commands", {}).values():
        _translated(each)
    return command


def _kubectl(arguments: list[str]) -> int:
    """All arguments go through untouched."""
    from k8slab.commands.kubectl import kubectl

    return kubectl(arguments)


def _with_course(whole: typer.Typer) -> typer.Typer:
    """The authors' commands are added only where they are asked for."""
    if sys.argv[1:2] == ["course"]:
        from k8slab.course.commands import app as course

        whole.add_typer(course, name="course", hidden=True)
    return whole
