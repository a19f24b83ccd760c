"""Create a Deployment that runs an image."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.create_namespace import create_generated

FLAGS = (
    *common.OUTPUT,
    *common.DRY_RUN,
    *common.FIELD_MANAGER,
    *common.VALIDATE,
    Flag("image", type="strings"),
    Flag("replicas", "r", "int", default=1),
    Flag("port", type="int", default=-1),
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one Deployment that is named."""
    if len(arguments) != 1:
        raise KubectlError(
            f"exactly one NAME is required, got {len(arguments)}\n"
            "See 'kubectl create deployment -h' for help and examples"
        )
    if not flags.texts("image"):
        raise KubectlError('required flag(s) "image" not set')
    manifest = _manifest(session, arguments[0], flags)
    create_generated(session, flags, manifest, "failed to create deployment")
    return 0


def _manifest(session: Session, name: str, flags: Flags) -> dict[str, Any]:
    labels = {"app": name}
    containers = [_container(image, flags) for image in flags.texts("image")]
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    metadata: dict[str, Any] = {"name": name, "labels": labels}
    if session.namespace_is_explicit:
        metadata["namespace"] = session.namespace
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata,
        "spec": {
            "replicas": flags.number("replicas"),
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": template,
        },
        "status": {},
    }


def _container(image: str, flags: Flags) -> dict[str, Any]:
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    container: dict[str, Any] = {"name": name, "image": image, "resources": {}}
    if flags.number("port") >= 0:
        container["ports"] = [{"containerPort": flags.number("port")}]
    return container
