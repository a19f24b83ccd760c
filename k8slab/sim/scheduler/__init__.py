"""The scheduler: which node a pod goes to, or why it must wait.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from k8slab.sim.scheduler.scheduler import Scheduler

__all__ = ["Scheduler"]
