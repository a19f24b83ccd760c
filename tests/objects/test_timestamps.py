import pytest

from k8slab.objects.timestamps import age, human_duration, rfc3339, rfc3339_micro, seconds


def test_virtual_time_starts_with_the_year_2026() -> None:
    assert rfc3339(0) == "2026-01-01T00:00:00Z"
    assert rfc3339(16.9) == "2026-01-01T00:00:16Z"
    assert rfc3339(86400 * 365) == "2027-01-01T00:00:00Z"


def test_micro_times_keep_six_digits() -> None:
    assert rfc3339_micro(16) == "2026-01-01T00:00:16.000000Z"
    assert rfc3339_micro(0.25) == "2026-01-01T00:00:00.250000Z"


@pytest.mark.parametrize("virtual", [0, 1, 61, 86400.0, 1e9])
def test_a_timestamp_reads_back_as_the_same_second(virtual: float) -> None:
    assert seconds(rfc3339(virtual)) == virtual


def test_timestamps_with_fractions_and_offsets_are_read() -> None:
    assert seconds("2026-01-01T00:00:01.500000Z") == 1.5
    assert seconds("2026-01-01T02:00:00+02:00") == 0


def test_a_timestamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="with a zone"):
        seconds("2026-01-01T00:00:00")


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (16.9, "16s"),
        (119, "119s"),
        (120, "2m"),
        (123, "2m3s"),
        (599, "9m59s"),
        (600, "10m"),
        (3 * 3600 - 1, "179m"),
        (3 * 3600, "3h"),
        (4 * 3600 + 22 * 60, "4h22m"),
        (8 * 3600, "8h"),
        (48 * 3600 - 1, "47h"),
        (48 * 3600, "2d"),
        (73 * 3600, "3d1h"),
        (8 * 86400, "8d"),
        (729 * 86400, "729d"),
        (730 * 86400, "2y"),
        (731 * 86400, "2y1d"),
        (8 * 365 * 86400, "8y"),
    ],
)
def test_ages_are_printed_as_kubectl_prints_them(duration: float, shown: str) -> None:
    assert human_duration(duration) == shown


def test_an_age_counts_from_the_timestamp() -> None:
    assert age("2026-01-01T00:00:10Z", 26) == "16s"
    assert age(None, 26) == "<unknown>"
