"""What happened on a cluster: watch events with virtual times, as lives of objects.

Nothing here knows a cluster: a story is made of plain dicts and never changes. Times are `Moment`s, which
compare by virtual time and then by resourceVersion, since many things happen at the same virtual second.
"""

from k8slab.story.condition import Condition
from k8slab.story.life import Interval, Life
from k8slab.story.moment import Moment, seconds_text
from k8slab.story.pod_life import PodLife
from k8slab.story.present import Present
from k8slab.story.scene import Scene
from k8slab.story.story import Event, Story

__all__ = [
    "Condition",
    "Event",
    "Interval",
    "Life",
    "Moment",
    "PodLife",
    "Present",
    "Scene",
    "Story",
    "seconds_text",
]
