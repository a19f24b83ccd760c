"""Create a Deployment that runs an image."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import require_flags, the_name

FLAGS = (
    *create_namespace.FLAGS,
    Flag("image", type="strings"),
    Flag("replicas", "r", "int", default=1),
    Flag("port", type="int", default=-1),
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one Deployment that is named."""
    require_flags(flags, "image")
    name, words = the_name(arguments[:1], "create deployment"), arguments[1:]
    if len(flags.texts("image")) > 1 and words:
        raise KubectlError("cannot specify multiple --image options and command")
    manifest = _manifest(session, name, words, flags)
    create_namespace.create_generated(session, flags, manifest, "failed to create deployment")
    return 0


def _manifest(session: Session, name: str, words: list[str], flags: Flags) -> dict[str, Any]:
    labels = {"app": name}
    containers = [_container(image, words, flags) for image in flags.texts("image")]
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


def _container(image: str, words: list[str], flags: Flags) -> dict[str, Any]:
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    container: dict[str, Any] = {"name": name, "image": image, "resources": {}}
    if words:
        container["command"] = words
    if flags.number("port") >= 0:
        container["ports"] = [{"containerPort": flags.number("port")}]
    return container
