"""Create a Secret from literals and files, with a certificate, or for a registry."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, the_name
from k8slab.kubectl.verbs.sources import FLAGS as SOURCES
from k8slab.kubectl.verbs.sources import read_sources

FLAGS = (
    *create_namespace.FLAGS, *SOURCES, Flag("type"), Flag("append-hash", type="bool"),
    Flag("cert"), Flag("key"),
    Flag("docker-server", default="https://index.docker.io/v1/"), Flag("docker-username"),
    Flag("docker-password"), Flag("docker-email"),
)  # fmt: skip
NEEDS_ITS_NAME = True

Data = dict[str, bytes]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb, which ends in the secret's type."""
    command, arguments = arguments[0], arguments[1:]
    name = the_name(arguments, command)
    kind, read, refusal = TYPES[command.rpartition(" ")[2]]
    data = {key: base64.b64encode(value).decode() for key, value in read(session, flags).items()}
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(session, name)}
    manifest |= {"data": data} if data else {}
    wanted = flags.text("type") or kind
    manifest |= {"type": wanted} if wanted else {}
    create_namespace.create_generated(session, flags, manifest, refusal)
    return 0


def _tls(session: Session, flags: Flags) -> Data:
    if not flags.text("cert") or not flags.text("key"):
        raise KubectlError("key and cert must be specified")
    return {
        "tls.crt": _content(session, flags.text("cert")),
        "tls.key": _content(session, flags.text("key")),
    }


def _content(session: Session, name: str) -> bytes:
    try:
        return (session.cwd / name).read_bytes()
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise KubectlError(f"Cannot read file {name}, open {name}: {words}") from None


def _registry(session: Session, flags: Flags) -> Data:
    if flags.texts("from-file"):
        return read_sources(session, flags)
    missing = [flag for flag in ("docker-username", "docker-password") if not flags.text(flag)]
    if missing:
        raise KubectlError(
            "either --from-file or the combination of --docker-username, --docker-password and "
            "--docker-server is required"
        )
    user, password = flags.text("docker-username"), flags.text("docker-password")
    entry = {"username": user, "password": password}
    if flags.text("docker-email"):
        entry["email"] = flags.text("docker-email")
    entry["auth"] = base64.b64encode(f"{user}:{password}".encode()).decode()
    content = {"auths": {flags.text("docker-server"): entry}}
    return {".dockerconfigjson": json.dumps(content, separators=(",", ":")).encode()}


TYPES: dict[str, tuple[str, Callable[[Session, Flags], Data], str]] = {
    "docker-registry": ("kubernetes.io/dockerconfigjson", _registry, "failed to create secret"),
    "generic": ("", read_sources, "failed to create secret"),
    "tls": ("kubernetes.io/tls", _tls, "failed to create secret"),
}
"""The type, where its data come from, and what goes before the server's refusal."""
