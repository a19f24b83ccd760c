"""What holds for every picture, tried on golden ones: what they say, as data, in words and drawn."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from k8slab.pictures import Chain, Comparison, NodeMap, Rollout, Timeline, theme
from k8slab.pictures.stage import Stage
from tests.pictures.golden_data import FOLDER, PICTURES, data
from tests.pictures.played import play, statefulset

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """</title><script>alert("1")</script>'&\x07"""


@pytest.fixture(scope="module", params=PICTURES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def picture(name):
    return PICTURES[name]()


def of_kind(kind):
    return [draw() for name, draw in PICTURES.items() if name.startswith(kind)]


def test_the_picture_says_what_the_golden_one_says(name, picture):
    golden = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert data(picture) == golden, "if this is meant: python -m tests.pictures.golden_data"


def test_both_embeddings_are_well_formed_with_unique_ids_that_are_the_pictures_own(picture):
    marks = []
    for svg in (picture.svg, picture.inline_svg("panel-7")):
        ids = [each.get("id") for each in ElementTree.fromstring(svg).iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        marks.append({found.rsplit("-")[0] for found in ids})
    assert marks[1] == {"panel"}
    assert marks[0].isdisjoint(marks[1])


def test_every_pattern_that_is_used_is_there(picture):
    for svg in (picture.svg, picture.inline_svg()):
        ids = {each.get("id") for each in ElementTree.fromstring(svg).iter()}
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= ids


def test_only_the_theme_writes_colours(picture):
    for each in ElementTree.fromstring(picture.inline_svg()).iter():
        used = {word[2:] for word in each.get("class", "").split() if word[:2] in ("f-", "s-")}
        assert used <= set(theme.LIGHT)
        for paint in ("fill", "stroke"):
            assert each.get(paint, "none") == "none" or each.get(paint).startswith("url(#")
        assert each.get("style") is None


def test_text_is_written_in_ink_or_in_paper_on_a_solid(picture):
    for each in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"):
        (colour,) = (word[2:] for word in each.get("class").split() if word.startswith("f-"))
        assert colour in (*theme.INKS, "paper")


def test_nothing_is_half_transparent(picture):
    """What is half transparent has another contrast than the theme promises."""
    assert "opacity" not in picture.svg


def test_every_item_can_be_focused_and_says_what_it_is(picture):
    items = [
        each
        for each in ElementTree.fromstring(picture.inline_svg()).iter()
        if each.get("class") == "k8slab-item"
    ]
    assert items
    assert [each.get("tabindex") for each in items] == ["0"] + ["-1"] * (len(items) - 1)
    assert all(each.get("role") == "img" and each.get("aria-label") for each in items)


def test_nothing_is_drawn_outside_the_picture(picture):
    root = ElementTree.fromstring(picture.svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    for each in root.iter(f"{SVG}text"):
        assert 0 <= float(each.get("x")) <= width
        assert 0 < float(each.get("y")) < height
    for each in root.iter(f"{SVG}rect"):
        assert float(each.get("x")) + float(each.get("width")) <= width
        assert float(each.get("y")) + float(each.get("height")) <= height


def test_equal_stories_give_equal_bytes(name, picture):
    again = PICTURES[name]()
    assert again == picture
    assert (again.svg, again.inline_svg(), repr(again)) == (picture.svg, picture.inline_svg(), repr(picture))


def test_all_rows_segments_and_marks_of_a_timeline_are_in_its_text():
    for timeline in of_kind("timeline"):
        text = str(timeline)
        for row in timeline.rows:
            told = "\n".join(line for line in timeline.lives() if line.startswith(f"{row.name} "))
            for bar in row.bars:
                assert f"#{bar.number}" in told
                assert bar.pod in told
                assert bar.node in told
                assert all(part.label in told and f"{part.start:g}s " in told for part in bar.segments)
        assert all(mark.text in text for each in timeline.instants for mark in each.marks)
        assert all(
            str(share) in text for each in timeline.densities for s in each.samples for share in s.shares
        )
        assert all(revision.name in text for revision in timeline.revisions)


def test_all_members_revisions_and_rules_of_a_rollout_are_in_its_text():
    for rollout in of_kind("rollout"):
        lines = rollout.lines()
        assert [f"{member.place}: {member.state}" for member in rollout.members] == lines[
            -len(rollout.members) :
        ]
        assert {str(revised) for revised in rollout.revisions} | set(rollout.rules) <= set(lines)
        assert rollout.lacking in rollout.summary()


def test_whatever_is_written_on_a_picture_stands_in_its_text(picture):
    """But for the axis, the legend's stages, and words cut short, which only repeat."""
    told = re.sub(r"\s+", "", repr(picture))
    legend = {stage.value for stage in Stage} | {
        "virtual seconds",
        "no pods",
        "What came of it",
        "difference",
        "!",
    }
    legend |= {"Pods over virtual time", "← keep the old revision", "take the new revision →"}
    legend |= {"holds", "loose: not in use now", "broken"}
    for each in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"):
        word = each.text
        is_axis = re.fullmatch(r"[\d.]+s?|[\d–!]+|×?\d+( \S+)?|#\d+", word)
        if word in legend or is_axis or word.startswith(("at most ", "Ready, revision ")):
            continue
        if re.fullmatch(r"\d+ pods|revision \d+ \(\w+\): \d+ of \d+ Ready", word):
            continue
        assert re.sub(r"\s+", "", word).rstrip("…") in told, word


def test_hostile_names_are_text_in_every_picture(teller):
    teller.starts(0, f"zk{HOSTILE}-0", revision=f"a{HOSTILE}")
    teller.stops(30, f"zk{HOSTILE}-0")
    teller.starts(60, f"zk{HOSTILE}-0", revision=f"b{HOSTILE}")
    story = teller.story()
    hostile = play(manifest=statefulset(1)).story
    for event in hostile.events:
        event.object["metadata"]["labels"] = {**(event.object["metadata"].get("labels") or {}), "x": HOSTILE}
    pictures = (
        Timeline.of(story),
        Timeline.of(story, by="node"),
        Comparison.of(story, story, labels=(HOSTILE, HOSTILE)),
        NodeMap.of(story),
        Rollout.of(hostile, "sts/web"),
        Chain.of(hostile, "sts/web"),
    )
    for picture in pictures:
        for svg in (picture.svg, picture.inline_svg()):
            root = ElementTree.fromstring(svg)
            assert list(root.iter(f"{SVG}script")) == []
        assert "<script" not in picture._repr_html_()


def test_bytes_do_not_depend_on_the_seed_of_hashes():
    program = (
        "import sys; from tests.pictures.golden_data import PICTURES\n"
        "sys.stdout.write(''.join(draw().inline_svg() for draw in PICTURES.values()))"
    )
    here = "".join(draw().inline_svg() for draw in PICTURES.values())
    root = Path(__file__).parents[2]
    environment = {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, check=True
    )
    assert made.stdout.decode("utf-8") == here
