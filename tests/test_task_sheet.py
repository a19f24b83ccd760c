"""What is a student's own shows itself."""

import pytest

from k8slab.task_sheet import NOBODY, TaskSheet

ABOUT = {"namespace": "where all <is>", "replicas": "how many"}
SHEET = TaskSheet("zoo", "ada", {"namespace": "ark", "replicas": 3, "x": "1Gi"}, ABOUT)


def test_values_are_attributes_and_others_are_told():
    assert (SHEET.namespace, SHEET.replicas) == ("ark", 3)
    with pytest.raises(
        AttributeError, match=r"a value of this assignment \(namespace, replicas, x\), found 'size'"
    ):
        SHEET.size  # noqa: B018


def test_it_shows_a_table_in_text():
    assert repr(SHEET).splitlines() == [
        "zoo: for ada",
        "  task.namespace  ark  where all <is>",
        "  task.replicas   3    how many",
        "  task.x          1Gi",
    ]


def test_a_sheet_of_nobody_says_how_to_be_somebody():
    sheet = TaskSheet("zoo", "", {"namespace": "ark"}, {})
    assert repr(sheet).splitlines()[::2] == ["zoo", NOBODY]
    assert "K8SLAB_STUDENT" in sheet._repr_html_()
    assert "K8SLAB_STUDENT" not in repr(SHEET) + SHEET._repr_html_()


def test_it_shows_the_same_table_in_html():
    html = SHEET._repr_html_()
    assert "<code>ark</code>" in html
    assert "where all &lt;is&gt; (<code>task.namespace</code>)" in html


def test_a_text_is_filled_with_its_values_and_braces_and_other_dollars_stay():
    assert SHEET.fill("{n: $namespace, r: ${replicas}} $HOME $x") == "{n: ark, r: 3} $HOME 1Gi"


def test_it_survives_json():
    assert repr(TaskSheet.from_dict(SHEET.as_dict())) == repr(SHEET)
