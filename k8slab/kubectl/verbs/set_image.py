"""Change the images of containers in pod templates."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template

FLAGS = set_template.FLAGS


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Set the images given as container=image."""
    images = dict(word.split("=", 1) for word in arguments if "=" in word)
    found = set_template.targets(session, [word for word in arguments if "=" not in word], flags)
    if not images:
        raise_all([error for error in found if isinstance(error, Exception)])
        raise KubectlError("at least one image update is required")

    def change(item: Item, obj: dict[str, Any]) -> None:
        spec = set_template.pod_spec(item, obj)
        for name, image in images.items():
            _set_one(spec, name, image)

    update = set_template.Update(
        session, flags, "image updated", "failed to patch image update to pod template: "
    )
    update.make(found, change)
    return 0


def _set_one(spec: dict[str, Any], name: str, image: str) -> None:
    found = False
    for group in ("initContainers", "containers"):
        for container in spec.get(group) or ():
            if name in ("*", container["name"]):
                container["image"] = image
                found = True
    if not found:
        raise KubectlError(f"unable to find container named {quote(name)}")
