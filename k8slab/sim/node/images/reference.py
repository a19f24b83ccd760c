"""How images are named. Source: https://kubernetes.io/docs/concepts/containers/images/#image-names"""

from __future__ import annotations

import re

DEFAULT_REGISTRY = re.compile(r"^(docker\.io/library/|docker\.io/)")


def short(reference: str) -> str:
    """The reference without the default registry."""
    return DEFAULT_REGISTRY.sub("", reference)


def with_tag(reference: str) -> str:
    """The reference with the tag that a node takes if none is given: ``nginx`` is ``nginx:latest``."""
    last = reference.rpartition("/")[2]
    return reference if ":" in last or "@" in last else f"{reference}:latest"
