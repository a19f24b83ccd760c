"""A Kubernetes cluster for learning: deploy, scale, break, update and roll back at once.

In a notebook::

    from k8slab import Lab

    lab = Lab()
    lab.kubectl("get nodes")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slab.version import VERSION

if TYPE_CHECKING:
    from k8slab.lab import Lab

__version__ = VERSION
__all__ = ["Lab", "__version__"]


def __getattr__(name: str) -> Any:
    """`Lab`, imported when it is first asked for: `import k8slab` costs next to nothing."""
    if name == "Lab":
        from k8slab.lab import Lab

        return Lab
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext k8slab``: register ``%kubectl``."""
    from k8slab import magics

    magics.load_ipython_extension(shell)
