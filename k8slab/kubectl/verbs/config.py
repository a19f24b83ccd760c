"""Show the kubeconfig that is in use."""

from __future__ import annotations

import os
from pathlib import Path

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.manifests import parse_yaml
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.session import Session

FLAGS = (Flag("minify", type="bool"), Flag("raw", type="bool"), Flag("output", "o"))
NEEDS_ITS_NAME = True
_SECRETS = ("token", "password", "client-certificate-data", "client-key-data", "certificate-authority-data")


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `config view` or `config current-context`."""
    path = flags.text("kubeconfig") or os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")
    try:
        content = parse_yaml(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = {"apiVersion": "v1", "clusters": None, "contexts": None, "current-context": "",
                   "kind": "Config", "preferences": {}, "users": None}  # fmt: skip
    if arguments[0] == "config current-context":
        if not content.get("current-context"):
            raise KubectlError("current-context is not set")
        session.say(content["current-context"])
        return 0
    session.out.write(yaml.dump(content if flags.on("raw") else _without_secrets(content)))
    return 0


def _without_secrets(value: object) -> object:
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: ("REDACTED" if name in ("token", "password") else "DATA+OMITTED") if name in _SECRETS
        else _without_secrets(item)
        for name, item in value.items()
    }  # fmt: skip
