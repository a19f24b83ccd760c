"""Kubeconfigs, read and written: which server, whom to trust, who we are."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8slab.errors import K8slabError
from k8slab.translation import say

NAME = "k8slab"


@dataclass(frozen=True)
class Access:
    """What a client needs to know to talk to one API server. PEM data are text."""

    server: str
    ca: str | None = None
    token: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    namespace: str = "default"
    verify: bool = True


def default_path() -> Path:
    """Where kubectl looks: the first existing file of $KUBECONFIG, else ~/.kube/config."""
    named = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    existing = [path for path in named if path.exists()]
    return (existing or named or [Path.home() / ".kube" / "config"])[0]


def read_access(
    path: str | os.PathLike[str] | None = None,
    context: str | None = None,
    *,
    cluster: str = "",
    user: str = "",
) -> Access:
    """The access that a kubeconfig's (current) context describes, or another cluster or user of the file.

    Raises K8slabError when the file, the context or what it refers to is missing.
    """
    file = Path(path) if path is not None else default_path()
    config = _load(file)
    chosen = _named(config, "contexts", "context", context or config.get("current-context") or "", file)
    target = _named(config, "clusters", "cluster", cluster or chosen.get("cluster", ""), file)
    who = user or chosen.get("user")
    signed = _named(config, "users", "user", who, file) if who else {}
    _refuse_plugins(signed, file)
    return Access(
        server=target["server"],
        ca=_pem(target, "certificate-authority", file),
        token=_token(signed, file),
        client_certificate=_pem(signed, "client-certificate", file),
        client_key=_pem(signed, "client-key", file),
        namespace=chosen.get("namespace") or "default",
        verify=not target.get("insecure-skip-tls-verify", False),
    )


def kubeconfig(url: str, authority: bytes, token: str) -> str:
    """A kubeconfig of one cluster, one user and one context, all named k8slab.

    JSON is YAML, and needs no library.
    """
    trusted = base64.b64encode(authority).decode()
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": {"server": url, "certificate-authority-data": trusted}}],
        "users": [{"name": NAME, "user": {"token": token}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "current-context": NAME,
    }
    return json.dumps(config, indent=2) + "\n"


def _load(file: Path) -> dict[str, Any]:
    import yaml

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise K8slabError(
            say(
                "no kubeconfig at {file}: {why}. Start a cluster with `k8slab serve`, or name its "
                "file with --kubeconfig or $KUBECONFIG.",
                file=file,
                why=error.strerror,
            )
        ) from error
    config = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(config, dict):
        raise K8slabError(
            say(
                "{file} is not a kubeconfig: expected a mapping, found {found}.",
                file=file,
                found=type(config).__name__,
            )
        )
    return config


def _named(config: Mapping[str, Any], section: str, key: str, name: str, file: Path) -> dict[str, Any]:
    for entry in config.get(section) or []:
        if entry.get("name") == name:
            found: dict[str, Any] = entry.get(key) or {}
            return found
    known = ", ".join(sorted(entry.get("name", "") for entry in config.get(section) or [])) or "none"
    raise K8slabError(
        say("{file} has no {key} {name!r} (it has: {known}).", file=file, key=key, name=name, known=known)
    )


def _pem(entry: Mapping[str, Any], key: str, file: Path) -> str | None:
    if data := entry.get(f"{key}-data"):
        return base64.b64decode(data).decode()
    if named := entry.get(key):
        return (file.parent / str(named)).read_text(encoding="ascii")
    return None


def _token(user: Mapping[str, Any], file: Path) -> str | None:
    if token := user.get("token"):
        return str(token)
    if named := user.get("tokenFile"):
        return (file.parent / str(named)).read_text(encoding="utf-8").strip()
    return None


def _refuse_plugins(user: Mapping[str, Any], file: Path) -> None:
    for key in ("exec", "auth-provider"):
        if key in user:
            raise K8slabError(
                say(
                    "{file} signs in with a plug-in ({key}); k8slab knows tokens and certificates.",
                    file=file,
                    key=key,
                )
            )
