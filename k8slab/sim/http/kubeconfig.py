"""Writing the kubeconfig by which clients find and trust a server."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

NAME = "k8slab"


def kubeconfig(url: str, authority: bytes, token: str) -> dict[str, Any]:
    """One cluster, one user, one context, all named k8slab."""
    trusted = base64.b64encode(authority).decode()
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": {"server": url, "certificate-authority-data": trusted}}],
        "users": [{"name": NAME, "user": {"token": token}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "current-context": NAME,
    }


def write(path: Path, config: dict[str, Any]) -> None:
    """Put the file in place at once, whole, and readable to its owner alone.

    JSON is YAML, and needs no library.
    """
    write_private(path, json.dumps(config, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 atomically; its folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
