from k8slab.story import Moment, seconds_text


def test_moments_compare_by_time_and_then_by_revision():
    assert Moment(1.0, 9) < Moment(2.0, 3) < Moment(2.0, 4)


def test_seconds_are_shown_without_needless_digits():
    assert [seconds_text(t) for t in (0, 16.0, 46.3, 0.1 + 0.2, 86400.25)] == [
        "0s",
        "16s",
        "46.3s",
        "0.3s",
        "86400.25s",
    ]
