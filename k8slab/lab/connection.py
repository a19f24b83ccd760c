"""What a lab is connected to: one served cluster, by kubectl, clients and viewers."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from k8slab import magics
from k8slab.backends.child import Served
from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.command_line import Output, execute, words
from k8slab.environment import KUBECONFIG
from k8slab.errors import K8slabError
from k8slab.translation import say

if TYPE_CHECKING:
    from kubernetes.client import AppsV1Api, Configuration, CoreV1Api

    from k8slab.kubectl.discovery import Resource


class Connection:
    """To a cluster that is served, until it is closed; a second time closing does nothing."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.kubeconfig = served.kubeconfig
        self._kubectl = HttpTransport.from_kubeconfig(self.kubeconfig, user_agent="kubectl/k8slab-lab")
        self._active = HttpTransport.from_kubeconfig(self.kubeconfig)
        self._passive = HttpTransport.from_kubeconfig(self.kubeconfig, passive=True)
        self._control = Control(self._passive)
        KUBECONFIG.point_to(self.kubeconfig)
        transports = (self._kubectl, self._active, self._passive)
        self._end = weakref.finalize(self, _end, served, transports, self.kubeconfig)
        magics.load_if_in_ipython()

    def kubectl(self, line: str, *, stdin: str = "") -> Output:
        """Run a line of kubectl ("get po -n zookeeper") and print what it prints.

        An error of kubectl is printed, not raised; the result has ``code``, ``stdout`` and ``stderr``.
        """
        return self._run(words(line), stdin)

    def apply(self, manifest: str | Path, *, namespace: str | None = None) -> Output:
        """``kubectl apply`` of a file, a folder, an address, or the text of a manifest."""
        where = ["--namespace", namespace] if namespace else []
        if isinstance(manifest, str) and "\n" in manifest.strip():
            return self._run(["apply", "-f", "-", *where], manifest)
        return self._run(["apply", "-f", str(manifest), *where])

    @cached_property
    def core(self) -> CoreV1Api:
        """The official Python client's `CoreV1Api`, for this cluster."""
        from kubernetes.client import CoreV1Api

        return CoreV1Api(self._official)

    @cached_property
    def apps(self) -> AppsV1Api:
        """The official Python client's `AppsV1Api`, for this cluster."""
        from kubernetes.client import AppsV1Api

        return AppsV1Api(self._official)

    @property
    def configuration(self) -> Configuration:
        """The official Python client's configuration, for whoever makes clients of their own."""
        from kubernetes.client import Configuration
        from kubernetes.config import load_kube_config

        found = Configuration()
        load_kube_config(str(self.kubeconfig), client_configuration=found, persist_config=False)
        return found

    @cached_property
    def _official(self) -> Any:
        from kubernetes.config import new_client_from_config

        return new_client_from_config(config_file=str(self.kubeconfig), persist_config=False)

    def close(self) -> None:
        """End the cluster; a second time does nothing. A lab that nobody holds any more ends by itself."""
        if official := self.__dict__.get("_official"):
            official.close()
        self._end()

    def _run(self, arguments: list[str], stdin: str = "") -> Output:
        """Raises K8slabError when the lab has been closed: then there is no kubectl to complain."""
        if not self._end.alive:
            raise K8slabError(
                say(
                    "expected an open lab, found one that has been closed. "
                    "Next: `lab = Lab()` makes a new cluster."
                )
            )
        return execute(arguments, self._kubectl, kubeconfig=self.kubeconfig, stdin=stdin)

    def _resource(self, word: str) -> Resource:
        """What kubectl means by that word. Raises K8slabError for one that names no kind."""
        from k8slab.kubectl.client import Client
        from k8slab.kubectl.discovery import catalogue_of

        return catalogue_of(Client(self._passive, lambda warning: None)).find(word)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end(served: Served, transports: Sequence[HttpTransport], kubeconfig: Path) -> None:
    KUBECONFIG.forget(kubeconfig)
    for transport in transports:
        transport.close()
    served.stop()
