"""The checks of the exercise `canary`: new versions of a set, brought in, met broken, and taken back.

They ask what is there and what happened, never how it was done. What happened is asked of the last time that
the template changed in that way: whoever does it once more is judged by that.
"""

from .ensemble import local, on_delete, slow
from .phases import canary, phases, stage
from .recovery import back, broken
from .sheet import variants

__all__ = ["back", "broken", "canary", "local", "on_delete", "phases", "slow", "stage", "variants"]
