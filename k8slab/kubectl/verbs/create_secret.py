"""Create a Secret from literals and files."""

from __future__ import annotations

import base64

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.create_namespace import create_generated
from k8slab.kubectl.verbs.generated import metadata, the_name
from k8slab.kubectl.verbs.sources import read_sources

FLAGS = (
    *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, *common.VALIDATE,
    Flag("save-config", type="bool"),
    Flag("from-literal", type="array"), Flag("from-file", type="strings"), Flag("type"),
    Flag("append-hash", type="bool"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the type of secret: only `generic` ones are made here."""
    if not arguments or arguments[0] != "generic":
        raise KubectlError("this kubectl creates generic secrets only; write a manifest for others")
    name = the_name(arguments[1:], "create secret generic")
    data = {key: base64.b64encode(value).decode() for key, value in read_sources(session, flags).items()}
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(session, name)}
    manifest |= {"data": data} if data else {}
    manifest |= {"type": flags.text("type")} if flags.text("type") else {}
    create_generated(session, flags, manifest, "failed to create secret")
    return 0
