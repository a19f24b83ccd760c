"""What a learner sees who follows two tutorials of Kubernetes' documentation, line by line.

Sources: https://kubernetes.io/docs/tutorials/stateful-application/basic-stateful-set/,
https://kubernetes.io/docs/tutorials/stateful-application/zookeeper/
"""

from __future__ import annotations

import io
from pathlib import Path

from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.kubectl import run
from k8slab.sim.http.gateway import Gateway
from tests.kubectl.comparing import lines_of, write_manifests


def told(session: str, folder: Path) -> list[tuple[str, str]]:
    """Every line with what it prints, output and errors."""
    write_manifests(folder)
    transport = InProcess(Gateway(new_cluster(Settings())))
    found = []
    for line in lines_of(session):
        out, err = io.StringIO(), io.StringIO()
        run(line.words, transport, stdin=line.stdin, out=out, err=err, cwd=folder)
        found.append((line.command, out.getvalue() + err.getvalue()))
    return found


def after(told: list[tuple[str, str]], command: str, nth: int = 0) -> str:
    """What the nth line that begins with the command printed."""
    return [text for line, text in told if line.startswith(command)][nth]


def test_statefulset_basics(tmp_path: Path) -> None:
    said = told("statefulset_basics", tmp_path)
    assert (
        after(said, "apply -f tutorial-web.yaml") == "service/nginx created\nstatefulset.apps/web created\n"
    )
    assert [after(said, f"exec web-{each} -- sh -c hostname") for each in (0, 1)] == ["web-0\n", "web-1\n"]
    claims = after(said, "get pvc -l app=nginx -o custom").splitlines()
    assert [claim.split() for claim in claims[1:]] == [
        ["www-web-0", "Bound", "standard"],
        ["www-web-1", "Bound", "standard"],
    ]
    assert after(said, "exec web-0 -- curl") == "web-0\n"
    assert after(said, "get --raw /api/v1/namespaces/default/pods/web-0/proxy/") == "web-0\n"
    assert after(said, "get pods -l app=nginx -o name").split() == [f"pod/web-{each}" for each in range(5)]
    assert len(after(said, "get pvc -l app=nginx -o name").split()) == 5
    images = after(said, "get pods -l app=nginx --template").split()
    assert images[1::2] == ["registry.k8s.io/nginx-slim:0.24"] * 3
    staged = [after(said, "get pod web-2 --template", nth)[-4:] for nth in (0, 1)]
    assert (staged, after(said, "get pod web-1 --template")[-4:]) == (["0.24", "0.21"], "0.24")
    orphans = [after(said, "get pods -l app=nginx -o name", nth).split() for nth in (1, 2)]
    assert orphans == [["pod/web-0", "pod/web-1", "pod/web-2"], ["pod/web-1", "pod/web-2"]]
    assert after(said, "exec web-0 -- curl -s") == "web-0\n"
    assert after(said, "get pvc -o name").split() == [
        f"persistentvolumeclaim/www-web-{each}" for each in range(5)
    ]


def test_running_zookeeper(tmp_path: Path) -> None:
    said = told("zookeeper", tmp_path)
    assert after(said, "exec zk-2 -- hostname") == "zk-2\n"
    assert after(said, "exec zk-2 -- cat") == "3\n"
    assert after(said, "exec zk-0 -- hostname -f") == "zk-0.zk-hs.default.svc.cluster.local\n"
    servers = after(said, "exec zk-0 -- cat /opt/zookeeper/conf/zoo.cfg").splitlines()[-3:]
    assert servers == [
        f"server.{each + 1}=zk-{each}.zk-hs.default.svc.cluster.local:2888:3888" for each in range(3)
    ]
    assert "Created /hello\n" in after(said, "exec zk-0 -- zkCli.sh create")
    assert "\nworld\n" in after(said, "exec zk-2 -- zkCli.sh get")
    assert after(said, "get pvc").split() == [f"persistentvolumeclaim/datadir-zk-{each}" for each in range(3)]
    assert "4 S zookeep+     1     0 " in after(said, "exec zk-0 -- ps -elf")
    assert after(said, "exec zk-0 -- ls -ld").split()[2:4] == ["zookeeper", "zookeeper"]
    assert after(said, "exec zk-0 -- rm") == ""
    drained = after(said, "drain k8s-m1").splitlines()
    assert (drained[0], drained[-1]) == ("node/k8s-m1 cordoned", "node/k8s-m1 drained")
    assert "Cannot evict pod as it would violate the pod's disruption budget." in after(said, "drain k8s-m2")
    assert "\nworld\n" in after(said, "exec zk-1 -- zkCli.sh get", 1)
    assert after(said, "drain k8s-m2", 1).splitlines()[-1] == "node/k8s-m2 drained"
    last = after(said, "rollout status", -1).splitlines()[-1]
    assert last.startswith("statefulset rolling update complete 3 pods at revision zk-")


def test_an_eviction_that_a_budget_will_never_allow_is_not_tried_for_ever(tmp_path: Path) -> None:
    write_manifests(tmp_path)
    transport = InProcess(Gateway(new_cluster(Settings(nodes=("a",)))))
    lines = (
        "create deployment web --image=nginx",
        "create pdb none --selector=app=web --max-unavailable=0",
        "rollout status deploy/web",
        "drain a",
    )
    for line in lines:
        err = io.StringIO()
        code = run(line.split(), transport, out=io.StringIO(), err=err, cwd=tmp_path)
    assert code == 1
    assert (
        "nothing will happen any more that could allow it (a real kubectl tries for ever)" in err.getvalue()
    )
