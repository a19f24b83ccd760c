"""The buttons that stand for a line of kubectl: what is shown is what is run."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.translation import message, say


class Action(NamedTuple):
    """``line`` names in braces what was picked: {workload}, {replicas}."""

    key: str
    label: str
    line: str


ACTIONS = (
    Action("scale", message("Scale"), "kubectl scale {workload} --replicas={replicas} -n {namespace}"),
    Action("image", message("Set image"), "kubectl set image {workload} {container}={image} -n {namespace}"),
    Action("undo", message("Roll back"), "kubectl rollout undo {workload} -n {namespace}"),
    Action("kill", message("Kill pod"), "kubectl delete pod {pod} -n {podNamespace} --wait=false"),
    Action("cordon", message("Cordon"), "kubectl cordon {node}"),
    Action("uncordon", message("Uncordon"), "kubectl uncordon {node}"),
)
"""Killing does not wait: time passes when it is played."""


def line_of(key: str, picked: Mapping[str, str]) -> str:
    """The line of a button with what was picked, quoted as a shell wants it.

    Raises K8slabError if the button is not there, or something is not picked.
    """
    action = next((action for action in ACTIONS if action.key == key), None)
    if action is None:
        known = ", ".join(action.key for action in ACTIONS)
        raise K8slabError(say("expected an action of {known}, found {key!r}", known=known, key=key))
    given = {name: shlex.quote(value) for name, value in picked.items() if value}
    try:
        return action.line.format_map(given)
    except KeyError as missing:
        name = missing.args[0]
        raise K8slabError(
            say(
                "{label}: expected a {name}, found none picked. Next: pick one, or apply a manifest.",
                label=say(action.label),
                name=name,
            )
        ) from None
