"""kubectl in Python: the verbs that the course uses, with the output of the real one (1.36).

It talks to any API server through a Transport, so it works on simulated and on real clusters.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from k8slab.backends.transport import Transport
from k8slab.errors import K8slabError
from k8slab.kubectl.errors import final_message
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import dispatch

__all__ = ["run"]

INTERRUPTED = 130


def run(
    argv: list[str],
    transport: Transport,
    *,
    stdin: str = "",
    namespace: str = "default",
    out: TextIO | None = None,
    err: TextIO | None = None,
    cwd: str | os.PathLike[str] | None = None,
    kubeconfig: str | os.PathLike[str] | None = None,
) -> int:
    """Run one kubectl command line (without the word kubectl); the exit code.

    `namespace` holds unless the command line names another; relative paths start at `cwd`.
    `kubeconfig` is the file that `kubectl config` shows and --context looks in, unless it is $KUBECONFIG's.
    """
    session = Session(
        transport,
        namespace,
        stdin,
        sys.stdout if out is None else out,
        sys.stderr if err is None else err,
        Path.cwd() if cwd is None else Path(cwd),
        kubeconfig=None if kubeconfig is None else Path(kubeconfig),
    )
    try:
        return dispatch(session, argv)
    except K8slabError as error:
        session.err.write(final_message(error).removesuffix("\n") + "\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
