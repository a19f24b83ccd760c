"""Go's sort.Sort: not stable, but the same for the same input, which `--sort-by` shows among equals.

Pattern-defeating quicksort, as of Go 1.24; insertion sort up to 12 elements.
See https://github.com/orlp/pdqsort and https://pkg.go.dev/sort.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Less = Callable[[Any, Any], bool]


def go_sort(items: list[Any], less: Less) -> list[Any]:
    """The items, sorted in place, and returned."""
    _Sorter(items, less).run()
    return items


class _Sorter:
    def __init__(self, items: list[Any], less: Less) -> None:
        self.items = items
        self._less = less

    def run(self) -> None:
        self.quicksort(0, len(self.items), len(self.items).bit_length())

    def less(self, i: int, j: int) -> bool:
        return self._less(self.items[i], self.items[j])

    def swap(self, i: int, j: int) -> None:
        self.items[i], self.items[j] = self.items[j], self.items[i]

    def insertion(self, start: int, end: int) -> None:
        for i in range(start + 1, end):
            j = i
            while j > start and self.less(j, j - 1):
                self.swap(j, j - 1)
                j -= 1

    def quicksort(self, start: int, end: int, limit: int) -> None:
        balanced = partitioned = True
        while end - start > 12:
            if limit == 0:
                self.heap(start, end)
                return
            if not balanced:
                self.break_patterns(start, end)
                limit -= 1
            pivot, hint = self.choose_pivot(start, end)
            if hint == "decreasing":
                self.reverse(start, end)
                pivot, hint = (end - 1) - (pivot - start), "increasing"
            if balanced and partitioned and hint == "increasing" and self.partial_insertion(start, end):
                return
            if start > 0 and not self.less(start - 1, pivot):
                start = self.partition_equal(start, end, pivot)
                continue
            middle, partitioned = self.partition(start, end, pivot)
            left, right = middle - start, end - middle
            balanced = min(left, right) >= (end - start) // 8
            if left < right:
                self.quicksort(start, middle, limit)
                start = middle + 1
            else:
                self.quicksort(middle + 1, end, limit)
                end = middle
        self.insertion(start, end)

    def partition(self, start: int, end: int, pivot: int) -> tuple[int, bool]:
        """Smaller ones left of the pivot; its new place, and whether nothing had to move."""
        self.swap(start, pivot)
        i, j = self._narrow(start, start + 1, end - 1)
        if i > j:
            self.swap(j, start)
            return j, True
        self.swap(i, j)
        i, j = self._narrow(start, i + 1, j - 1)
        while i <= j:
            self.swap(i, j)
            i, j = self._narrow(start, i + 1, j - 1)
        self.swap(j, start)
        return j, False

    def _narrow(self, pivot: int, i: int, j: int) -> tuple[int, int]:
        while i <= j and self.less(i, pivot):
            i += 1
        while i <= j and not self.less(j, pivot):
            j -= 1
        return i, j

    def partition_equal(self, start: int, end: int, pivot: int) -> int:
        """Those equal to the pivot to the left; where the larger ones begin."""
        self.swap(start, pivot)
        i, j = start + 1, end - 1
        while True:
            while i <= j and not self.less(start, i):
                i += 1
            while i <= j and self.less(start, j):
                j -= 1
            if i > j:
                return i
            self.swap(i, j)
            i, j = i + 1, j - 1

    def partial_insertion(self, start: int, end: int) -> bool:
        """Repair up to five pairs that are out of order; True if all is sorted then."""
        i = start + 1
        for _ in range(5):
            while i < end and not self.less(i, i - 1):
                i += 1
            if i == end:
                return True
            if end - start < 50:
                return False
            self.swap(i, i - 1)
            self._sink(start, i)
            self._rise(i, end)
        return False

    def _sink(self, start: int, i: int) -> None:
        if i - start >= 2:
            for j in range(i - 1, 0, -1):
                if not self.less(j, j - 1):
                    break
                self.swap(j, j - 1)

    def _rise(self, i: int, end: int) -> None:
        if end - i >= 2:
            for j in range(i + 1, end):
                if not self.less(j, j - 1):
                    break
                self.swap(j, j - 1)

    def break_patterns(self, start: int, end: int) -> None:
        """Scatter three elements, in a way that depends on the length only."""
        length = end - start
        if length < 8:
            return
        random = length
        modulus = 1 << length.bit_length()
        at = start + (length // 4) * 2
        for i in range(3):
            random ^= (random << 13) & 0xFFFFFFFFFFFFFFFF
            random ^= random >> 7
            random ^= (random << 17) & 0xFFFFFFFFFFFFFFFF
            other = random & (modulus - 1)
            if other >= length:
                other -= length
            self.swap(at - 1 + i, start + other)

    def choose_pivot(self, start: int, end: int) -> tuple[int, str]:
        length = end - start
        swaps = [0]
        i, j, k = (start + length // 4 * part for part in (1, 2, 3))
        if length >= 8:
            if length >= 50:
                i, j, k = (self.median(at - 1, at, at + 1, swaps) for at in (i, j, k))
            j = self.median(i, j, k, swaps)
        return j, {0: "increasing", 12: "decreasing"}.get(swaps[0], "unknown")

    def median(self, a: int, b: int, c: int, swaps: list[int]) -> int:
        for first in (True, False, True):
            if first and self.less(b, a):
                a, b = b, a
                swaps[0] += 1
            elif not first and self.less(c, b):
                b, c = c, b
                swaps[0] += 1
        return b

    def reverse(self, start: int, end: int) -> None:
        self.items[start:end] = self.items[start:end][::-1]

    def heap(self, start: int, end: int) -> None:
        length = end - start
        for i in range((length - 1) // 2, -1, -1):
            self.sift_down(i, length, start)
        for i in range(length - 1, -1, -1):
            self.swap(start, start + i)
            self.sift_down(0, i, start)

    def sift_down(self, root: int, length: int, first: int) -> None:
        while (child := 2 * root + 1) < length:
            if child + 1 < length and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child
