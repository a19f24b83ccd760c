from xml.etree import ElementTree

import pytest

from k8slab.pictures import Timeline
from k8slab.pictures.density import SAMPLES, Share
from k8slab.pictures.stage import Stage
from k8slab.pictures.timeline import MOST_ROWS, MOST_TROUBLED

PODS = 120


@pytest.fixture
def crowd(teller):
    for number in range(PODS):
        teller.starts(0, f"zk-{number}")
    teller.create(20, "zk-900")
    for number in range(PODS):
        teller.stops(30, f"zk-{number}")
    return teller.story()


def test_fifty_rows_are_drawn_and_one_more_is_counted(teller):
    for number in range(MOST_ROWS):
        teller.starts(0, f"zk-{number}")
    assert len(Timeline.of(teller.story()).rows) == MOST_ROWS
    assert Timeline.of(teller.story()).densities == ()
    teller.starts(0, "zk-50")
    counted = Timeline.of(teller.story())
    assert (len(counted.rows), counted.folded, len(counted.densities)) == (0, 51, 1)
    assert "51 rows, all of them only counted: too many to draw" in counted.lines()


def test_every_pod_is_in_exactly_one_share_at_every_sample(crowd):
    (density,) = Timeline.of(crowd, until=60).densities
    for sample in density.samples:
        gone = 120 if sample.start >= 60 else 0
        assert sample.pods == PODS - gone + (sample.start >= 20)


def test_shares_are_those_of_the_second_that_they_were_counted_at(crowd):
    (density,) = Timeline.of(crowd, until=60).densities
    assert density.samples[0].shares == (Share(Stage.CREATING, 0, PODS),)
    assert density.samples[-1].shares == (Share(Stage.PENDING, 0, 1),)
    assert (density.rows, density.lives, density.most) == (121, 121, 121)
    assert len(density.samples) < SAMPLES


def test_rows_with_trouble_are_drawn_beside_the_counts_and_the_others_are_told(crowd, teller):
    timeline = Timeline.of(crowd, until=60)
    assert [row.name for row in timeline.rows] == ["zk-900"]
    assert timeline.folded_line().startswith("1 of 1 row with trouble")
    assert timeline.folded == PODS
    for number in range(901, 920):
        teller.create(40, f"zk-{number}")
    crowded = Timeline.of(teller.story(), until=60)
    assert (len(crowded.rows), crowded.troubled) == (MOST_TROUBLED, 20)
    assert len(crowded.rows) + crowded.folded == PODS + 20


def test_the_drawing_says_in_words_what_each_sample_counted(crowd):
    timeline = Timeline.of(crowd, until=60)
    items = [item.get("data-text") for item in ElementTree.fromstring(timeline.inline_svg()).iter()]
    for sample in timeline.densities[0].samples:
        assert f"StatefulSet zk from {sample}" in items
        assert f"  {sample}" in timeline.lines()


def test_a_story_without_time_can_be_counted(teller):
    for number in range(60):
        teller.create(0, f"zk-{number}")
    (density,) = Timeline.of(teller.story()).densities
    assert [sample.pods for sample in density.samples] == [60]


def test_a_thousand_pods_take_few_bytes(teller):
    for number in range(1000):
        teller.starts(number / 10, f"zk-{number}")
    timeline = Timeline.of(teller.story())
    assert timeline.folded + len(timeline.rows) == 1000
    assert max(len(timeline.svg), len(timeline.inline_svg()), len(repr(timeline))) < 60_000


def test_neighbouring_revisions_are_told_apart_by_a_seam_and_their_numbers(teller):
    for number in range(60):
        teller.starts(0, f"zk-{number}")
    for number in range(30):
        teller.stops(20, f"zk-{number}")
        teller.starts(50, f"zk-{number}", revision="zk-b")
    root = ElementTree.fromstring(Timeline.of(teller.story(), until=120).svg)
    seams = [each for each in root.iter() if "s-paper" in each.get("class", "").split()]
    assert [each.get("class").split()[0] for each in seams] == ["f-hue-1", "f-hue-2"]
    words = [each.text for each in root.iter() if each.tag.endswith("}text")]
    assert {"revision 1", "revision 2"} <= set(words)
