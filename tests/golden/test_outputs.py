"""What of a watch's rows and of a rollout's lines is compared, and what is a race of the real cluster."""

from __future__ import annotations

from tests.golden.outputs import reduced, without_rising_availability, without_unseen_creations


def test_a_daemon_sets_row_before_its_new_pods_are_seen_is_left_out() -> None:
    rows = ["ds 3 3 3 1 3 <none>", "ds 3 2 2 1 2 <none>", "ds 3 3 2 2 2 <none>", "ds 3 3 3 2 3 <none>"]
    assert without_unseen_creations(rows) == [rows[0], rows[2], rows[3]]


def test_a_daemon_sets_row_that_tells_of_anything_else_stays() -> None:
    for row, then in (
        ("ds 3 2 2 1 2 <none>", "ds 3 3 3 2 3 <none>"),
        ("ds 3 2 2 1 2 <none>", "ds 3 3 2 1 2 <none>"),
        ("ds 2 2 2 1 2 <none>", "ds 3 3 2 2 2 <none>"),
        ("ds 3 3 2 2 2 <none>", "ds 3 2 2 1 2 <none>"),
        ("ds 3 2 2 1 2 <none>", "ds 3 3 2 2 2 a=b"),
        ("pod 0/1 Pending 0", "pod 0/1 Pending 1"),
    ):
        assert without_unseen_creations([row, then]) == [row, then]


def test_of_rising_availability_the_first_line_stays() -> None:
    def available(count: int, of: int = 4) -> str:
        return f'Waiting for daemon set "ds" rollout to finish: {count} of {of} updated pods are available...'

    done = 'daemon set "ds" successfully rolled out'
    assert without_rising_availability([available(2), available(3), done]) == [available(2), done]
    assert without_rising_availability([available(1), available(2), available(3)]) == [available(1)]
    fallen = [available(3), available(2), available(2, of=5), done]
    assert without_rising_availability(fallen) == fallen


def test_of_evictions_at_once_the_order_and_the_number_of_tries_are_free() -> None:
    evicting = [f"evicting pod default/{name}" for name in ("b", "a", "b")]
    assert reduced(["node/m1 cordoned", *evicting], "drain m1") == [
        "evicting pod default/a",
        "evicting pod default/b",
        "node/m1 cordoned",
    ]
    assert reduced(evicting, "get po") == evicting
