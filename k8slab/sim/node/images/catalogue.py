"""The images that the simulated registry and nodes know; any other image is an ordinary quick server.

1. An image built from another does what that one does.
2. An image that was built and not pushed is only on the node where it was built: pulling it fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from k8slab.sim.node.images.image import Image
from k8slab.sim.node.images.reference import short

MEGABYTE = 1_000_000
ZOOKEEPER = Image(size=146 * MEGABYTE, pull_seconds=4.0, start_seconds=2.0, stop_seconds=29.0)
SHELL = Image(size=2 * MEGABYTE, pull_seconds=0.8, start_seconds=0.1, ignores_term=True)

AGNHOST_HEALTHY = 10.0
"""Seconds after which its subcommand ``liveness`` says that it is ill."""

IMAGES: dict[str, Image] = {
    "kubebiz/zookeeper": ZOOKEEPER,
    "kubebiz/zookeeper:v1": replace(ZOOKEEPER, size=147 * MEGABYTE),
    "registry.k8s.io/kubernetes-zookeeper": ZOOKEEPER,
    "nginx": Image(size=72 * MEGABYTE, pull_seconds=1.5),
    "httpd": Image(size=58 * MEGABYTE, pull_seconds=1.5),
    "busybox": SHELL,
    "alpine": replace(SHELL, size=4 * MEGABYTE),
    "debian": replace(SHELL, size=49 * MEGABYTE, pull_seconds=1.5),
    "ubuntu": replace(SHELL, size=30 * MEGABYTE, pull_seconds=1.2),
    "k8slab/crashing": Image(size=2 * MEGABYTE, pull_seconds=0.5, runs_for=2.0, exit_code=1),
    "k8slab/slow": Image(size=2 * MEGABYTE, pull_seconds=0.5, start_seconds=1.0, ready_after=30.0),
    "k8slab/never-ready": Image(size=2 * MEGABYTE, pull_seconds=0.5, ready_after=None),
    "k8slab/falls-ill": Image(size=2 * MEGABYTE, pull_seconds=0.5, healthy_for=30.0),
    "k8slab/stubborn": Image(size=2 * MEGABYTE, pull_seconds=0.5, ignores_term=True),
    "registry.k8s.io/pause": Image(size=300_000, pull_seconds=0.4, start_seconds=0.1),
    "registry.k8s.io/e2e-test-images/agnhost": Image(size=56 * MEGABYTE, pull_seconds=1.2),
    "registry.k8s.io/e2e-test-images/httpd": Image(size=58 * MEGABYTE, pull_seconds=1.2),
    "registry.k8s.io/e2e-test-images/nginx": Image(size=72 * MEGABYTE, pull_seconds=1.2),
    "registry.k8s.io/e2e-test-images/busybox": SHELL,
    "quay.io/fluentd_elasticsearch/fluentd": Image(size=54 * MEGABYTE, pull_seconds=2.0, start_seconds=0.5),
}
"""By reference, or by repository for all tags that have no row of their own."""

COPIED = {name: IMAGES[name] for name in ("nginx", "httpd", "busybox", "alpine", "debian", "ubuntu")}
"""Images that other registries have too, under their last name."""
ORDINARY = Image()
MISSING = Image(pullable=False, pull_seconds=0.5)
PRIVATE = replace(MISSING, refusal="unauthorized")
PRIVATE_NAMES = re.compile(r"(^|/)private/|^private\.")
MISSING_NAMES = re.compile(
    r"broken|non-existent|no-such|:404$|^nginx:(1\.161|sometag)$|^kubebiz/zookeeper:3\.5\.88$"
)
"""Those of nginx are the mistakes that the documentation's page about Deployments makes on purpose."""


class Catalogue:
    """Looks images up; ``extra`` rows come before the built-in ones."""

    def __init__(self, extra: Mapping[str, Image] | None = None) -> None:
        self._images = IMAGES | dict(extra or {})

    def find(self, reference: str) -> Image:
        """The image behind a reference as a pod names it."""
        plain = short(reference).partition("@")[0]
        if plain in self._images:
            return self._images[plain]
        if MISSING_NAMES.search(plain):
            return MISSING
        if PRIVATE_NAMES.search(plain):
            return PRIVATE
        repository = _repository(plain)
        return self._images.get(repository) or COPIED.get(repository.rpartition("/")[2], ORDINARY)

    def build(self, reference: str, base: str, *, pushed: bool = False) -> Image:
        """Add an image made from another one (1); until it is ``pushed``, pulling it fails (2)."""
        built = replace(self.find(base), pullable=pushed, refusal="denied")
        self._images[short(reference)] = built
        return built

    def behaviour(self, container: Mapping[str, Any]) -> Image:
        """What this container does: with a command or an input of its own it lives as long as that."""
        image = self.find(container["image"])
        if container.get("command") or container.get("args") or container.get("stdin"):
            image = replace(image, runs_for=None)
        if _is_agnhost(container) and tuple(container.get("args") or ())[:1] == ("liveness",):
            image = replace(image, healthy_for=AGNHOST_HEALTHY, stop_code=2)
        return image


def _is_agnhost(container: Mapping[str, Any]) -> bool:
    return _repository(container["image"]).rpartition("/")[2] == "agnhost" and not container.get("command")


def _repository(reference: str) -> str:
    head, colon, tag = reference.rpartition(":")
    return head if colon and "/" not in tag else reference
