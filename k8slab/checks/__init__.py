"""Checks: named properties over a cluster's story and state, worth points.

A lesson's folder holds a ``checks.py``::

    from k8slab.checks import State, Story, TaskSheet, Variants, check, choice, expect, part

    variants = Variants("canary", namespace=choice("zoo", "ark", about="the namespace"))

    @check("canary", points=20, hints=["Look at spec.updateStrategy.", "Set the partition to 2."])
    def canary(story: Story, state: State, task: TaskSheet) -> None:
        '''Only zk-2 runs the new image in $namespace.'''
        pods = {pod.ordinal: pod for pod in story.pods(task.namespace, owner="zk")}
        with part("zk-2 is new", points=12):
            expect(pods[2].images == (NEW,), expected=NEW, found=pods[2].images[0], where="pod zk-2")
        with part("zk-0 is old", points=8):
            expect(pods[0].images == (OLD,), expected=OLD, found=pods[0].images[0], where="pod zk-0",
                   at=pods[0].created, next="Set the partition before the image.")

The function returns None when all is well and raises `Unmet` otherwise, which `expect` and `State.get` do; a
``part`` that is not met loses its points, and the others are judged all the same. What is raised outside of
parts loses all that was not yet earned. A check sees only what the API shows, and judges outcomes, not
routes: kubectl, YAML and the Python client must all be able to pass.
"""

from k8slab.checks.catalogue import Catalogue
from k8slab.checks.check import Check, check
from k8slab.checks.part import part
from k8slab.checks.referee import Referee, UnknownCheckError
from k8slab.checks.state import State
from k8slab.checks.unmet import Unmet, expect
from k8slab.checks.variants import Variants, choice
from k8slab.story import Event, Interval, Life, Moment, PodLife, Story
from k8slab.task_sheet import TaskSheet

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
    "TaskSheet",
    "UnknownCheckError",
    "Unmet",
    "Variants",
    "check",
    "choice",
    "expect",
    "part",
]
