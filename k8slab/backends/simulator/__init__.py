"""k8slab's own cluster: served over HTTPS by this process, by a child of it, or called directly.

The only package outside of `k8slab.sim` that knows the simulator.
"""

from k8slab.backends.child import Endpoint, Served, Settings, announce_to_parent
from k8slab.backends.simulator.in_process import InProcess
from k8slab.backends.simulator.journal_file import read as read_journal
from k8slab.backends.simulator.making import new_cluster, of_journal
from k8slab.backends.simulator.serving import serve
from k8slab.backends.simulator.verdicts import daemon_tolerations, judge_placement, runs_daemon

__all__ = [
    "Endpoint",
    "InProcess",
    "Served",
    "Settings",
    "announce_to_parent",
    "daemon_tolerations",
    "judge_placement",
    "new_cluster",
    "of_journal",
    "read_journal",
    "runs_daemon",
    "serve",
]
