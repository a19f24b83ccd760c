"""All kinds of mischief; of each group at most one happens in an incident."""

from __future__ import annotations

from k8slab.incidents import daemons, names, nodes, set_rollout, set_template
from k8slab.incidents.mischief import Mischief

ROWS: tuple[type[Mischief], ...] = (
    nodes.Cordoned,
    nodes.TaintLeft,
    nodes.Budget,
    nodes.NodeDown,
    names.MissingService,
    names.WrongSelector,
    set_template.WrongImage,
    set_template.WrongNodeSelector,
    set_template.TooMuchAsked,
    set_template.WrongProbePort,
    set_template.WrongCommand,
    set_template.MissingConfigMap,
    set_rollout.PartitionLeft,
    set_rollout.PullFails,
    set_rollout.NoVolume,
    set_rollout.LostVolume,
    daemons.WrongDaemonImage,
    daemons.WrongDaemonSelector,
    daemons.MissingToleration,
    daemons.OnDeleteLeft,
)
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(row.group for row in ROWS))
"""In the order in which they happen, and are mended."""
