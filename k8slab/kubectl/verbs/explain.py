"""Describe the fields of a kind."""

from __future__ import annotations

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS = (Flag("recursive", type="bool"), Flag("api-version"), Flag("output", "o"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Not here yet: it says where to look."""
    if not arguments:
        raise KubectlError(
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete '
            "list of supported resources."
        )
    resource = session.resources.find(arguments[0].partition(".")[0])
    raise KubectlError(
        f"this kubectl does not explain fields yet; see {resource.kind} at "
        "https://kubernetes.io/docs/reference/kubernetes-api/"
    )
