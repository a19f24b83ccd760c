import json

import pytest

from k8slab.backends.control import Control
from k8slab.backends.transport import Reply
from k8slab.errors import ApiError


class Recorder:
    user_agent = "test"

    def __init__(self, answer, status=200):
        self.reply = Reply(status, {}, json.dumps(answer).encode())
        self.asked = []

    def request(self, method, path, *, query=None, body=None, content_type=None, accept=None):
        self.asked.append((method, path, body and json.loads(body)))
        return self.reply

    def stream(self, path, **_):
        raise AssertionError("nothing is watched here")


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        (lambda control: control.cluster(), ("GET", "/k8slab/v1/cluster", None)),
        (lambda control: control.settle(), ("POST", "/k8slab/v1/settle", {"timeout": None})),
        (lambda control: control.settle(30), ("POST", "/k8slab/v1/settle", {"timeout": 30})),
        (lambda control: control.advance(60), ("POST", "/k8slab/v1/advance", {"seconds": 60})),
        (lambda control: control.add_node("k8s-m4"), ("POST", "/k8slab/v1/nodes", {"name": "k8s-m4"})),
        (
            lambda control: control.export_nfs("nfs", ("/data",)),
            ("POST", "/k8slab/v1/nfs", {"server": "nfs", "exports": ["/data"]}),
        ),
        (lambda control: control.story(), ("GET", "/k8slab/v1/story", None)),
        (lambda control: control.step(), ("POST", "/k8slab/v1/step", None)),
        (lambda control: control.set_clock(speed=2), ("POST", "/k8slab/v1/clock", {"speed": 2})),
        (lambda control: control.set_clock(paused=True), ("POST", "/k8slab/v1/clock", {"paused": True})),
        (lambda control: control.snapshot("a"), ("POST", "/k8slab/v1/snapshots", {"name": "a"})),
        (lambda control: control.snapshots(), ("GET", "/k8slab/v1/snapshots", None)),
        (lambda control: control.rewind(time=3), ("POST", "/k8slab/v1/rewind", {"time": 3})),
        (lambda control: control.rewind(snapshot="a"), ("POST", "/k8slab/v1/rewind", {"snapshot": "a"})),
        (lambda control: control.reset(), ("POST", "/k8slab/v1/reset", None)),
        (lambda control: control.fork(), ("POST", "/k8slab/v1/fork", None)),
        (lambda control: control.end(), ("POST", "/k8slab/v1/end", None)),
        (lambda control: control.journal(), ("GET", "/k8slab/v1/journal", None)),
        (lambda control: control.marks(), ("GET", "/k8slab/v1/marks", None)),
        (lambda control: control.check("deploy"), ("POST", "/k8slab/v1/checks/deploy", None)),
        (lambda control: control.hint("deploy", 2), ("POST", "/k8slab/v1/hints/deploy", {"number": 2})),
        (lambda control: control.assignment("zoo"), ("POST", "/k8slab/v1/assignments/zoo", None)),
        (lambda control: control.results("zoo"), ("POST", "/k8slab/v1/results/zoo", None)),
        (lambda control: control.predict("q", "b"), ("POST", "/k8slab/v1/predictions/q", {"letter": "b"})),
        (lambda control: control.predictions(), ("GET", "/k8slab/v1/predictions", None)),
        (lambda control: control.ledger(), ("GET", "/k8slab/v1/ledger", None)),
    ],
)
def test_each_call_is_one_request(call, asked):
    transport = Recorder({"events": [], "verdicts": [], "snapshots": [], "marks": [], "predictions": []})
    call(Control(transport))
    assert transport.asked == [asked]


def test_what_the_server_refuses_is_raised_in_its_words():
    transport = Recorder({"kind": "Status", "message": "no check of that name", "code": 404}, status=404)
    with pytest.raises(ApiError, match="no check of that name"):
        Control(transport).check("x")


def test_where_no_process_can_be_copied_there_is_no_fork():
    refusal = {"kind": "Status", "message": "this system cannot copy a process", "code": 501}
    assert Control(Recorder(refusal, status=501)).fork() is None
    with pytest.raises(ApiError):
        Control(Recorder({**refusal, "code": 500}, status=500)).fork()
