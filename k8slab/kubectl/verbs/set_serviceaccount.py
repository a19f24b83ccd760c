"""Change the service account of pod templates."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template

FLAGS = set_template.FLAGS


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The last argument is the account's name."""
    if not arguments:
        raise KubectlError("serviceaccount is required")
    account = arguments[-1]
    found = set_template.targets(session, arguments[:-1], flags)

    def change(item: Item, obj: dict[str, Any]) -> None:
        spec = set_template.pod_spec(item, obj)
        spec["serviceAccountName"] = account
        if "serviceAccount" in spec:
            spec["serviceAccount"] = account

    set_template.Update(
        session, flags, "serviceaccount updated", "failed to patch ServiceAccountName ", tells_always=True
    ).make(found, change)
    return 0
