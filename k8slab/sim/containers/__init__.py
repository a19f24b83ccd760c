"""What runs in the pods' containers: their files and volumes, their programs, their logs.

Source: https://kubernetes.io/docs/concepts/containers/
"""

from k8slab.sim.containers.commands import Outcome
from k8slab.sim.containers.containers import Containers

__all__ = ["Containers", "Outcome"]
