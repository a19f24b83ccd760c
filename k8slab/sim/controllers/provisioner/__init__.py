"""The provisioners that make volumes for claims and delete them again.

1. A claim that names a provisioner which is there gets a volume ``pvc-<uid>`` of its size, modes and class.
2. The volume is bound to that claim from the start, and inherits policy and mount options from the class.
3. Volumes that live on one node are made on the node that the scheduler has selected, and say so; if it is
   gone, the scheduler is asked for another one.
4. Released volumes with the policy Delete are deleted by the one who made them, with their data.
5. A claim that the provisioner cannot serve stays Pending; it is tried again ever more rarely.
6. A claim grows once its class allows it and its provisioner can do it (`resizer`).

Source: https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/
"""

from k8slab.sim.controllers.provisioner.provisioner import Provisioner
from k8slab.sim.controllers.provisioner.resizer import Resizer

__all__ = ["Provisioner", "Resizer"]
