"""The checks of the exercise `capstone`: a cluster in trouble, brought to the state that is described.

They ask what is there, and what happened since the morning shift began; never how it was done.
"""

from .agents import agents
from .archive import archive
from .ensemble import ensemble
from .kept import kept
from .names import names
from .sheet import variants
from .store import store
from .web import web

__all__ = ["agents", "archive", "ensemble", "kept", "names", "store", "variants", "web"]
