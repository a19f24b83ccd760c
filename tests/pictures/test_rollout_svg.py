from itertools import pairwise
from xml.etree import ElementTree

import pytest

from k8slab.pictures import Rollout
from k8slab.pictures.canvas import MARGIN, WIDTH
from tests.pictures.played import play, statefulset

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=[1, 3, 40, 90])
def rollout(request):
    more = "\n  updateStrategy: {rollingUpdate: {partition: 2}}"
    return Rollout.of(play(manifest=statefulset(request.param, "Parallel", more)).story, "sts/web")


def tiles(rollout):
    root = ElementTree.fromstring(rollout.inline_svg())
    return [item for item in root.iter(f"{SVG}g") if item.get("data-place")]


def test_every_member_is_in_exactly_one_tile(rollout):
    assert sum(int(tile.get("data-pods")) for tile in tiles(rollout)) == len(rollout.members)
    assert [tile.get("data-text") for tile in tiles(rollout)] == [str(group) for group in rollout.groups]


def test_tiles_stand_side_by_side_within_the_picture(rollout):
    boxes = [tile.find(f"{SVG}rect") for tile in tiles(rollout)]
    edges = [(float(box.get("x")), float(box.get("x")) + float(box.get("width"))) for box in boxes]
    assert edges[0][0] == MARGIN
    assert edges[-1][1] <= WIDTH - MARGIN
    assert all(before[1] < after[0] for before, after in pairwise(edges))


def test_the_partition_line_is_drawn_where_there_are_ordinals_on_both_sides(rollout):
    told = [text.text for text in ElementTree.fromstring(rollout.svg).iter(f"{SVG}text")]
    assert ("partition 2" in told) == (rollout.partition == 2)


def test_the_whole_text_is_in_the_image(rollout):
    assert ElementTree.fromstring(rollout.svg).find(f"{SVG}desc").text == repr(rollout)
