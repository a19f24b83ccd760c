import pytest

from k8slab.prediction import Prediction, Predictions

ASKED = {"question": "two-teams", "letters": "abc"}
WAS = {"answer": "b", "was": "`member-1` alone"}
RIGHT = ASKED | WAS | {"letter": "b", "choice": "`member-1` alone", "time": 2.3}
WRONG = ASKED | WAS | {"question": "again", "letter": "a", "choice": "both", "time": 5.0}


def test_a_question_without_a_prediction_says_how_to_make_one():
    asked = Prediction(**ASKED)
    assert repr(asked) == (
        'No prediction yet: put your letter in place of the dots ("a", "b", "c"), and run this cell.'
    )
    assert not asked.came_true


def test_a_prediction_shows_itself_and_does_not_tell_whether_it_is_right():
    assert repr(Prediction(**RIGHT)) == "Your prediction, kept at 2.3s: (b) `member-1` alone"
    assert Prediction(**RIGHT)._repr_html_() == (
        "<p>Your prediction, kept at 2.3s: (b) <code>member-1</code> alone</p>"
    )


def test_predictions_show_what_was_said_beside_what_was():
    assert repr(Predictions([RIGHT, WRONG, ASKED | {"question": "later"}])).splitlines() == [
        "two teams",
        "  you said: (b) `member-1` alone",
        "  it was:   ✓ that",
        "again",
        "  you said: (a) both",
        "  it was:   ✗ (b) `member-1` alone",
        "later",
        "  you said: not predicted yet",
        "  it was:   –",
        "You predicted 2 of 3; 1 came true.",
    ]


def test_the_table_has_a_row_for_each_question_and_escapes_what_stands_in_it():
    html = Predictions([WRONG | {"choice": "a < b"}])._repr_html_()
    assert html.count("<tr>") == 2
    assert "(a) a &lt; b" in html
    assert html.endswith("<p>You predicted 1 of 1; 0 came true.</p>")


@pytest.mark.parametrize("shown", [repr, Predictions._repr_html_])
def test_without_questions_it_says_so(shown):
    assert "Nothing has been asked yet." in shown(Predictions([]))
