from k8slab.verdict import Verdict

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
    hints=("Look at `spec.updateStrategy`.", "Set <2>."),
    docs="https://kubernetes.io/docs/",
)
PASSED = Verdict(check="canary", title="Only zk-2 runs the new image", points=3, earned=3, hints=("Look.",))


def test_the_text_says_expected_found_where_when_and_what_next():
    assert repr(UNMET).splitlines() == [
        "✗ not yet: Only zk-2 runs the new image (0 of 3 points)",
        "  expected  image `zk:1`",
        "  found     image `zk:2` & more",
        "  where     pod zk-0, at 46.3s",
        "  next      Set the partition first.",
        "  hints     2: .hint(1) is the first",
        "  read      https://kubernetes.io/docs/",
    ]
    assert repr(PASSED) == "✓ passed: Only zk-2 runs the new image (3 of 3 points)"


def test_the_html_is_escaped_and_folds_each_hint_into_the_one_before():
    html = UNMET._repr_html_()
    assert "image <code>zk:2</code> &amp; more" in html
    assert html.index("Hint 1 of 2") < html.index("Hint 2 of 2")
    assert html.count("</details></details>") == 1
    assert "Set &lt;2&gt;." in html
    assert "Hint" not in PASSED._repr_html_()


def test_score_prints_the_verdict_and_returns_the_points(capsys):
    assert (UNMET.score(), PASSED.score()) == (0, 3)
    assert capsys.readouterr().out == f"{UNMET!r}\n{PASSED!r}\n"


def test_hints_are_given_one_by_one():
    assert UNMET.hint() == "Look at `spec.updateStrategy`."
    assert UNMET.hint(2) == "Set <2>."
    assert UNMET.hint(3) == "There are 2 hints for 'canary': ask for 1 to 2."


def test_a_verdict_survives_json_and_fields_it_does_not_know():
    assert Verdict.from_dict({**UNMET.as_dict(), "since": "a later version"}) == UNMET
