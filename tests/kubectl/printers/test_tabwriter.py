"""Elastic tab stops."""

from __future__ import annotations

from k8slab.kubectl.printers.tabwriter import Layout, align


def test_a_column_is_as_wide_as_its_widest_neighbour() -> None:
    assert align("a\tb\nlonger\tc\n") == "a       b\nlonger  c\n"


def test_a_line_without_the_cell_ends_the_column() -> None:
    assert align("a\tb\nTitle:\nlonger\tc\n") == "a  b\nTitle:\nlonger  c\n"


def test_the_last_cell_of_a_line_belongs_to_no_column() -> None:
    assert align("a\tvery long text\nb\tx\ty\n") == "a  very long text\nb  x  y\n"


def test_a_table_that_is_watched_never_gets_narrower() -> None:
    layout = Layout(6, 3, [])
    assert layout.align("NAME\tSTATUS\tAGE\nzk-0\tPending\t0s\n") == (
        "NAME   STATUS    AGE\nzk-0   Pending   0s\n"
    )
    assert layout.align("zk-0\tContainerCreating\t1s\n") == "zk-0   ContainerCreating   1s\n"
    assert layout.align("zk-0\tRunning\t2s\n") == "zk-0   Running             2s\n"
