from k8slab.pictures.mark import CHANGE, COMMAND, WARNING, Mark, instants


def test_marks_of_one_second_share_a_number_and_commands_come_first():
    found = instants(
        [Mark(4, WARNING, "w"), Mark(2, CHANGE, "c"), Mark(2, COMMAND, "k"), Mark(2.0001, CHANGE, "d")]
    )
    assert [(each.number, each.time, [mark.text for mark in each.marks]) for each in found] == [
        (1, 2, ["k", "c", "d"]),
        (2, 4, ["w"]),
    ]


def test_an_instant_that_warns_says_so_by_a_sign():
    ordinary, warning = instants([Mark(1, COMMAND, "kubectl get po"), Mark(2, WARNING, "Failed")])
    assert (ordinary.sign, warning.sign) == ("1", "2!")


def test_number_and_second_stand_in_the_first_line():
    (only,) = instants([Mark(2.5, COMMAND, "kubectl x"), Mark(2.5, CHANGE, "y")])
    assert only.lines() == ["1   2.5s command: kubectl x", "         change: y"]
