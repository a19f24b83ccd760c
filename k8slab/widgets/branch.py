"""One cluster in a dashboard: the lab's own, or one that was forked from it."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.command_line import Output, execute, words
from k8slab.widgets.console import Console
from k8slab.widgets.player import Player
from k8slab.widgets.subject import Subject
from k8slab.widgets.workload import Workload

USER_AGENT = "kubectl/k8slab-dashboard"


class Looking:
    """A `Viewer` over the control API."""

    def __init__(self, transport: HttpTransport) -> None:
        self._control = Control(transport)

    def cluster(self) -> Mapping[str, Any]:
        return self._control.cluster()

    def story(self, since: int) -> Mapping[str, Any]:
        return self._control.news(since)

    def marks(self) -> list[dict[str, Any]]:
        return self._control.marks()


class Branch:
    """Connections of its own to one cluster: a cell that runs at the same time is not disturbed.

    It does not keep a lab from ending, unless it ``owns`` it.
    """

    def __init__(self, label: str, lab: Subject, *, owns: bool = False) -> None:
        self.label = label
        self.picked: Workload | None = None
        """None until somebody picks: the newest workload is shown."""
        self._subject: Callable[[], Subject | None] = (lambda: lab) if owns else weakref.ref(lab)
        self._owns = owns
        self._kubeconfig = lab.kubeconfig
        self._kubectl = HttpTransport.from_kubeconfig(lab.kubeconfig, user_agent=USER_AGENT)
        self._passive = HttpTransport.from_kubeconfig(lab.kubeconfig, passive=True)
        self.player = Player(self._subject, Looking(self._passive))
        self.console = Console(self._run)

    def close(self) -> None:
        """Close the connections, and a cluster that is its own."""
        self._kubectl.close()
        self._passive.close()
        lab = self._subject()
        if self._owns and lab is not None:
            lab.close()

    def _run(self, line: str, to: StringIO) -> Output:
        return execute(words(line), self._kubectl, kubeconfig=self._kubeconfig, to=to)
