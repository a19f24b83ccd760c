"""Create a ServiceAccount."""

from __future__ import annotations

from k8slab.kubectl.flags import Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, the_name

FLAGS = create_namespace.FLAGS


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one ServiceAccount that is named."""
    name = the_name(arguments, "create serviceaccount")
    manifest = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(session, name)}
    create_namespace.create_generated(session, flags, manifest, "failed to create serviceaccount")
    return 0
