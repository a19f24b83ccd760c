"""One node, as the node map shows it: what it is, what it offers, what ails it, and the pods on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.objects import meta, pods, resources, taints
from k8slab.pictures.stage import Stage
from k8slab.pictures.tile import LEAVING, Tile
from k8slab.pictures.wording import amount_text, counted, joined, some_of
from k8slab.story.life import Object
from k8slab.translation import message, say

ROLE = "node-role.kubernetes.io/"
PLACES = {
    "topology.kubernetes.io/zone": message("zone"),
    "topology.kubernetes.io/region": message("region"),
}
EVERYONES = ("kubernetes.io", "k8s.io")
"""Labels of these domains are on every node; what is left was put there by people."""
COUNTED = ("pods", "cpu", "memory")
MOST_NAMES = 3
CORDONED = message("cordoned: gets no new pods")
GONE = message("not there: no node has this name")
STUCK = message(
    "nobody confirms that pods stop here: those being deleted stay until it is back, or deletion is forced"
)


@dataclass(frozen=True)
class Use:
    """How much of a resource the node's pods ask for."""

    resource: str
    requested: str
    allocatable: str
    percent: int

    def __str__(self) -> str:
        return say(
            "{resource} {requested} of {allocatable}",
            resource=self.resource,
            requested=self.requested,
            allocatable=self.allocatable,
        )


class Group(NamedTuple):
    """Pods of one workload and revision on one node that are at the same stage."""

    owner: str
    revision: int
    stage: Stage
    movement: str
    status: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        """Pods that are Ready are counted; of the others the first are named."""
        whose = joined(
            (self.owner, say("revision {revision}", revision=self.revision) if self.revision else "")
        )
        named = "" if self.stage is Stage.READY else f" ({some_of(self.names, MOST_NAMES)})"
        return say(
            "{number} {status} of {whose}{named}",
            number=len(self.names),
            status=self.status,
            whose=whose,
            named=named,
        )


@dataclass(frozen=True)
class NodeBox:
    """``state`` is "Ready", "NotReady" or why the node is not there; ``ailments`` say what is wrong with it.

    ``facts`` are its roles, zone and own labels; ``others`` the pods on it that were not asked for.
    """

    name: str
    state: str
    ailments: tuple[str, ...]
    cordoned: bool
    facts: tuple[str, ...]
    taints: tuple[str, ...]
    uses: tuple[Use, ...]
    pods: tuple[Tile, ...]
    others: int

    @property
    def is_troubled(self) -> bool:
        return self.is_failing or self.cordoned

    @property
    def is_failing(self) -> bool:
        """True if it, or a pod on it, has failed; a node that is cordoned has not."""
        return bool(self.ailments) or any(tile.is_failing for tile in self.pods)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The pods by workload, revision and stage, the latter in the order of a pod's life."""
        found: dict[tuple[str, int, int, str], list[Tile]] = {}
        for each in self.pods:
            place = list(Stage).index(each.stage)
            found.setdefault((each.owner, each.revision, place, each.status), []).append(each)
        return tuple(_group(together) for _, together in sorted(found.items(), key=lambda item: item[0]))

    @property
    def emptiness(self) -> str:
        """What is said of pods that are not shown."""
        if self.others:
            return say("{pods} not asked for", pods=counted(self.others, "pod"))
        return "" if self.pods else say("no pods")

    def head(self) -> str:
        return joined((f"{self.name}: {self.state}", ", ".join(map(str, self.uses))), "; ")

    def notes(self) -> Iterator[str]:
        """What there is to say besides the head and the pods."""
        yield from self.ailments
        if self.cordoned:
            yield say(CORDONED)
        if self.facts:
            yield ", ".join(self.facts)
        if self.taints:
            yield say("taints: {taints}", taints=", ".join(self.taints))
        if self.emptiness:
            yield self.emptiness


def _group(together: list[Tile]) -> Group:
    first, names = together[0], tuple(each.name for each in together)
    return Group(first.owner, first.revision, first.stage, first.movement, first.status, names)


def node_box(node: Object, bound: Iterable[Object], tiles: Iterable[Tile]) -> NodeBox:
    """A node with all pods that are bound to it, of which the ``tiles`` are shown."""
    bound, shown = list(bound), tuple(tiles)
    return NodeBox(
        name=meta.name(node),
        state="Ready" if pods.has_condition(node, "Ready") else "NotReady",
        ailments=(*_ailments(node), *([say(STUCK)] if _is_silent(node) and _are_leaving(shown) else [])),
        cordoned=bool(node["spec"].get("unschedulable")),
        facts=tuple(_facts(node)),
        taints=tuple(_taint(each) for each in taints.of_node(node)),
        uses=tuple(_uses(node, bound)),
        pods=shown,
        others=len(bound) - len(shown),
    )


def missing_box(name: str, bound: int, tiles: Iterable[Tile]) -> NodeBox:
    """Pods that are bound to a node that is not there."""
    shown = tuple(tiles)
    return NodeBox(name, "gone", (say(GONE),), False, (), (), (), shown, bound - len(shown))


def _is_silent(node: Object) -> bool:
    ready = pods.condition(node, "Ready")
    return ready is not None and ready["status"] == "Unknown"


def _are_leaving(tiles: Iterable[Tile]) -> bool:
    return any(each.movement == LEAVING for each in tiles)


def _ailments(node: Object) -> Iterator[str]:
    ready = pods.condition(node, "Ready")
    if ready is None:
        yield say("its kubelet has not reported yet")
    elif ready["status"] != "True":
        unknown = (
            say("its kubelet does not answer")
            if ready["status"] == "Unknown"
            else say("its kubelet is not ready")
        )
        yield joined((unknown, str(ready.get("message", ""))), ": ")
    for condition in node.get("status", {}).get("conditions") or ():
        if condition["type"] != "Ready" and condition["status"] == "True":
            yield joined((condition["type"], str(condition.get("message", ""))), ": ")


def _facts(node: Object) -> Iterator[str]:
    labels = sorted(meta.labels(node).items())
    roles = [key.removeprefix(ROLE) for key, _ in labels if key.startswith(ROLE)]
    yield from (say("role {role}", role=role) for role in roles if role)
    yield from (
        f"{say(word)} {value}" for key, word in PLACES.items() for known, value in labels if known == key
    )
    yield from (f"{key}={value}" for key, value in labels if _is_own(key))


def _is_own(key: str) -> bool:
    domain = key.rpartition("/")[0]
    return not any(domain == each or domain.endswith(f".{each}") for each in EVERYONES)


def _taint(taint: Object) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _uses(node: Object, bound: list[Object]) -> Iterator[Use]:
    """What pods that still run ask for, against what the node can give."""
    status = node.get("status", {})
    offered = status.get("allocatable") or status.get("capacity") or {}
    running = [pod for pod in bound if not pods.is_terminal(pod)]
    asked = [{"pods": 1, **resources.requests(pod)} for pod in running]
    for resource in (each for each in COUNTED if each in offered):
        total = sum(each.get(resource, 0) for each in asked)
        limit = resources.amount(resource, offered[resource])
        percent = round(100 * total / limit) if limit else 0
        yield Use(resource, amount_text(resource, total), amount_text(resource, limit), percent)
