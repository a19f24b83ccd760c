"""Create a RoleBinding or a ClusterRoleBinding."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, require_flags, the_name

FLAGS = (
    *create_namespace.FLAGS, Flag("clusterrole"), Flag("role"), Flag("user", type="array"),
    Flag("group", type="array"), Flag("serviceaccount", type="array"),
)  # fmt: skip
NEEDS_ITS_NAME = True
GROUP = "rbac.authorization.k8s.io"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `create rolebinding` or `create clusterrolebinding`."""
    command, arguments = arguments[0], arguments[1:]
    everywhere = command.endswith("clusterrolebinding")
    if everywhere:
        require_flags(flags, "clusterrole")
    name = the_name(arguments, command)
    if not everywhere and bool(flags.text("clusterrole")) == bool(flags.text("role")):
        raise KubectlError("exactly one of clusterrole or role must be specified")
    kind = "ClusterRoleBinding" if everywhere else "RoleBinding"
    role = flags.text("clusterrole") or flags.text("role")
    manifest: dict[str, Any] = {
        "apiVersion": f"{GROUP}/v1",
        "kind": kind,
        "metadata": {"name": name} if everywhere else metadata(session, name),
        "roleRef": {
            "apiGroup": GROUP,
            "kind": "ClusterRole" if flags.text("clusterrole") else "Role",
            "name": role,
        },
    }
    if given := subjects(flags):
        manifest["subjects"] = given
    create_namespace.create_generated(session, flags, manifest, f"failed to create {kind.lower()}")
    return 0


def subjects(flags: Flags) -> list[dict[str, str]]:
    """Users, groups and service accounts. Raises KubectlError."""
    found = [{"apiGroup": GROUP, "kind": "User", "name": name} for name in flags.texts("user")]
    found += [{"apiGroup": GROUP, "kind": "Group", "name": name} for name in flags.texts("group")]
    for text in flags.texts("serviceaccount"):
        namespace, colon, name = text.partition(":")
        if not colon or not namespace or not name or ":" in name:
            raise KubectlError("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": namespace})
    return found
