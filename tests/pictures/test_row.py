import pytest

from k8slab.errors import K8slabError
from k8slab.pictures import Timeline
from tests.pictures.played import daemonset, deployment, play, statefulset


@pytest.fixture(scope="module")
def daemons():
    return play("set image ds/agent web=nginx:1.28", manifest=daemonset())


@pytest.fixture(scope="module")
def surging():
    rolling = "maxSurge: 1, maxUnavailable: 0"
    return play("set image ds/agent web=nginx:1.28", manifest=daemonset(rolling), nodes=2)


def test_the_pods_of_a_daemonset_have_a_row_for_their_node(daemons):
    timeline = Timeline.of(daemons.story)
    assert [row.name for row in timeline.rows] == ["k8s-m1", "k8s-m2", "k8s-m3"]
    for row in timeline.rows:
        assert [bar.node for bar in row.bars] == [row.name, row.name]
        assert [(bar.number, bar.revision_number) for bar in row.bars] == [(1, 1), (2, 2)]
        assert all(
            f"#{bar.number} {bar.pod} revision" in line
            for bar, line in zip(row.bars, row.lines(), strict=True)
        )


def test_whoever_wants_names_gets_names(daemons):
    rows = Timeline.of(daemons.story, by="pod").rows
    assert len(rows) == 6
    assert all(row.name.startswith("agent-") for row in rows)


def test_a_pod_that_waits_stands_in_the_row_of_the_node_that_it_is_made_for():
    full = daemonset().replace(
        'image: "nginx:1.27"', 'image: "nginx:1.27", resources: {requests: {cpu: 900}}'
    )
    (row,) = Timeline.of(play(manifest=full, nodes=1).story).rows
    assert row.name == "k8s-m1"
    assert row.lines()[0].endswith(": 0s Pending")


def test_pods_that_overlap_on_a_node_are_in_lanes_of_their_own(surging, daemons):
    assert [bar.lane for bar in Timeline.of(surging.story).rows[0].bars] == [0, 1]
    assert {row.lanes for row in Timeline.of(daemons.story).rows} == {1}


def test_rows_by_node_hold_every_kind_of_pod(surging):
    played = play(manifest=f"{statefulset(2)}---\n{daemonset().replace('app: web', 'app: agent')}", nodes=2)
    names = [row.name for row in Timeline.of(played.story, by="node").rows]
    assert names == ["k8s-m1: agent", "k8s-m1: web-0", "k8s-m2: agent", "k8s-m2: web-1"]
    mixed = [row.name for row in Timeline.of(played.story).rows]
    assert mixed == ["k8s-m1: agent", "k8s-m2: agent", "web-0", "web-1"]


def test_the_revision_of_a_deployments_pods_is_their_template_hash():
    played = play("set image deploy/web web=nginx:1.28", manifest=deployment(2))
    timeline = Timeline.of(played.story)
    assert str(timeline.revisions[0].workload) == "Deployment web"
    assert sorted(bar.revision_number for row in timeline.rows for bar in row.bars) == [1, 1, 2, 2]


def test_an_unknown_kind_of_row_is_refused(daemons):
    with pytest.raises(K8slabError, match="expected by='pod' or 'node', found 'zone'"):
        Timeline.of(daemons.story, by="zone")
