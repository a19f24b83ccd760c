"""-o custom-columns=NAME:.path,..."""

from __future__ import annotations

from typing import Any, TextIO

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import plain
from k8slab.kubectl.printers.jsonpath import relaxed
from k8slab.kubectl.printers.tabwriter import Layout


class ColumnPrinter:
    """A table whose columns are JSONPath expressions."""

    def __init__(self, spec: str, out: TextIO, *, headers: bool) -> None:
        if not spec:
            raise KubectlError("custom-columns format specified but no custom columns given")
        parts = [part.partition(":") for part in spec.split(",")]
        for name, colon, path in parts:
            if not colon or not path:
                raise KubectlError(
                    f"unexpected custom-columns spec: {name}, expected <header>:<json-path-expr>"
                )
        self._columns = [(name, relaxed(path)) for name, _, path in parts]
        self._out = out
        self._layout = Layout(6, 3, [])
        self._pending = ["\t".join(name for name, _ in self._columns)] if headers else []

    def add(self, objects: list[dict[str, Any]]) -> None:
        """Print a row per object."""
        for obj in objects:
            cells = [",".join(map(plain, path.values(obj))) or "<none>" for _, path in self._columns]
            self._pending.append("\t".join(cells))
        self._out.write(self._layout.align("".join(line + "\n" for line in self._pending)))
        self._pending.clear()
