"""Change the requests and limits of containers in pod templates."""

from __future__ import annotations

from typing import Any

from k8slab.errors import K8slabError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template
from k8slab.kubectl.verbs.set_env import is_meant
from k8slab.objects.quantity import parse

FLAGS = (
    *set_template.FLAGS, Flag("containers", "c", default="*"), Flag("limits"), Flag("requests"),
)  # fmt: skip
BAD_QUANTITY = (
    "quantities must match the regular expression "
    r"'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Set what is given as --limits and --requests."""
    found = set_template.targets(session, arguments, flags)
    if not flags.text("limits") and not flags.text("requests"):
        raise KubectlError(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    amounts = {field: quantities(flags.text(field)) for field in ("limits", "requests")}

    def change(item: Item, obj: dict[str, Any]) -> None:
        spec = set_template.pod_spec(item, obj)
        containers = [c for c in spec["containers"] if is_meant(c["name"], flags.text("containers"))]
        if not containers:
            raise KubectlError(f"unable to find container named {flags.text('containers')}")
        for container in containers:
            _set(container, amounts)

    update = set_template.Update(
        session, flags, "resource requirements updated", "failed to patch resources update to pod template "
    )
    update.make(found, change)
    return 0


def _set(container: dict[str, Any], amounts: dict[str, dict[str, str]]) -> None:
    resources = dict(container.get("resources") or {})
    for field, given in amounts.items():
        if given:
            resources[field] = {**(resources.get(field) or {}), **given}
    container["resources"] = resources


def quantities(text: str) -> dict[str, str]:
    """`cpu=1,memory=1Gi`. Raises KubectlError."""
    found = {}
    for pair in text.split(",") if text else ():
        name, equals, value = pair.partition("=")
        if not equals or not name or "=" in value:
            raise KubectlError(f"Invalid argument syntax {pair}, expected <resource>=<value>")
        try:
            parse(value)
        except (ValueError, K8slabError):
            raise KubectlError(BAD_QUANTITY) from None
        found[name] = value
    return found
