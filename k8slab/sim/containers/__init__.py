"""What runs in the pods' containers: their files and volumes, their programs, their logs.

Source: https://kubernetes.io/docs/concepts/containers/
"""

from k8slab.sim.containers.containers import Containers, Outcome

__all__ = ["Containers", "Outcome"]
