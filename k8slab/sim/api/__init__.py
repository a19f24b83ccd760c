"""The API server: verbs, defaulting, validation, patches, deletion. The only writer of the store."""

from k8slab.sim.api.api import Api

__all__ = ["Api"]
