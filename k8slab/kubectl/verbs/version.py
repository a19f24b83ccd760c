"""Show the versions of kubectl and of the server."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.session import Session

FLAGS = (Flag("client", type="bool"), Flag("output", "o"))
CLIENT = {
    "major": "1",
    "minor": "36",
    "gitVersion": "v1.36.2",
    "gitCommit": "$Format:%H$",
    "gitTreeState": "",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "go1.26.6",
    "compiler": "gc",
    "platform": "linux/amd64",
}
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
    session.say(f"Client Version: {CLIENT['gitVersion']}")
    session.say(f"Kustomize Version: {KUSTOMIZE}")
    if server:
        session.say(f"Server Version: {server['gitVersion']}")
    return 0


def _print_all(session: Session, server: dict[str, Any] | None, form: str) -> None:
    import json

    versions: dict[str, Any] = {"clientVersion": CLIENT, "kustomizeVersion": KUSTOMIZE}
    if server:
        versions["serverVersion"] = server
    session.out.write(yaml.dump(versions) if form == "yaml" else json.dumps(versions, indent=2) + "\n")
