"""Show the kubeconfig that is in use."""

from __future__ import annotations

import json
from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError, refuse_arguments
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.kubeconfig import Kubeconfig
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.printers.output import object_printer
from k8slab.kubectl.session import Session

FLAGS = (
    *common.OUTPUT, Flag("minify", type="bool"), Flag("raw", type="bool"), Flag("flatten", type="bool"),
    Flag("merge", type="bool", default=True),
)  # fmt: skip
NEEDS_ITS_NAME = True
ORDER = (
    "kind", "apiVersion", "preferences", "clusters", "users", "contexts", "current-context", "name",
    "cluster", "server", "certificate-authority-data", "user", "token", "namespace",
)  # fmt: skip
"""The fields as JSON has them."""
_SECRETS = ("token", "password", "client-certificate-data", "client-key-data", "certificate-authority-data")


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `config view` or `config current-context`."""
    config = Kubeconfig.of(session, flags)
    if arguments[0] == "config current-context":
        if not config.current:
            raise KubectlError("current-context is not set")
        session.say(config.current)
        return 0
    refuse_arguments(arguments[1:], "config view")
    content = _minified(config, flags) if flags.on("minify") else config.content
    _print(session, flags, content if flags.on("raw") else _without_secrets(content))
    return 0


def _print(session: Session, flags: Flags, content: Any) -> None:
    if flags.text("output") == "json":
        session.out.write(json.dumps(_ordered(content), indent=4) + "\n")
        return
    printer = object_printer(flags) or yaml.dump
    session.out.write(printer(content))


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _ordered(value[name]) for name in sorted(value, key=_place)}


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _minified(config: Kubeconfig, flags: Flags) -> dict[str, Any]:
    """What the context needs. Raises KubectlError."""
    name = flags.text("context") or config.current
    context = config.context(name)
    if context is None:
        raise KubectlError(
            f"cannot locate context {name}" if name else "current-context must exist in order to minify"
        )
    kept = {"clusters": context.get("cluster"), "users": context.get("user"), "contexts": name}
    parts = {
        kind: [entry for entry in config.entries(kind) if entry["name"] == wanted]
        for kind, wanted in kept.items()
    }
    return {**config.content, **parts, "current-context": name}


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
