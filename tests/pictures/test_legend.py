from xml.etree import ElementTree

from k8slab.pictures import legend
from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import WIDTH, Canvas
from k8slab.pictures.stage import Stage


def texts(parts):
    return [text for part in parts for text in ElementTree.fromstring(f"<g>{part}</g>").itertext()]


def test_stages_stand_in_the_order_of_a_pods_life():
    entries = legend.stage_entries({Stage.READY, Stage.PENDING, Stage.TERMINATING}, Brush(Canvas("k")))
    assert [entry.label for entry in entries] == ["Pending", "Ready", "Terminating"]


def test_revisions_have_their_numbers_in_their_signs():
    entries = legend.revision_entries([(1, "revision 1: zk-a"), (2, "zk-b")], Brush(Canvas("k")))
    assert texts(legend.rows(entries, 0)[0]) == ["1", "revision 1: zk-a", "2", "zk-b"]


def test_a_label_that_is_too_long_is_cut_in_its_middle_so_that_revisions_differ():
    name = "fluentd-elasticsearch-with-a-very-long-name-that-somebody-has-given-to-it"
    labels = [
        (number, f"revision {number} of DaemonSet {name}: {name}-{number}c6c56fb79") for number in (1, 2)
    ]
    told = texts(legend.rows(legend.revision_entries(labels, Brush(Canvas("k"))), 0)[0])
    assert [each[-10:] for each in told if len(each) > 1] == ["1c6c56fb79", "2c6c56fb79"]
    assert all("…" in each and len(each) < 90 for each in told if len(each) > 1)


def test_a_long_legend_wraps_instead_of_leaving_the_picture():
    entries = legend.revision_entries(
        [(number, f"revision {number}: zookeeper-{number:010}") for number in range(1, 10)],
        Brush(Canvas("k")),
    )
    parts, below = legend.rows(entries, 10)
    rows = {float(part.split("y='")[1].split("'")[0]) for part in parts}
    assert below > 10 + 2 * legend.LINE
    assert len(rows) > 2
    assert all(float(part.split(" x='")[1].split("'")[0]) < WIDTH for part in parts)
