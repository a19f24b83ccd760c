"""``%kubectl get po`` and ``%%kubectl apply -f -``: kubectl in a notebook's cells.

They talk to the cluster that $KUBECONFIG names, which is the newest `Lab`'s. Lines are taken as they are
typed: Python variables are not filled in (braces are JSON here); use ``lab.kubectl(f"...")`` for that.
"""

from __future__ import annotations

import sys
from typing import Any

from k8slab.backends.kubeconfig import default_path, read_access
from k8slab.backends.transport import HttpTransport
from k8slab.command_line import execute, words
from k8slab.errors import K8slabError

USER_AGENT = "kubectl/k8slab-magic"


class KubectlMagic:
    """The magic function; keeps its connection for as long as $KUBECONFIG says the same."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._access: object = None
        self._transport: HttpTransport | None = None

    def __call__(self, line: str, cell: str | None = None) -> None:
        """Run a line of kubectl; in a cell, what follows the line is its standard input.

        The exit code is left in ``_exit_code``, as ``!command`` does.
        """
        try:
            output = execute(words(line), self._connection(), kubeconfig=default_path(), stdin=cell or "")
        except K8slabError as error:
            print(f"error: {error}")
            self._shell.user_ns["_exit_code"] = 1
        else:
            self._shell.user_ns["_exit_code"] = output.code

    def _connection(self) -> HttpTransport:
        access = read_access(default_path())
        if self._transport is None or access != self._access:
            self._access = access
            self._transport = HttpTransport(access, user_agent=USER_AGENT)
        return self._transport


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext k8slab``: register ``%kubectl`` and ``%%kubectl``; a second time does nothing."""
    from IPython.core.magic import no_var_expand

    if "kubectl" in shell.magics_manager.magics["line"]:
        return
    run = KubectlMagic(shell)

    @no_var_expand  # type: ignore[untyped-decorator]
    def kubectl(line: str, cell: str | None = None) -> None:
        """kubectl against the cluster that $KUBECONFIG names; a cell's body is standard input."""
        run(line, cell)

    shell.register_magic_function(kubectl, magic_kind="line_cell")
    shell.events.register("post_run_cell", lambda result: forget_shown_labs(shell))


def forget_shown_labs(shell: Any) -> None:
    """Take labs out of IPython's history of outputs: one that was shown would never end by itself."""
    outputs = shell.user_ns["_oh"]
    numbers = [number for number, shown in outputs.items() if _is_lab(shown)]
    for number in numbers:
        del outputs[number]
    for names in (shell.user_ns, shell.user_ns_hidden, vars(shell.displayhook)):
        for last in ("_", "__", "___", *(f"_{number}" for number in numbers)):
            if _is_lab(names.get(last)):
                names[last] = ""


def _is_lab(value: object) -> bool:
    """Labs are known by this mark: they are made in a higher layer."""
    return getattr(type(value), "ends_with_its_last_name", False) is True


def load_if_in_ipython() -> None:
    """Register the magics where there is a notebook or an IPython shell; do nothing anywhere else."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    if (shell := get_ipython()) is not None:
        load_ipython_extension(shell)
