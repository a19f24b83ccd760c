"""$KUBECONFIG of this process: the newest open lab's, and what it was before when none is open."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "KUBECONFIG"


class KubeconfigVariable:
    """Several labs may be open at once; they may be closed in any order."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._outside: str | None = None

    def point_to(self, kubeconfig: Path) -> None:
        """The lab with this file is the newest."""
        if not self._open:
            self._outside = os.environ.get(VARIABLE)
        self._open.append(str(kubeconfig))
        os.environ[VARIABLE] = str(kubeconfig)

    def forget(self, kubeconfig: Path) -> None:
        """The lab with this file is closed; a variable that somebody else has set stays."""
        self._open.remove(str(kubeconfig))
        if os.environ.get(VARIABLE) != str(kubeconfig):
            return
        newest = self._open[-1] if self._open else self._outside
        if newest is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = newest


KUBECONFIG = KubeconfigVariable()
