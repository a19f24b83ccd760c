"""Quantities: amounts of cpu, memory and storage.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil

NUMBER = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)(.*)", re.ASCII)
EXPONENT = re.compile(r"[eE]([+-]?\d+)", re.ASCII)
DECIMAL_SIGNS = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
DECIMAL = {sign: exponent for exponent, sign in DECIMAL_SIGNS.items()}
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
BINARY_SIGNS = {exponent: sign for sign, exponent in BINARY.items()}
NANO = -9
MILLI = -3

BAD = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
BAD_SUFFIX = "unable to parse quantity's suffix"


def _split(text: str) -> tuple[Fraction, int | None, str]:
    """(mantissa, decimal exponent or None for a binary one, suffix)."""
    match = NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(BAD)
    sign, digits, suffix = match.groups()
    mantissa = Fraction(digits if digits[-1] != "." else digits + "0") * (-1 if sign == "-" else 1)
    if suffix in BINARY:
        return mantissa, None, suffix
    if suffix in DECIMAL:
        return mantissa, DECIMAL[suffix], suffix
    exponent = EXPONENT.fullmatch(suffix)
    if exponent is None:
        raise ValueError(BAD_SUFFIX if re.fullmatch(r"[eEinumkKMGTP]*[-+]?\d*", suffix) else BAD)
    return mantissa, int(exponent[1]), suffix


@lru_cache(maxsize=4096)
def _parse(text: str) -> Fraction:
    mantissa, exponent, suffix = _split(text)
    if exponent is None:
        return mantissa * (1 << BINARY[suffix])
    return mantissa * Fraction(10) ** exponent


def parse(quantity: str | int | float) -> Fraction:
    """The exact amount; raises ValueError, in the API server's words, if it is no quantity."""
    return _parse(str(quantity).strip())


def is_quantity(value: object) -> bool:
    """True for what the API accepts as a quantity: a string or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        parse(value)
    except ValueError:
        return False
    return True


def whole(quantity: str | int | float) -> int:
    """The amount as an integer, rounded up: bytes, pods."""
    return ceil(parse(quantity))


def milli(quantity: str | int | float) -> int:
    """The amount in thousandths, rounded up: millicores."""
    return ceil(parse(quantity) * 1000)


def _rounded_up(amount: Fraction, scale: int) -> Fraction:
    """Away from zero to a multiple of 10**scale, so that a little is never nothing."""
    unit = Fraction(10) ** scale
    steps = ceil(abs(amount) / unit)
    return steps * unit * (1 if amount >= 0 else -1)


def _decimal(amount: Fraction, exponential: bool) -> str:
    for exponent in range(18, NANO - 1, -3):
        mantissa = amount / Fraction(10) ** exponent
        if mantissa.denominator == 1:
            break
    if exponential:
        return f"{mantissa}e{exponent}" if exponent else f"{mantissa}"
    return f"{mantissa}{DECIMAL_SIGNS[exponent]}"


def _binary(amount: int) -> str:
    for exponent in range(60, 0, -10):
        if amount % (1 << exponent) == 0:
            return f"{amount >> exponent}{BINARY_SIGNS[exponent]}"
    return str(amount)


@lru_cache(maxsize=4096)
def _canonical(text: str, scale: int) -> str:
    amount = _rounded_up(_parse(text), scale)
    if amount == 0:
        return "0"
    _, exponent, suffix = _split(text)
    if exponent is None and amount.denominator == 1 and abs(amount) >= 1024:
        return _binary(int(amount))
    return _decimal(amount, exponential=suffix not in DECIMAL and suffix not in BINARY)


def canonical(quantity: str | int | float, scale: int = MILLI) -> str:
    """The form that the API server stores: ``0.5`` is ``500m``, ``1024Mi`` is ``1Gi``.

    Amounts in lists of resources are rounded up to thousandths (``scale``).
    """
    return _canonical(str(quantity).strip(), scale)
