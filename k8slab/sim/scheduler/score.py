"""Which of the nodes that could take a pod is the best one.

Each scoring plugin gives a node 0 to 100 points; the points are weighted and added up. Of equals the node
with the fewest pods is taken, then the first by name, where a real scheduler draws lots.

Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins import image_locality, node_affinity, resource_scores, taint_toleration
from k8slab.sim.scheduler.plugins.inter_pod_affinity import InterPodAffinity
from k8slab.sim.scheduler.plugins.topology_score import topology_score
from k8slab.sim.scheduler.view import View

Points = list[int]
MOST = 100


def best(pod: Object, nodes: Iterable[NodeInfo], view: View) -> NodeInfo:
    """The node to bind to; ``nodes`` must not be empty."""
    nodes = list(nodes)
    if len(nodes) == 1:
        return nodes[0]
    points = totals(pod, nodes, view)
    return min(nodes, key=lambda info: (-points[info.name], len(info.pods), info.name))


def totals(pod: Object, nodes: list[NodeInfo], view: View) -> Counter[str]:
    """The weighted points of all plugins together, by node."""
    found: Counter[str] = Counter()
    for weight, points in _weighted(pod, nodes, view):
        found.update({info.name: weight * each for info, each in zip(nodes, points, strict=True)})
    return found


def _weighted(pod: Object, nodes: list[NodeInfo], view: View) -> Iterator[tuple[int, Points]]:
    """Each plugin's weight and points; plugins that have no say about the pod are left out."""
    yield 3, _fewest([taint_toleration.unwelcome(pod, info) for info in nodes])
    if node_affinity.preferred_terms(pod):
        yield 2, _share([node_affinity.preference(pod, info) for info in nodes])
    if (spread := topology_score(pod, nodes, view)) is not None:
        yield 2, spread
    if (wishes := InterPodAffinity(view).scorer(pod)) is not None:
        yield 2, _between([wishes(info) for info in nodes])
    yield from _of_each(nodes, resource_scores.least_allocated(pod))
    yield from _of_each(nodes, resource_scores.balanced(pod))
    yield from _of_each(nodes, image_locality.scorer(pod, view))


def _of_each(nodes: list[NodeInfo], score: Callable[[NodeInfo], int] | None) -> Iterator[tuple[int, Points]]:
    if score is not None:
        yield 1, [score(info) for info in nodes]


def _share(scores: list[int]) -> Points:
    """The best one gets all points."""
    top = max(scores)
    return [MOST * score // top for score in scores] if top > 0 else scores


def _fewest(scores: list[int]) -> Points:
    """The worst one gets none."""
    return [MOST - points for points in _share(scores)]


def _between(scores: list[int]) -> Points:
    """The best one gets all points, the worst one none."""
    low, high = min(scores), max(scores)
    return [MOST * (score - low) // (high - low) if high > low else 0 for score in scores]
