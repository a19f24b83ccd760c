"""The kernel's side of the dashboard, against a cluster in a child process; pages are lists of messages."""

import gc
import json
import re
import weakref
from xml.etree import ElementTree

import pytest

from k8slab import Lab
from k8slab.errors import K8slabError
from k8slab.widgets import dashboard as module
from k8slab.widgets.panels import PANELS

SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
"""
LARGEST_UPDATE = 400_000
"""Bytes, with 100 nodes and 500 pods."""
WIDGET = "application/vnd.jupyter.widget-view+json"


class Page:
    """Asks as the page does, and keeps what it is sent."""

    def __init__(self, dashboard):
        self.dashboard = dashboard
        self.sent = []
        dashboard.comm.send = lambda data=None, **_: self.sent.append(data)

    def ask(self, ask, **more):
        """The traits that were sent in answer."""
        self.sent.clear()
        self.dashboard._asked(self.dashboard, {"ask": ask, "id": "7", **more}, [])
        assert self.sent[-1]["content"] == {"done": "7"}
        states = [message["state"] for message in self.sent if message["method"] == "update"]
        return {name: value for state in states for name, value in state.items()}

    def bytes(self):
        return sum(len(json.dumps(message)) for message in self.sent)


@pytest.fixture(scope="module")
def cluster():
    with Lab() as lab:
        yield lab


@pytest.fixture
def lab(cluster, capsys):
    """The cluster as it was at first, with a StatefulSet that has not begun to start."""
    cluster.reset()
    cluster.apply(SET)
    return cluster


@pytest.fixture
def dashboard(lab):
    found = lab.dashboard()
    yield found
    found.close()


@pytest.fixture
def page(dashboard):
    return Page(dashboard)


def texts(sent):
    return {name: value["text"] for name, value in sent.items() if name.startswith("panel_")}


def test_a_page_that_asks_never_moves_time(lab, page):
    for _ in range(3):
        page.ask("tick")
    assert lab.now == 0.0


def test_an_answer_without_news_holds_no_picture(page):
    page.ask("tick")
    assert set(page.ask("tick")) <= {"clock"}
    assert page.bytes() < 1000


def test_what_a_cell_does_is_seen_at_the_next_question(lab, page):
    page.ask("tick")
    lab.settle()
    sent = page.ask("tick")
    assert sent["clock"]["words"].startswith("settled at ")
    assert "web-1" in sent["panel_timeline"]["text"]


def test_only_pictures_that_changed_are_sent(lab, page):
    lab.settle()
    page.ask("tick")
    assert set(page.ask("zoom", factor=0.5)) == {"clock", "panel_timeline"}


def test_a_button_runs_its_line_and_shows_what_it_printed(lab, page):
    lab.settle()
    page.ask("tick")
    picked = {"workload": "sts/web", "replicas": "4", "namespace": "default"}
    sent = page.ask("run", action="scale", picked=picked)
    assert sent["log"] == [
        {
            "time": lab.now,
            "line": "kubectl scale sts/web --replicas=4 -n default",
            "output": "statefulset.apps/web scaled",
            "code": 0,
        }
    ]
    assert sent["clock"]["notice"] == "kubectl scale sts/web --replicas=4 -n default: exit code 0"
    assert sent["choices"]["replicas"] == 4


def test_killing_a_pod_leaves_time_where_it_is(lab, page):
    before = lab.settle().time
    sent = page.ask("run", action="kill", picked={"pod": "web-1", "podNamespace": "default"})
    assert sent["log"][0]["output"] == 'pod "web-1" deleted from default namespace'
    assert lab.now == before
    assert "Terminating" in sent["panel_timeline"]["text"]


def test_what_kubectl_refuses_is_in_its_own_words(page, capsys):
    sent = page.ask("run", action="cordon", picked={"node": "no-such-node"})
    entry = sent["log"][0]
    assert (entry["output"], entry["code"]) == (
        'Error from server (NotFound): nodes "no-such-node" not found',
        1,
    )
    assert capsys.readouterr().out.count("no-such-node") == 0


def test_a_cordoned_node_is_told_with_the_choices(page):
    sent = page.ask("run", action="cordon", picked={"node": "k8s-m2"})
    assert [node["name"] for node in sent["choices"]["nodes"] if node["cordoned"]] == ["k8s-m2"]


def test_looking_back_draws_that_time_and_changes_nothing(lab, page):
    lab.settle()
    page.ask("tick")
    now = lab.now
    sent = page.ask("look", time=1.0)
    assert sent["clock"]["words"] == f"looking at 1s of {now:g}s"
    assert "0s to 1s" in sent["panel_timeline"]["text"]
    assert lab.now == now
    assert page.ask("follow")["clock"]["looking"] is False


def test_playing_goes_on_until_the_cluster_has_settled(page, monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(clock)))
    page.ask("pace", pace=60)
    assert page.ask("play")["clock"]["playing"]
    page.ask("tick")
    assert page.ask("tick")["clock"]["words"] == "settled at 60s"


def test_rewinding_goes_back_and_the_pictures_with_it(lab, page):
    lab.settle()
    page.ask("tick")
    page.ask("look", time=1.0)
    sent = page.ask("rewind")
    assert (lab.now, sent["clock"]["now"], sent["clock"]["looking"]) == (1.0, 1.0, False)
    assert not lab.story().lives("pods", name="web-1")


def test_stepping_goes_to_the_next_change_and_tells_it(lab, page):
    page.ask("tick")
    told = page.ask("step")["clock"]["notice"]
    assert re.match(r"at 0\.6s; event Pulling: .*; pods default/web-\d changed: ContainerCreating", told)
    assert lab.now == 0.6
    page.ask("tick")
    assert page.dashboard.clock["notice"] == told


def test_a_fork_is_another_cluster_that_can_be_looked_at(lab, dashboard, page):
    lab.settle()
    page.ask("tick")
    page.ask("look", time=1.0)
    sent = page.ask("fork")
    assert sent["clock"]["branches"] == ["this lab", "fork 1 at 1s"]
    assert (sent["clock"]["branch"], sent["clock"]["now"]) == (1, 1.0)
    page.ask("settle")
    assert page.ask("branch", branch=0)["clock"]["now"] == lab.now
    dashboard.close()
    with pytest.raises(K8slabError, match="has been closed"):
        dashboard.forks[0].settle()


def test_another_workload_can_be_picked(lab, page):
    lab.apply(SET.replace("web", "db"))
    assert page.ask("tick")["choices"]["target"] == "sts/db"
    assert page.ask("pick", workload="default/sts/web")["choices"]["target"] == "sts/web"


def test_a_cluster_that_is_gone_is_said_to_be():
    with Lab() as lab:
        dashboard = lab.dashboard()
    sent = Page(dashboard).ask("tick")
    assert sent["clock"]["gone"]
    assert sent["clock"]["words"].startswith("The cluster is gone.")
    dashboard.close()


def test_a_dashboard_does_not_keep_a_lab_from_ending(capsys):
    lab = Lab()
    dashboard = lab.dashboard()
    seen = weakref.ref(lab)
    del lab
    gc.collect()
    assert seen() is None
    assert Page(dashboard).ask("tick")["clock"]["gone"]
    dashboard.close()


def test_a_question_that_makes_no_sense_is_answered_in_words(page):
    sent = page.ask("run", action="format-disk", picked={})
    assert sent["clock"]["notice"].startswith("expected an action of scale, image,")


def test_without_a_widget_the_same_pictures_stand_still(lab, dashboard):
    lab.settle()
    data, _ = dashboard._repr_mimebundle_()
    assert data["text/plain"] == repr(dashboard)
    assert "web-1" in data["text/plain"]
    assert data["text/html"].count("<img ") >= 1
    assert WIDGET in data
    assert lab.dashboard()._repr_mimebundle_()[0]["text/html"] == data["text/html"]


def test_a_dashboard_follows_the_workload_that_it_is_made_for(lab):
    lab.apply(SET.replace("web", "db"))
    assert lab.dashboard("sts/web").choices["target"] == "sts/web"
    with pytest.raises(K8slabError, match="as in 'sts/zk', found 'web'"):
        lab.dashboard("web")


def test_names_that_are_markup_stay_text(teller):
    from k8slab.widgets.panels import Sight, draw

    teller.starts(0, "<script>alert(1)</script>", revision="'\"><img src=x onerror=alert(1)>")
    for panel in PANELS:
        drawing = draw(panel, Sight(teller.story(), 16, 0, 16, None), "d1")
        root = ElementTree.fromstring(drawing.svg) if drawing.svg else ElementTree.Element("none")
        assert not [each for each in root.iter() if each.tag.endswith(("script", "}img", "foreignObject"))]
        assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


def test_the_page_asks_for_nothing_from_outside():
    for file in ("dashboard.js", "dashboard.css"):
        content = (module.FOLDER / file).read_text(encoding="utf-8")
        assert "http" not in content
        assert "@import" not in content
        assert "innerHTML" not in content


def test_a_live_clock_is_followed_and_can_be_paused_and_sped_up(capsys):
    with Lab(clock="live:20") as lab:
        dashboard = lab.dashboard()
        page = Page(dashboard)
        assert page.ask("tick")["clock"]["words"].startswith("live, 20 s to the second, at ")
        paused = page.ask("pause")["clock"]
        assert (paused["playing"], paused["live"]) == (False, True)
        assert lab.now == dashboard.clock["now"]
        assert page.ask("pace", pace=5)["clock"]["pace"] == 5
        page.ask("play")
        assert not lab.is_paused
        dashboard.close()


def test_an_update_of_500_pods_on_100_nodes_stays_small(capsys):
    large = SET.replace("replicas: 2", "replicas: 500\n  podManagementPolicy: Parallel")
    with Lab(nodes=100) as lab:
        lab.apply(large)
        lab.settle()
        dashboard = lab.dashboard()
        page = Page(dashboard)
        page.ask("run", action="kill", picked={"pod": "web-7", "podNamespace": "default"})
        assert page.bytes() < LARGEST_UPDATE
        sent = page.ask("look", time=1.0)
        assert "100 nodes (100 Ready), 500 pods" in sent["panel_nodes"]["text"]
        assert page.bytes() < LARGEST_UPDATE
        dashboard.close()
