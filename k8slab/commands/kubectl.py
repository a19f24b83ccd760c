"""`k8slab kubectl`: kubectl in Python, from a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from k8slab.backends.kubeconfig import read_access
from k8slab.backends.transport import HttpTransport
from k8slab.errors import K8slabError
from k8slab.kubectl import run
from k8slab.kubectl.verbs import find_verb

USER_AGENT = "kubectl/k8slab"


def kubectl(arguments: Sequence[str]) -> int:
    """Run a command line of kubectl against the cluster that it, or the environment, names; its exit code."""
    rest, given = take_options(arguments, ("--kubeconfig", "--context", "--cluster", "--user"))
    path = given.get("--kubeconfig") or default_kubeconfig()
    try:
        access = read_access(path)
    except K8slabError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    transport = HttpTransport(access, user_agent=USER_AGENT, command=_command(rest))
    return run(
        list(arguments), transport, stdin=_stdin(rest), namespace=access.namespace, out=sys.stdout,
        err=sys.stderr, kubeconfig=path,
    )  # fmt: skip


def take_options(arguments: Sequence[str], names: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The arguments without the named options, and their values; what follows ``--`` is left alone."""
    rest: list[str] = []
    found: dict[str, str] = {}
    waiting = iter(arguments)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
        elif name in names:
            found[name] = value if equals else next(waiting, "")
        else:
            rest.append(word)
    return rest, found


def default_kubeconfig() -> str | None:
    """The one simulated cluster that runs, if $KUBECONFIG names none; None for what kubectl would use."""
    if os.environ.get("KUBECONFIG"):
        return None
    from k8slab.backends import registry

    clusters = registry.running()
    return clusters[0].kubeconfig if len(clusters) == 1 else None


def _command(arguments: list[str]) -> str:
    try:
        return f"kubectl {find_verb(arguments)[0]}"
    except K8slabError:
        return ""


def _stdin(arguments: Sequence[str]) -> str:
    """Standard input, where the command reads it."""
    reads = any(word in ("-", "-f-", "--filename=-", "-f=-") for word in arguments)
    if not sys.stdin.isatty() and {"exec", "run", "attach"} & set(arguments[:3]):
        reads = reads_input(arguments)
    return sys.stdin.read() if reads else ""


def reads_input(arguments: Sequence[str]) -> bool:
    """Do the flags of exec, run or attach say that standard input goes into the container?"""
    own = list(arguments)[: list(arguments).index("--")] if "--" in arguments else arguments
    return any(word in ("-i", "-it", "-ti", "--stdin", "--stdin=true", "-i=true") for word in own)
