"""The checks of the exercise `daemons`: an agent on the nodes that should have one, and its updates.

They ask what is there and what happened, never how it was done. What happened is asked of the last time that
it did: whoever does a task once more is judged by that.
"""

from .placement import chosen, moved
from .presence import agent, reserved
from .sheet import variants
from .trials import gapless, trial
from .updates import back, update

__all__ = ["agent", "back", "chosen", "gapless", "moved", "reserved", "trial", "update", "variants"]
