"""Create a ResourceQuota."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, the_name
from k8slab.kubectl.verbs.set_resources import quantities

FLAGS = (*create_namespace.FLAGS, Flag("hard"), Flag("scopes"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one quota that is named."""
    name = the_name(arguments, "create quota")
    spec: dict[str, Any] = {}
    if hard := quantities(flags.text("hard")):
        spec["hard"] = hard
    if flags.text("scopes"):
        spec["scopes"] = flags.text("scopes").split(",")
    manifest = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": metadata(session, name),
        "spec": spec,
        "status": {},
    }
    create_namespace.create_generated(session, flags, manifest, "failed to create quota")
    return 0
