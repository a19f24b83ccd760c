import pytest

from k8slab.grading.cells import checks
from k8slab.grading.contradictions import claims, unanswered
from tests.grading.test_cells import ANSWER, CHECK, GIVEN, LAST, MORE, RELEASE, WORDS, cell, submission


def shown(value):
    data = {"text/plain": value}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


@pytest.mark.parametrize(
    ("outputs", "claimed"),
    [
        ([shown("7.5")], {"zoo-a": 7.5}),
        ([{"output_type": "stream", "text": "hello"}, shown(["10"])], {"zoo-a": 10}),
        ([shown("a lot")], {}),
        ([], {}),
        ("nonsense", {}),
        ([{"output_type": "execute_result", "data": []}], {}),
    ],
)
def test_what_a_notebook_claims_is_the_value_of_its_check(outputs, claimed):
    told = submission()
    told["cells"][2]["outputs"] = outputs
    assert claims(told, checks(RELEASE)) == claimed


def test_a_task_is_unanswered_if_nothing_was_written_above_its_check():
    assert unanswered(submission(), RELEASE) == {"zoo-a", "zoo-b"}
    assert unanswered(submission(a_answer="%kubectl get po"), RELEASE) == {"zoo-b"}
    own = cell("", "%kubectl get po")
    there = submission(GIVEN, ANSWER, CHECK, MORE, own, LAST, WORDS)
    assert unanswered(there, RELEASE) == {"zoo-a"}
