"""The checks of the exercise `ensemble`: a StatefulSet of one's own, in a namespace of one's own.

They ask what is there and what happened, never how it was done.
"""

from .deployed import members, service, volumes
from .fourth import fourth
from .redeployed import redeploy
from .replaced import comes_back
from .sheet import variants

__all__ = ["comes_back", "fourth", "members", "redeploy", "service", "variants", "volumes"]
