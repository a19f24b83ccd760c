import json

import pytest

from k8slab.checks import Referee, UnknownCheckError

CHECKS = """
from k8slab.checks import check, expect

@check("ready", points=2, hints=["Wait."])
def ready(story, state):
    '''A pod is Ready.'''
    expect(bool(story.ready_order("zookeeper", "zk")), expected="a Ready pod", found="none", at=story.end)
"""


@pytest.fixture
def referee(tmp_path):
    (tmp_path / "01-lesson").mkdir()
    (tmp_path / "01-lesson" / "checks.py").write_text(CHECKS)
    return Referee(tmp_path)


def test_the_verdict_is_json_and_goes_into_the_ledger(referee, teller):
    teller.create(5, "zk-0")
    first = referee.check("ready", teller.events)
    teller.runs(16, "zk-0", ready=True)
    second = referee.check("ready", teller.events)
    assert json.loads(json.dumps(first))["found"] == "none"
    assert (first["passed"], second["passed"]) == (False, True)
    assert referee.ledger() == [
        {"check": "ready", "points": 2, "earned": 0, "time": 5.0, "revision": 1},
        {"check": "ready", "points": 2, "earned": 2, "time": 16.0, "revision": 2},
    ]


def test_the_ledger_cannot_be_changed_through_what_it_hands_out(referee):
    referee.check("ready", [])
    referee.ledger()[0]["earned"] = 2
    assert referee.ledger()[0]["earned"] == 0


def test_an_unknown_check_leaves_no_entry(referee):
    with pytest.raises(UnknownCheckError):
        referee.check("reedy", [])
    assert referee.ledger() == []
