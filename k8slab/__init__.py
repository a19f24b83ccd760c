"""A Kubernetes cluster for learning: deploy, scale, break, update and roll back at once."""

__version__ = "0.1.0"
