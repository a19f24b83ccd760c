from xml.etree import ElementTree

import pytest

from k8slab.pictures import Comparison
from tests.pictures.played import play, statefulset

SVG = "{http://www.w3.org/2000/svg}"
CANARY = """patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'"""
UPDATE = "set image sts/web web=nginx:1.28"


@pytest.fixture(scope="module")
def ordered():
    return play(UPDATE, manifest=statefulset(policy="OrderedReady"))


@pytest.fixture(scope="module")
def parallel():
    return play(UPDATE, manifest=statefulset(policy="Parallel"))


@pytest.fixture(scope="module")
def canary():
    return play(CANARY, UPDATE, manifest=statefulset())


@pytest.fixture(scope="module")
def policies(ordered, parallel):
    """Both policies until the first update."""
    ends = tuple(played.marks[-1].time - 1 for played in (ordered, parallel))
    labels = ("OrderedReady", "Parallel")
    return Comparison.of(ordered.story, parallel.story, labels=labels, until=ends)


def told(comparison):
    return {finding.question: (*finding.answers, finding.difference) for finding in comparison.findings}


def test_parallel_is_sooner_and_together_where_ordered_is_one_by_one(policies):
    found = told(policies)
    first, second, difference = found["all Ready for good"]
    seconds = [float(answer.removeprefix("after ").removesuffix("s")) for answer in (first, second)]
    assert seconds[0] > seconds[1]
    assert difference == f"Parallel {round(seconds[0] - seconds[1], 3):g}s sooner"
    assert found["became Ready in this order"] == (
        "web-0, then web-1, then web-2",
        "web-0, web-1, web-2 together",
        "not the same",
    )


def test_a_set_without_pods_is_not_ready_for_good(ordered):
    emptied = play("scale sts/web --replicas=0", manifest=statefulset())
    given_up = play("scale sts/web --replicas=0", manifest=statefulset(policy="Parallel"))
    found = told(Comparison.of(ordered.story, emptied.story, labels=("all", "none")))["all Ready for good"]
    assert found[1:] == ("no pods at the end", "only all")
    both = told(Comparison.of(emptied.story, given_up.story))["all Ready for good"]
    assert both == ("no pods at the end", "no pods at the end", "the same")


def test_with_a_partition_others_are_kept(ordered, canary):
    starts = tuple(played.marks[-1].time - 1 for played in (ordered, canary))
    found = told(Comparison.of(ordered.story, canary.story, labels=("all", "canary"), at=starts))
    assert found["replaced (another pod than at the start)"] == (
        "web-0, web-1, web-2",
        "web-2",
        "web-0, web-1 only in all",
    )
    assert found["kept (the same pod as at the start)"] == (
        "none",
        "web-0, web-1",
        "web-0, web-1 only in canary",
    )
    assert found["most down at once"][2] == "the same"


def test_a_story_beside_itself_has_no_differences(ordered):
    same = Comparison.of(ordered.story, ordered.story)
    assert {finding.difference for finding in same.findings} == {"the same"}


def test_both_sides_have_one_scale(policies):
    root = ElementTree.fromstring(policies.inline_svg())
    by_seconds = {}
    for text in root.iter(f"{SVG}text"):
        if text.text.isdigit() and text.get("text-anchor") == "middle" and "f-quiet" in text.get("class"):
            by_seconds.setdefault(text.text, []).append(text.get("x"))
    assert len(by_seconds) > 5
    assert all(len(places) == 2 and len(set(places)) == 1 for places in by_seconds.values())


def test_stories_that_are_aligned_at_different_seconds_count_from_there(ordered, canary):
    starts = tuple(played.marks[-1].time for played in (ordered, canary))
    comparison = Comparison.of(ordered.story, canary.story, at=starts)
    assert starts[0] != starts[1]
    assert comparison.alignment() == f"a from its second {starts[0]:g} on, b from its second {starts[1]:g} on"
    ticks = [text.text for text in ElementTree.fromstring(comparison.svg).iter(f"{SVG}text")]
    assert ticks.count("0") == 2


def test_the_text_has_the_findings_and_both_timelines(policies):
    lines = policies.lines()
    for finding in policies.findings:
        assert finding.line(policies.labels) in lines
    for side in policies.sides:
        assert [f"  {line}" for line in side.timeline.lines()] == lines[lines.index(f"{side.label}:") + 1 :][
            : len(side.timeline.lines())
        ]


def test_every_word_of_the_findings_is_in_the_picture(policies):
    shown = " ".join(text.text for text in ElementTree.fromstring(policies.svg).iter(f"{SVG}text"))
    for finding in policies.findings:
        for words in (finding.question, *finding.answers, finding.difference):
            assert all(word in shown for word in words.split())


def test_revisions_of_one_side_only_carry_its_label(ordered, canary):
    story = play("set image sts/web web=nginx:1.29", manifest=statefulset()).story
    comparison = Comparison.of(ordered.story, story, labels=("one", "other"))
    shown = [text.text for text in ElementTree.fromstring(comparison.svg).iter(f"{SVG}text")]
    labels = [text for text in shown if "revision" in text and ": web-" in text]
    assert [label.split(": web-")[0] for label in labels] == [
        "revision 1",
        "one: revision 2",
        "other: revision 2",
    ]
