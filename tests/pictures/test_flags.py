from xml.etree import ElementTree

import pytest

from k8slab.pictures import Mark, Timeline
from k8slab.pictures.flags import MOST
from k8slab.pictures.mark import CHANGE, COMMAND, WARNING

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(teller):
    teller.starts(0, "zk-0")

    def draw(*marks):
        timeline = Timeline.of(teller.story(), until=100, marks=marks)
        return ElementTree.fromstring(timeline.inline_svg())

    return draw


def flags(root):
    return [item for item in root.iter(f"{SVG}g") if item.get("data-marks")]


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def test_every_mark_has_its_number_above_the_plot_and_its_words_below(drawn):
    root = drawn(Mark(10, COMMAND, "kubectl scale sts/zk --replicas=2"), Mark(60, WARNING, "Failed"))
    assert [flag.get("data-marks") for flag in flags(root)] == ["1", "2!"]
    assert flags(root)[0].get("data-text") == "1   10s command: kubectl scale sts/zk --replicas=2"
    assert {"command: kubectl scale sts/zk --replicas=2", "warning: Failed"} <= set(texts(root))


def test_marks_that_stand_too_close_share_a_flag(drawn):
    close = drawn(*(Mark(10 + at / 2, CHANGE, f"c{at}") for at in range(4)), Mark(80, WARNING, "w"))
    assert [flag.get("data-marks") for flag in flags(close)] == ["1–4", "5!"]
    assert all(f"c{at}" in flags(close)[0].get("data-text") for at in range(4))


def test_commands_are_square_and_others_round(drawn):
    root = drawn(Mark(10, COMMAND, "kubectl x"), Mark(60, CHANGE, "c"))
    corners = [float(flag.find(f"{SVG}rect").get("rx")) for flag in flags(root)]
    assert corners[0] < corners[1]


def test_a_long_list_ends_with_how_many_lines_there_are_more(drawn):
    root = drawn(*(Mark(at, CHANGE, f"c{at}") for at in range(MOST + 5)))
    assert "and 5 more marks: see the text" in texts(root)
    assert f"change: c{MOST}" not in texts(root)


def test_what_lies_outside_the_picture_is_counted(teller):
    teller.starts(50, "zk-0")
    timeline = Timeline.of(
        teller.story(), marks=[Mark(1, COMMAND, "kubectl create ns a"), Mark(60, CHANGE, "c")]
    )
    assert timeline.mark_lines() == ["2   60s change: c", "1 mark before or after"]
    assert "1 more before or after" in texts(ElementTree.fromstring(timeline.svg))
