"""How pictures put names, amounts and lists into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from k8slab.objects.quantity import canonical
from k8slab.translation import say, say_many

UNITS = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def natural_order(name: str) -> list[tuple[str, int]]:
    """A sort key in which numbers count as numbers: zk-9 comes before zk-10."""
    parts = re.findall(r"(\D*)(\d*)", name, re.ASCII)
    return [(word, int(digits) if digits else -1) for word, digits in parts]


def amount_text(resource: str, amount: int) -> str:
    """An amount as `objects.resources.amount` counts it: "500m" of cpu, "1.5Gi" of memory, "3" pods."""
    if resource == "cpu":
        return canonical(f"{amount}m")
    return size_text(amount) if resource in ("memory", "ephemeral-storage", "storage") else str(amount)


def size_text(size: int) -> str:
    """Bytes in the largest unit that they fill, to one decimal: "1Gi", "1.5Gi"."""
    power = min(max((size.bit_length() - 1) // 10, 0), len(UNITS) - 1)
    tenths = round(size * 10 / (1 << 10 * power))
    whole, rest = divmod(tenths, 10)
    return f"{whole}{f'.{rest}' if rest else ''}{UNITS[power]}"


def some_of(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are: "zk-3, zk-4 and 5 more"."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return say("{names} and {number} more", names=", ".join(names[:most]), number=len(names) - most)


def counted(number: int, thing: str) -> str:
    """ "1 pod", "3 pods"."""
    return say_many(f"{{number}} {thing}", f"{{number}} {thing}s", number)


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """What is not empty, in a row."""
    return between.join(part for part in parts if part)


def tally(words: Iterable[str]) -> str:
    """ "3 Ready, 1 Terminating", in the order given."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{number} {word}" for word, number in counts.items())
