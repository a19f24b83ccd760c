"""Create a ConfigMap from literals and files."""

from __future__ import annotations

from k8slab.kubectl import flags as common
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.create_namespace import create_generated
from k8slab.kubectl.verbs.generated import metadata, the_name
from k8slab.kubectl.verbs.sources import FLAGS as SOURCES
from k8slab.kubectl.verbs.sources import read_sources

FLAGS = (
    *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("save-config", type="bool"),
    *SOURCES, Flag("append-hash", type="bool"),
)  # fmt: skip

TAKEN = 'cannot add key "{key}", another key by that name already exists in Data for ConfigMap'


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one ConfigMap that is named."""
    name = the_name(arguments, "create configmap")
    data = {key: value.decode() for key, value in read_sources(session, flags, TAKEN + f' "{name}"').items()}
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(session, name)}
    create_generated(
        session, flags, manifest | ({"data": data} if data else {}), "failed to create configmap"
    )
    return 0
