"""The variables that are a function's own while it runs."""

from __future__ import annotations


class Frame:
    """One call of a function: what its local variables were before."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self._before: dict[str, str | None] = {}

    def declare(self, name: str, value: str | None) -> None:
        """From now on the variable is the function's own."""
        self._before.setdefault(name, self._variables.get(name))
        if value is not None:
            self._variables[name] = value

    def leave(self) -> None:
        """Give the variables the values that they had."""
        for name, value in self._before.items():
            if value is None:
                self._variables.pop(name, None)
            else:
                self._variables[name] = value
