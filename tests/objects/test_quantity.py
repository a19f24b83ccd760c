from fractions import Fraction

import pytest

from k8slab.objects.quantity import canonical, is_quantity, milli, parse, whole


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0.5", "500m"),
        (".5", "500m"),
        ("5.", "5"),
        (1, "1"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("100", "100"),
        ("1000", "1k"),
        ("1024", "1024"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1000Ki", "1000Ki"),
        ("0.5Ki", "512"),
        ("0", "0"),
        ("0Gi", "0"),
        ("-1Gi", "-1Gi"),
        ("12E", "12E"),
        ("1e3", "1e3"),
        ("1500e3", "1500e3"),
        ("1E3", "1e3"),
        ("0.0001Gi", "107374183m"),
    ],
)
def test_quantities_are_stored_in_their_canonical_form(written: str | int, stored: str) -> None:
    assert canonical(written) == stored


def test_a_little_is_rounded_up_to_a_thousandth() -> None:
    assert canonical("0.1m") == "1m"
    assert canonical("1n", scale=-9) == "1n"


def test_amounts_are_exact() -> None:
    assert parse("0.1") == Fraction(1, 10)
    assert parse("1Gi") == 1 << 30
    assert parse("1e-3") == Fraction(1, 1000)
    assert milli("0.5") == 500
    assert whole("1.5Ki") == 1536


def test_what_is_no_quantity_is_refused_in_the_servers_words() -> None:
    with pytest.raises(ValueError, match="quantities must match the regular expression"):
        parse("lots")
    assert not is_quantity("1GB!")
    assert not is_quantity(None)
    assert not is_quantity(True)
    assert is_quantity("200Mi")
    assert is_quantity(3)
