"""Show the versions of kubectl and of the server."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.session import Session
from k8slab.version import KUBERNETES

FLAGS = (Flag("client", type="bool"), Flag("output", "o"))
KUSTOMIZE = "v5.8.1"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The kubectl version is that of the one whose output this one has."""
    if arguments:
        raise KubectlError(f"extra arguments: [{' '.join(arguments)}]")
    form = flags.text("output")
    server = None if flags.on("client") else session.client.get("/version")
    if form not in ("", "json", "yaml"):
        raise KubectlError("--output must be 'yaml' or 'json'")
    if form:
        _print_all(session, server, form)
        return 0
    session.say(f"Client Version: {KUBERNETES['gitVersion']}")
    session.say(f"Kustomize Version: {KUSTOMIZE}")
    if server:
        session.say(f"Server Version: {server['gitVersion']}")
    return 0


def _print_all(session: Session, server: dict[str, Any] | None, form: str) -> None:
    import json

    versions: dict[str, Any] = {"clientVersion": KUBERNETES, "kustomizeVersion": KUSTOMIZE}
    if server:
        versions["serverVersion"] = server
    session.out.write(yaml.dump(versions) if form == "yaml" else json.dumps(versions, indent=2) + "\n")
