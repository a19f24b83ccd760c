"""Floating point numbers as Go prints them."""

from __future__ import annotations

from decimal import Decimal


def shortest_float(value: float, *, exponent_from: int) -> str:
    """The shortest text that reads back as the same number; an exponent from 10**exponent_from on."""
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    power = len(digits) + exponent - 1
    if -5 < power < exponent_from:
        return f"{Decimal(repr(value)).normalize():f}"
    mantissa = f"{Decimal(repr(value)).normalize():E}".split("E", maxsplit=1)[0]
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"
