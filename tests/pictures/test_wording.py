import pytest

from k8slab.pictures.wording import amount_text, counted, joined, natural_order, size_text, some_of, tally


def test_numbers_in_names_count_as_numbers():
    names = ["zk-10", "zk-9", "k8s-m2", "k8s-m10", "a"]
    assert sorted(names, key=natural_order) == ["a", "k8s-m2", "k8s-m10", "zk-9", "zk-10"]


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0"),
        (1023, "1023"),
        (1 << 30, "1Gi"),
        (3 << 29, "1.5Gi"),
        (16393248 << 10, "15.6Gi"),
        (200 << 20, "200Mi"),
    ],
)
def test_sizes_are_told_in_the_largest_unit_that_they_fill(size, told):
    assert size_text(size) == told


def test_amounts_are_told_as_their_resource_is_counted():
    amounts = [("cpu", 1500), ("cpu", 4000), ("memory", 1 << 30), ("pods", 3)]
    assert [amount_text(*each) for each in amounts] == ["1500m", "4", "1Gi", "3"]


def test_long_lists_end_with_how_many_more_there_are():
    assert some_of(["a", "b", "c", "d"], 3) == "a, b, c, d"
    assert some_of(["a", "b", "c", "d", "e"], 3) == "a, b, c and 2 more"


def test_counts_and_sums_are_words():
    assert (counted(1, "pod"), counted(2, "pod")) == ("1 pod", "2 pods")
    assert joined(("a", "", "b")) == "a, b"
    assert tally(["Ready", "Pending", "Ready"]) == "2 Ready, 1 Pending"
