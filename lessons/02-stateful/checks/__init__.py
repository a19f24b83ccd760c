"""The checks of the exercise `first-set`: a set of members and a Deployment of clerks, side by side.

They ask what is there and what happened, never how it was done.
"""

from .clerks import clerks
from .members import members, service
from .order import order
from .replaced import replaced
from .retention import retention
from .sheet import variants

__all__ = ["clerks", "members", "order", "replaced", "retention", "service", "variants"]
