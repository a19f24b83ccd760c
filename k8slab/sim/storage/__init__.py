"""Where data is: the nodes' disks, NFS servers, and what provisioners have made.

Data belongs to the volume, not to the pod: it is there again when a pod comes back.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from k8slab.sim.storage.disks import NFS_DRIVER, Disks
from k8slab.sim.storage.nfs import NfsServer, NfsServers

__all__ = ["NFS_DRIVER", "Disks", "NfsServer", "NfsServers"]
