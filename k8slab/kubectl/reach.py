"""The API server that --kubeconfig, --context, --cluster and --user name instead of the usual one.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager

from k8slab.backends.kubeconfig import read_access
from k8slab.backends.transport import HttpTransport
from k8slab.kubectl.errors import BareError, KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.kubeconfig import Kubeconfig
from k8slab.kubectl.session import Session

USER_AGENT = "kubectl/k8slab"
NAMES = ("kubeconfig", "context", "cluster", "user")
CONNECT_FIRST = {
    "api-resources", "api-versions", "apply", "auth", "autoscale", "cluster-info", "cordon", "create", "diff",
    "drain", "explain", "expose", "replace", "run", "uncordon", "version", "wait",
}  # fmt: skip
"""Commands that look for the server before they look for the namespace: they miss things in other words."""


@contextmanager
def reaching(session: Session, flags: Flags, command: str, own: Iterable[Flag]) -> Iterator[None]:
    """While it lasts, the session talks to the server that the flags name. Raises KubectlError.

    A flag that is the command's `own` means something else: `create rolebinding --user`.
    """
    given = {name: flags.text(name) for name in NAMES if name not in {flag.name for flag in own}}
    if not any(given.values()) or _is_about_files(flags, command):
        yield
        return
    config = Kubeconfig.of(session, flags)
    _refuse_missing(config, given, command)
    access = read_access(
        config.path,
        given.get("context") or None,
        cluster=given.get("cluster", ""),
        user=given.get("user", ""),
    )
    if not flags.text("namespace"):
        session.namespace = access.namespace
    with closing(HttpTransport(access, user_agent=USER_AGENT)) as transport:
        before = session.transport
        session.connect(transport)
        try:
            yield
        finally:
            session.connect(before)


def _is_about_files(flags: Flags, command: str) -> bool:
    """`kubectl config` changes a kubeconfig, whatever is in it; `version --client` asks nobody."""
    return command.partition(" ")[0] == "config" or (command == "version" and flags.on("client"))


def _refuse_missing(config: Kubeconfig, given: Mapping[str, str], command: str) -> None:
    context, cluster, user = (given.get(name, "") for name in ("context", "cluster", "user"))
    connects = command.partition(" ")[0] in CONNECT_FIRST and command != "create token"
    if context and config.context(context) is None:
        if connects:
            raise KubectlError(f'context "{context}" does not exist')
        raise BareError(f"Error in configuration: context was not found for specified context: {context}")
    if user and not _has(config, "users", user):
        raise KubectlError(f'auth info "{user}" does not exist')
    if cluster and not _has(config, "clusters", cluster):
        missing = (
            f'cluster "{cluster}" does not exist' if connects else f'no server found for cluster "{cluster}"'
        )
        raise KubectlError(missing)


def _has(config: Kubeconfig, kind: str, name: str) -> bool:
    return any(entry["name"] == name for entry in config.entries(kind))
