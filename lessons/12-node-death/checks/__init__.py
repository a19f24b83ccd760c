"""The checks of the exercise `bad-day`: silent nodes, cures that are safe, budgets, and maintenance.

They ask what is there and what happened, never how it was done.
"""

from .budget import budget
from .drain import blocked
from .fire import burnt
from .maintenance import maintenance
from .patience import patience
from .sheet import variants
from .silence import ledger

__all__ = ["blocked", "budget", "burnt", "ledger", "maintenance", "patience", "variants"]
