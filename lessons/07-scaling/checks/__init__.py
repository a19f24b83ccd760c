"""The checks of the exercise `grow-and-shrink`: members that come and go, and what is left of them.

They ask what is there and what happened, never how it was done. What happened is asked of the last time that
it did: whoever grows or shrinks the set once more is judged by that.
"""

from .giving_back import give_back
from .growing import cure, wish
from .retaining import retention
from .serving import servers
from .sheet import variants
from .shrinking import shrink

__all__ = ["cure", "give_back", "retention", "servers", "shrink", "variants", "wish"]
