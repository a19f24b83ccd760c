"""What is not SPDY/3.1."""

from __future__ import annotations

from k8slab.errors import K8slabError


class SpdyError(K8slabError):
    """The other side does not keep to the protocol; the connection is of no use any more."""
