from xml.etree import ElementTree

import pytest

from k8slab.pictures import Timeline
from k8slab.pictures.canvas import WIDTH
from k8slab.pictures.mark import Mark
from k8slab.pictures.row_svg import LARGE
from k8slab.pictures.time_frame import PRESENT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def timeline(teller):
    teller.starts(0, "zk-0")
    teller.stops(40, "zk-0")
    teller.starts(70, "zk-0", revision="zk-b")
    teller.create(100, "zk-1", revision="zk-b")
    teller.bind(101, "zk-1")
    teller.waits(102, "zk-1", "ErrImagePull")
    teller.waits(180, "zk-1", "ImagePullBackOff")
    return Timeline.of(teller.story())


def texts(timeline):
    return [text.text for text in ElementTree.fromstring(timeline.svg).iter(f"{SVG}text")]


def test_the_picture_is_well_formed_and_tells_itself_to_screen_readers(timeline):
    root = ElementTree.fromstring(timeline.svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Pods over virtual time"
    assert root.find(f"{SVG}desc").text == repr(timeline)


def test_equal_stories_give_equal_bytes_and_other_stories_other_pattern_names(timeline, teller):
    again = Timeline.of(teller.story())
    assert again.svg == timeline.svg
    teller.gone(190, "zk-1")
    other = ElementTree.fromstring(Timeline.of(teller.story()).svg)
    names = {pattern.get("id") for pattern in ElementTree.fromstring(timeline.svg).iter(f"{SVG}pattern")}
    assert names.isdisjoint(pattern.get("id") for pattern in other.iter(f"{SVG}pattern"))


def test_stages_and_revisions_are_named_beside_their_colour(timeline):
    shown = texts(timeline)
    for stage in ("ContainerCreating", "Failing", "Running, not Ready", "Ready", "Terminating"):
        assert stage in shown
    assert "revision 1: zk-a" in shown
    assert "revision 2: zk-b" in shown
    assert "Ready, revision 2" in shown
    assert "ErrImagePull" in shown


def test_a_pod_made_again_is_numbered(timeline):
    assert [text for text in texts(timeline) if text.startswith("#")] == ["#1", "#2"]


def test_lives_that_are_too_short_for_a_number_each_have_one_together(teller):
    """A pod that is made and taken away again and again leaves bars of a pixel."""
    teller.starts(0, "zk-0")
    teller.gone(300, "zk-0")
    for second in range(310, 316, 2):
        teller.create(second, "zk-0")
        teller.gone(second + 1, "zk-0")
    teller.starts(600, "zk-0")
    drawn = texts(Timeline.of(teller.story()))
    assert [each for each in drawn if each.startswith("#")] == ["#1", "#2–4", "#5"]


def test_the_last_second_is_not_behind_a_mark(teller):
    teller.starts(0, "zk-0")
    marks = [Mark(teller.story().end, "command", "kubectl get po")]
    root = ElementTree.fromstring(Timeline.of(teller.story(), marks=marks).svg)
    told = [(each.text, float(each.get("x"))) for each in root.iter(f"{SVG}text")]
    flags = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "15"]
    edge = max(float(each.get("x")) + float(each.get("width")) for each in flags)
    assert any(text == "16s" and x == pytest.approx(edge + 3, abs=0.2) for text, x in told)


def test_a_single_revision_is_not_spoken_of(teller):
    teller.starts(0, "zk-0")
    assert not any("revision" in text for text in texts(Timeline.of(teller.story())))


def test_every_stage_can_be_pointed_at(timeline):
    titles = [title.text for title in ElementTree.fromstring(timeline.svg).iter(f"{SVG}title")]
    assert "zk-0 #1 on k8s-m1, revision 1: Terminating, 40s to 70s" in titles


@pytest.mark.parametrize("end", [0.3, 7, 42, 999, 86400])
def test_there_are_at_most_a_dozen_ticks_whatever_the_span(teller, end):
    teller.create(0, "zk-0")
    picture = texts(Timeline.of(teller.story(), until=end))
    ticks = [float(text) for text in picture if text.replace(".", "").isdigit()]
    assert 3 <= len(ticks) <= 12
    assert ticks[0] == 0
    assert ticks[-1] <= end


def test_the_present_of_living_pods_is_drawn_beyond_the_last_second(teller):
    def beyond():
        root = ElementTree.fromstring(Timeline.of(teller.story()).svg)
        boxes = [
            shape for shape in root.iter(f"{SVG}rect") if float(shape.get("x", 0)) > WIDTH - 16 - PRESENT
        ]
        return [box for box in boxes if float(box.get("height")) == LARGE.bar / 2]

    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    assert len(beyond()) == 2
    teller.stops(16, "zk-0")
    assert len(beyond()) == 1
