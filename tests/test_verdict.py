from dataclasses import replace

import pytest

from k8slab.errors import K8slabError
from k8slab.verdict import Hint, Part, Verdict

UNMET = Verdict(
    check="canary",
    title="Only zk-2 runs the new image",
    points=3,
    earned=0,
    expected="image `zk:1`",
    found="image `zk:2` & more",
    where="pod zk-0",
    at=46.3,
    next="Set the partition first.",
    hints=("Look at `spec.updateStrategy`.",),
    hints_there=3,
    docs="https://kubernetes.io/docs/",
)
PASSED = Verdict(check="canary", title="Only zk-2 runs the new image", points=3, earned=3, hints_there=1)
GOOD = Part(name="zk-2 is new", points=2, earned=2)
BAD = Part(
    name="zk-0 is old",
    points=1,
    earned=0,
    expected="`zk:1`",
    found="<zk:2>",
    where="pod zk-0",
    at=5,
    next="Undo.",
)
PARTLY = Verdict(check="canary", title="Only zk-2 is new", points=3, earned=2, parts=(GOOD, BAD))


def test_the_text_says_expected_found_where_when_and_what_next():
    assert repr(UNMET).splitlines() == [
        "✗ not yet: Only zk-2 runs the new image (0 of 3 points)",
        "  expected  image `zk:1`",
        "  found     image `zk:2` & more",
        "  where     pod zk-0, at 46.3s",
        "  next      Set the partition first.",
        "  hints     1 of 3 asked for",
        "  hint 1    Look at `spec.updateStrategy`.",
        '  help      lab.hint("canary", 2) gives hint 2 of 3',
        "  read      https://kubernetes.io/docs/",
    ]
    assert repr(PASSED) == "✓ passed: Only zk-2 runs the new image (3 of 3 points)"


def test_a_verdict_lists_its_parts_and_says_of_each_that_is_not_met_why():
    assert repr(PARTLY).splitlines() == [
        "✗ not yet: Only zk-2 is new (2 of 3 points)",
        "  ✓ zk-2 is new (2 of 2)",
        "  ✗ zk-0 is old (0 of 1)",
        "      expected  `zk:1`",
        "      found     <zk:2>",
        "      where     pod zk-0, at 5s",
        "      next      Undo.",
    ]


def test_what_was_found_about_the_part_before_is_not_said_again():
    other = replace(BAD, name="zk-1 is old")
    lines = repr(replace(PARTLY, parts=(BAD, GOOD, other))).splitlines()
    assert lines[-2:] == ["  ✗ zk-1 is old (0 of 1)", "      found     the same as above"]
    assert replace(PARTLY, parts=(BAD, other))._repr_html_().count("Undo.") == 1


def test_the_html_says_the_same_and_is_escaped():
    html = UNMET._repr_html_()
    assert "image <code>zk:2</code> &amp; more" in html
    assert "<th scope='row'" in html
    assert "lab.hint(&quot;canary&quot;, 2) gives hint 2 of 3" in html
    assert "href='https://kubernetes.io/docs/'" in html
    assert "href" not in PASSED._repr_html_()
    assert "✗ zk-0 is old (0 of 1)" in PARTLY._repr_html_()
    assert "&lt;zk:2&gt;" in PARTLY._repr_html_()


def test_a_hint_that_nobody_asked_for_is_in_no_verdict():
    untold = replace(UNMET, hints=())
    assert "updateStrategy" not in repr(untold) + untold._repr_html_()
    assert 'lab.hint("canary", 1) gives hint 1 of 3' in repr(untold)


def test_what_hints_cost_is_told_and_a_verdict_that_paid_has_passed_all_the_same():
    paid = replace(PASSED, earned=2, charged=1, hints=("Look.",))
    assert paid.passed
    assert repr(paid).splitlines() == [
        "✓ passed: Only zk-2 runs the new image (2 of 3 points)",
        "  hints     1 of 1 asked for; they cost 1 points",
    ]


def test_score_prints_the_verdict_and_returns_the_points(capsys):
    assert (UNMET.score(), PASSED.score(), PARTLY.score()) == (0, 3, 2)
    assert capsys.readouterr().out == f"{UNMET!r}\n{PASSED!r}\n{PARTLY!r}\n"


def test_a_hint_is_asked_of_the_referee():
    asked = replace(UNMET, ask=lambda check, number: Hint(check, number, 3, "Set <2>.", 7.0, 2))
    hint = asked.hint(2)
    assert repr(hint) == "Hint 2 of 3 (−2 points): Set <2>."
    assert "Set &lt;2&gt;." in hint._repr_html_()
    with pytest.raises(K8slabError, match="expected a verdict of a lab"):
        UNMET.hint()


def test_a_hint_shows_those_that_came_with_it():
    hint = Hint.from_dict(
        {**vars(Hint("canary", 2, 3, "Set `it`.", 7.0)), "earlier": ["Look."], "since": "later"}
    )
    assert repr(hint).splitlines() == ["Hint 1 of 3: Look.", "Hint 2 of 3: Set `it`."]
    assert "<strong>Hint 1 of 3:</strong> Look." in hint._repr_html_()
    assert "Set <code>it</code>." in hint._repr_html_()


@pytest.mark.parametrize("verdict", [UNMET, PARTLY])
def test_a_verdict_survives_json_and_fields_it_does_not_know(verdict):
    told = verdict.as_dict()
    parts = [{**part, "since": "a later version"} for part in told["parts"]]
    assert Verdict.from_dict({**told, "since": "a later version", "parts": parts}) == verdict
