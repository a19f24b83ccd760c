"""Volumes that are full or lost, and NFS servers that do not answer."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import pods, volumes
from k8slab.sim import kinds
from tests.sim.faults.ward import Manifest, Ward
from tests.sim.http.asking import ask

SERVER = "10.6.6.6"
USES = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
MOUNTS = [{"name": "data", "mountPath": "/data"}]
SLEEP = ["sleep", "infinity"]
WRITER = ["sh", "-c", "while true; do date >> /data/log; sleep 5; done"]


@pytest.fixture
def used(ward: Ward) -> Ward:
    """A volume named data on an NFS server, and a pod named one that has it mounted."""
    ward.volume("data")
    user(ward, "one")
    ward.settle()
    return ward


def user(ward: Ward, name: str, image: str = "busybox", **main: Any) -> None:
    main.setdefault("command", SLEEP)
    ward.pod(name, image, spec={**USES, "nodeName": "a"}, volumeMounts=MOUNTS, **main)


def claim_phase(ward: Ward) -> list[tuple[float, Any]]:
    return ward.story(kinds.PERSISTENT_VOLUME_CLAIM, "data", volumes.phase)


def test_on_a_full_volume_nothing_grows_until_something_is_removed(used: Ward) -> None:
    used.run("one", "echo old > /data/old")
    used.fault("full-volume", volume="pvc/data")
    assert used.run("one", "echo new > /data/new") == (1, "echo: write error: No space left on device\n")
    assert used.run("one", "mkdir /data/folder") == (
        1,
        "mkdir: can't create directory '/data/folder': No space left on device\n",
    )
    assert used.run("one", "cat /data/old; echo new > /tmp/new; touch /data/empty") == (0, "old\n")
    assert "104806400         0 100% /data\n" in used.run("one", "df")[1]
    assert used.run("one", "rm /data/old; echo new > /data/new; cat /data/new") == (0, "new\n")
    used.lift()
    assert used.run("one", "mkdir /data/folder; echo longer > /data/new; cat /data/new") == (0, "longer\n")


def test_what_was_written_before_the_volume_was_full_is_there(ward: Ward) -> None:
    """A process is looked at only now and then, and has written in between."""
    ward.volume("data")
    user(ward, "one", command=WRITER)
    ward.advance(22)
    ward.fault("full-volume", volume="pv/data")
    ward.advance(20)
    assert ward.run("one", "wc -l < /data/log") == (0, "5\n")
    log = ask(ward.gateway, "GET", "/api/v1/namespaces/default/pods/one/log").body.decode()
    assert log == "date: write error: No space left on device\n" * 4


def test_other_volumes_of_the_same_server_have_room(used: Ward) -> None:
    used.volume("other")
    spec = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "other"}}], "nodeName": "a"}
    used.pod("two", "busybox", spec=spec, volumeMounts=MOUNTS, command=SLEEP)
    used.settle()
    used.fault("full-volume", volume="pv/data")
    assert used.run("two", "echo new > /data/new") == (0, "")


def test_a_lost_volume_leaves_its_claim_lost_and_new_pods_pending(used: Ward) -> None:
    used.advance(10)
    used.run("one", "echo kept > /data/file")
    began = used.cluster.clock.now
    fault = used.fault("lost-volume", volume="pvc/data")
    used.settle()
    assert claim_phase(used)[-1] == (began, "Lost")
    assert used.events("data") == [
        (began, "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!")
    ]
    assert used.run("one", "cat /data/file; echo more >> /data/file") == (0, "kept\n")
    used.pod("two", spec=USES)
    used.settle()
    [(_, why)] = used.events("two")
    assert 'persistentvolumeclaim "data" bound to non-existent persistentvolume "data"' in why
    used.lift(fault["id"])
    used.settle()
    assert claim_phase(used)[-1] == (began, "Bound")
    assert pods.is_ready(used.get(kinds.POD, "two"))
    assert used.run("one", "cat /data/file") == (0, "kept\nmore\n")


def test_lost_data_show_nowhere_but_in_the_files(used: Ward) -> None:
    used.run("one", "mkdir /data/deep; echo kept > /data/deep/file")
    before = len(used.cluster.store.log)
    used.fault("lost-data", volume="pvc/data")
    used.settle()
    assert used.run("one", "ls /data") == (0, "")
    assert len(used.cluster.store.log) == before
    used.run("one", "echo new > /data/new")
    used.lift()
    assert used.run("one", "ls /data; cat /data/deep/file") == (0, "deep\nkept\n")


def test_who_uses_files_of_a_server_that_is_away_waits_until_it_answers(used: Ward) -> None:
    used.run("one", "echo kept > /data/file")
    used.fault("nfs-away", server=SERVER, seconds=60)
    began = used.cluster.clock.now
    assert used.run("one", "echo local > /tmp/file; cat /tmp/file") == (0, "local\n")
    assert used.cluster.clock.now == began
    assert used.run("one", "cat /data/file; echo more >> /data/file; cat < /data/file") == (
        0,
        "kept\nkept\nmore\n",
    )
    assert used.cluster.clock.now == began + 60


def test_a_loop_that_writes_there_goes_on_where_it_stopped(ward: Ward) -> None:
    ward.volume("data")
    user(ward, "one", command=WRITER)
    ward.advance(12)
    ward.fault("nfs-away", server=SERVER, seconds=60)
    ward.advance(70)
    assert ward.run("one", "wc -l < /data/log") == (0, "5\n")


@pytest.mark.parametrize(
    ("image", "probe", "why"),
    [
        (
            "busybox",
            {"exec": {"command": ["cat", "/data/file"]}},
            'command timed out: "cat /data/file" timed out after 1s',
        ),
        (
            "nginx",
            {"httpGet": {"port": 80}},
            'Get "http://10.244.0.2:80/": context deadline exceeded '
            "(Client.Timeout exceeded while awaiting headers)",
        ),
    ],
)
def test_probes_that_need_the_server_time_out(ward: Ward, image: str, probe: Manifest, why: str) -> None:
    ward.volume("data")
    place = "/data" if image == "busybox" else "/usr/share/nginx/html"
    command = {"command": ["sh", "-c", "echo > /data/file; sleep infinity"]} if image == "busybox" else {}
    own = {
        "volumeMounts": [{"name": "data", "mountPath": place}],
        "readinessProbe": {**probe, "periodSeconds": 5},
    }
    ward.pod("one", image, spec={**USES, "nodeName": "a"}, **command, **own)
    ward.settle()
    if image == "nginx":
        ward.pod("two", "busybox", spec={**USES, "nodeName": "b"}, volumeMounts=MOUNTS, command=SLEEP)
        ward.settle()
        ward.run("two", "echo page > /data/index.html")
        ward.advance(60)
        ward.settle()
    assert pods.is_ready(ward.get(kinds.POD, "one"))
    ward.fault("nfs-away", server=SERVER, seconds=60)
    ward.settle()
    failures = {text for _, text in ward.events("one") if "context deadline" in text or "timed out" in text}
    assert failures == {f"Unhealthy: Readiness probe failed: {why}"}
    told = [ready for _, ready in ward.story(kinds.POD, "one", pods.is_ready)]
    assert told[-3:] == [True, False, True]


def test_a_pod_cannot_mount_what_is_away(used: Ward) -> None:
    used.fault("nfs-away", server=SERVER)
    user(used, "two")
    used.settle()
    assert "Output: mount.nfs: Connection timed out" in used.events("two")[0][1]
    used.lift()
    used.settle()
    assert pods.is_ready(used.get(kinds.POD, "two"))


def test_what_is_not_there_is_refused(used: Ward) -> None:
    assert "a PersistentVolume, found 'x' at " in used.refused("full-volume", volume="pv/x")
    assert "a claim in namespace default, found 'x'" in used.refused("lost-volume", volume="pvc/x")
    assert "volume: pv/NAME or pvc/NAME, found 'data'" in used.refused("lost-data", volume="data")
    assert f"found '1.2.3.4' at 1.5s; there is {SERVER}" in used.refused("nfs-away", server="1.2.3.4")
    used.volume("fibre", fc={"targetWWNs": ["50060e801049cfd1"], "lun": 0})
    assert "found pv/fibre of type fc at 1.5s" in used.refused("full-volume", volume="pv/fibre")
    used.fault("full-volume", volume="pvc/data")
    assert "Next: lift full-volume-1 first" in used.refused("full-volume", volume="pv/data")


def test_a_pod_stays_terminating_until_its_volume_can_be_unmounted(used: Ward) -> None:
    used.fault("nfs-away", server=SERVER)
    ask(used.gateway, "DELETE", "/api/v1/namespaces/default/pods/one")
    used.settle()
    used.advance(300)
    pod = used.get(kinds.POD, "one")
    assert pod["metadata"]["deletionTimestamp"]
    assert "terminated" in pod["status"]["containerStatuses"][0]["state"]
    began = used.cluster.clock.now
    used.lift()
    used.settle()
    assert used.api.find(kinds.POD, "one", "default") is None
    assert used.cluster.clock.now <= began + 122


def test_a_pod_that_is_deleted_by_force_does_not_wait_for_that(used: Ward) -> None:
    used.fault("nfs-away", server=SERVER)
    query = {"gracePeriodSeconds": "0"}
    ask(used.gateway, "DELETE", "/api/v1/namespaces/default/pods/one", query=query)
    assert used.api.find(kinds.POD, "one", "default") is None


@pytest.mark.parametrize(
    "source",
    [
        {"hostPath": {"path": "/mnt/data"}},
        {"local": {"path": "/mnt/data"}, "nodeAffinity": {"required": {"nodeSelectorTerms": [{}]}}},
        {"csi": {"driver": "disk.example.com", "volumeHandle": "one"}},
    ],
)
def test_volumes_of_all_simulated_types_can_be_full_and_lose_their_data(ward: Ward, source: Manifest) -> None:
    terms = [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["a"]}]}]
    if "nodeAffinity" in source:
        source = {**source, "nodeAffinity": {"required": {"nodeSelectorTerms": terms}}}
    ward.volume("data", **source)
    user(ward, "one")
    ward.settle()
    ward.run("one", "echo kept > /data/file")
    ward.fault("full-volume", volume="pvc/data")
    assert ward.run("one", "echo more > /data/more")[1].endswith("No space left on device\n")
    ward.fault("lost-data", volume="pvc/data")
    assert ward.run("one", "ls /data") == (0, "")
    ward.lift()
    assert ward.run("one", "cat /data/file; echo more > /data/more") == (0, "kept\n")
