"""Checks: named properties over a cluster's story and state, worth points.

A lesson's folder holds a ``checks.py``::

    from k8slab.checks import State, Story, Unmet, check

    @check("canary", points=3, hints=["Look at spec.updateStrategy.", "Set the partition to 2."])
    def canary(story: Story, state: State) -> None:
        '''Only zk-2 runs the new image.'''
        zk = state.get("statefulsets", "zk", "zookeeper")
        for pod in story.pods("zookeeper", owner="zk"):
            if pod.ordinal != 2 and pod.images != ("kubebiz/zookeeper:3.4.10",):
                raise Unmet(expected="the old image", found=pod.images[0], where=f"pod {pod.name}",
                            at=pod.created, next="Set the partition before the image.")

The function returns None when all is well and raises `Unmet` otherwise. It sees only what the API shows,
and checks outcomes, not routes: kubectl, YAML and the Python client must all be able to pass.
"""

from k8slab.checks.catalogue import Catalogue
from k8slab.checks.check import Check, check
from k8slab.checks.referee import Referee, UnknownCheckError
from k8slab.checks.state import State
from k8slab.checks.unmet import Unmet, expect
from k8slab.story import Event, Interval, Life, Moment, PodLife, Story

__all__ = [
    "Catalogue",
    "Check",
    "Event",
    "Interval",
    "Life",
    "Moment",
    "PodLife",
    "Referee",
    "State",
    "Story",
    "UnknownCheckError",
    "Unmet",
    "check",
    "expect",
]
