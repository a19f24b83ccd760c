"""The kubeconfig that `kubectl config` shows and changes.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8slab.backends.kubeconfig import default_path
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.manifests import parse_yaml
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.session import Session

EMPTY: dict[str, Any] = {
    "apiVersion": "v1", "clusters": None, "contexts": None, "current-context": "", "kind": "Config",
    "preferences": {}, "users": None,
}  # fmt: skip


@dataclass
class Kubeconfig:
    """A file and its content."""

    path: Path
    content: dict[str, Any]

    @classmethod
    def of(cls, session: Session, flags: Flags) -> Kubeconfig:
        """The one that --kubeconfig, the session or the environment names; empty if there is no file."""
        named = flags.text("kubeconfig")
        path = session.cwd / named if named else session.kubeconfig or default_path()
        try:
            content = parse_yaml(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            content = {}
        return cls(path, {**EMPTY, **(content or {})})

    @property
    def current(self) -> str:
        return str(self.content.get("current-context") or "")

    @current.setter
    def current(self, name: str) -> None:
        self.content["current-context"] = name

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """`contexts`, `clusters` or `users`, by name."""
        return sorted(self.content.get(kind) or (), key=lambda entry: str(entry["name"]))

    def context(self, name: str) -> dict[str, Any] | None:
        found = (entry["context"] for entry in self.entries("contexts") if entry["name"] == name)
        return next(found, None)

    def put_context(self, name: str, context: dict[str, Any]) -> None:
        self.remove_context(name)
        self.content["contexts"] = [*(self.content["contexts"] or ()), {"context": context, "name": name}]

    def remove_context(self, name: str) -> None:
        self.content["contexts"] = [entry for entry in self.entries("contexts") if entry["name"] != name]

    def save(self) -> None:
        """Write the file; it holds secrets, so its mode stays as it is."""
        self.content["contexts"] = self.entries("contexts")
        self.path.write_text(yaml.dump(self.content), encoding="utf-8")
