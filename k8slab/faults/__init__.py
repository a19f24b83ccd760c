"""What can be made to fail in a lab's cluster, one line each, and what fails at present."""

from k8slab.faults.fault import Fault
from k8slab.faults.faults import Faults

__all__ = ["Fault", "Faults"]
