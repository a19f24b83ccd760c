"""Making many things in growing batches, so that a cluster that refuses them is not flooded with requests.

Source: slow start in pkg/controller of Kubernetes, and in its DaemonSet controller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from k8slab.errors import ApiError

T = TypeVar("T")


def slow_start(items: Sequence[T], make: Callable[[T], ApiError | None]) -> ApiError | None:
    """Make the items in batches of 1, 2, 4, ... A batch in which one fails is the last; its first error."""
    done, batch = 0, 1
    while done < len(items):
        found = [make(item) for item in items[done : done + batch]]
        errors = [error for error in found if error is not None]
        if errors:
            return errors[0]
        done, batch = done + batch, 2 * batch
    return None
