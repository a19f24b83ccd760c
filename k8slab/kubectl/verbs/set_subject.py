"""Add users, groups and service accounts to a role binding."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template
from k8slab.kubectl.verbs.create_rolebinding import subjects

FLAGS = (
    *set_template.FLAGS, Flag("user", type="strings"), Flag("group", type="strings"),
    Flag("serviceaccount", type="strings"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Those who are in it already stay."""
    added = subjects(flags)
    found = set_template.targets(session, arguments, flags)
    if not added:
        raise KubectlError("you must specify at least one value of user, group or serviceaccount")

    def change(item: Item, obj: dict[str, Any]) -> None:
        if item.resource.kind not in ("RoleBinding", "ClusterRoleBinding"):
            raise set_template.refusal(
                item, "setting subjects is only supported for RoleBinding/ClusterRoleBinding"
            )
        old = list(obj.get("subjects") or ())
        obj["subjects"] = old + [subject for subject in added if subject not in old]

    set_template.Update(session, flags, "subjects updated").make(found, change)
    return 0
