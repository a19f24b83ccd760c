"""`k8slab why`: why an object is as it is, on any cluster."""

from __future__ import annotations

from pathlib import Path

from k8slab.backends.kubeconfig import read_access
from k8slab.backends.transport import HttpTransport
from k8slab.commands.kubectl import default_kubeconfig
from k8slab.why import Why, ask


def answer(about: str, *, namespace: str | None, kubeconfig: Path | None, context: str | None) -> Why:
    """The answer of the cluster that the kubeconfig, or the environment, names. Only reads."""
    access = read_access(kubeconfig or default_kubeconfig(), context)
    transport = HttpTransport(access, passive=True)
    try:
        return ask(transport, about, namespace or access.namespace)
    finally:
        transport.close()
