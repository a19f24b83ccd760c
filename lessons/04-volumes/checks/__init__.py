"""The checks of the exercise `names-and-disks`: a set, volumes made by hand, and a class of one's own.

They ask what is there and what happened, never how it was done.
"""

from .classes import provisioned, trap
from .members import deployed, members
from .released import released
from .sheet import variants
from .volumes import volumes

__all__ = ["deployed", "members", "provisioned", "released", "trap", "variants", "volumes"]
