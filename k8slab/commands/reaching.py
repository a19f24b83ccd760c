"""`k8slab shell`: reach a running cluster from a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from k8slab.backends import registry
from k8slab.backends.registry import Running
from k8slab.errors import K8slabError
from k8slab.translation import message, say

START_ONE = message("Start one with `k8slab serve`, or with `lab = Lab()` in a notebook.")


def choose(name: str | None, clusters: Sequence[Running]) -> Running:
    """The cluster of that name or, without a name, the only one. Raises K8slabError, naming what there is."""
    if not clusters:
        raise K8slabError(
            say("expected a running cluster, found none. {next_step}", next_step=say(START_ONE))
        )
    found = [cluster for cluster in clusters if name in (None, cluster.name)]
    if len(found) == 1:
        return found[0]
    wanted = say("a cluster named {name!r}", name=name) if name else say("one cluster, or the name of one")
    names = ", ".join(cluster.name for cluster in clusters)
    raise K8slabError(
        say(
            "expected {wanted}, found {names}. Next: k8slab shell {name}",
            wanted=wanted,
            names=names,
            name=clusters[-1].name,
        )
    )


def listing(clusters: Sequence[Running]) -> str:
    """The running clusters as a table."""
    if not clusters:
        return say("No cluster is running. {next_step}", next_step=say(START_ONE))
    rows = [("NAME", "NODES", "CLOCK", "SERVER")]
    rows += [(c.name, ",".join(c.nodes), c.clock, c.url) for c in clusters]
    widths = [max(len(row[column]) for row in rows) + 3 for column in range(3)]
    return "\n".join(
        "".join(cell.ljust(w) for cell, w in zip(row, widths, strict=False)) + row[3] for row in rows
    )


def export_line(kubeconfig: str, *, windows: bool = os.name == "nt") -> str:
    """What sets $KUBECONFIG: for a POSIX shell to `eval`, or for PowerShell."""
    import shlex

    if windows:
        return f'$env:KUBECONFIG = "{kubeconfig}"'
    return f"export KUBECONFIG={shlex.quote(kubeconfig)}"


def open_shell(cluster: Running) -> int:
    """The user's shell, with $KUBECONFIG set; its exit code."""
    print(
        say(
            "This shell reaches {name} ({nodes}); `exit` leaves it.",
            name=cluster.name,
            nodes=", ".join(cluster.nodes),
        )
    )
    if shutil.which("kubectl") is None:
        print(say("There is no kubectl on this machine: use `k8slab kubectl`."))
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig, "K8SLAB_CLUSTER": cluster.name}
    return subprocess.run([user_shell()], env=environment, check=False).returncode


def user_shell() -> str:
    """The shell that this user works with."""
    if os.name == "nt":
        return os.environ.get("COMSPEC", "cmd.exe")
    return os.environ.get("SHELL") or "/bin/sh"


def running() -> list[Running]:
    return registry.running()
