"""Files, logs and first processes of containers."""

from __future__ import annotations

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

DATA = [{"name": "data", "mountPath": "/data"}]


def test_a_container_knows_its_names_and_variables(pods: Pods) -> None:
    pods.pod("one", env=[{"name": "A", "value": "1"}, {"name": "B", "value": "$(A)-$$(A)"}])
    assert pods.out("one", "hostname; cat /etc/hostname; echo $B") == "one\none\n1-$(A)\n"
    assert (
        pods.out("one", "echo $KUBERNETES_SERVICE_HOST; grep one /etc/hosts")
        == "10.96.0.1\n10.244.0.2\tone\n"
    )


def test_variables_come_from_fields_config_maps_and_secrets(pods: Pods) -> None:
    pods.create(kinds.CONFIG_MAP, "colours", data={"sky": "blue"})
    pods.create(kinds.SECRET, "key", data={"word": "b3Blbg=="})
    fields = {"fieldRef": {"fieldPath": "spec.nodeName"}}
    secret = {"secretKeyRef": {"name": "key", "key": "word"}}
    env = [{"name": "NODE", "valueFrom": fields}, {"name": "WORD", "valueFrom": secret}]
    pods.pod("one", env=env, envFrom=[{"configMapRef": {"name": "colours"}, "prefix": "C_"}])
    assert pods.out("one", "echo $NODE $WORD $C_sky") == "a open blue\n"


def test_a_config_map_is_mounted_read_only_and_shows_changes(pods: Pods) -> None:
    pods.create(kinds.CONFIG_MAP, "colours", data={"sky": "blue"})
    volumes = [{"name": "data", "configMap": {"name": "colours"}}]
    pods.pod("one", volumes=volumes, volumeMounts=DATA)
    assert pods.out("one", "cat /data/sky") == "blue"
    assert pods.run("one", "echo x > /data/sky")[2] == "sh: can't create /data/sky: Read-only file system\n"
    pods.cluster.api.modify(
        kinds.CONFIG_MAP, "colours", "default", lambda draft: draft["data"].update(sky="grey")
    )
    assert pods.out("one", "cat /data/sky") == "grey"


def test_an_empty_dir_is_shared_in_the_pod_and_gone_with_it(pods: Pods) -> None:
    volumes = [{"name": "data", "emptyDir": {}}]
    writer = {"name": "writer", "image": "busybox", "command": ["sh", "-c", "echo hi > /data/x"]}
    writer["volumeMounts"] = DATA
    pods.pod("one", volumes=volumes, volumeMounts=DATA, spec={"initContainers": [writer]})
    assert pods.out("one", "cat /data/x") == "hi\n"
    pods.delete("one")
    pods.pod("one", volumes=volumes, volumeMounts=DATA)
    assert pods.out("one", "ls /data") == ""


def test_what_lies_on_a_claimed_volume_is_there_for_the_next_pod(pods: Pods) -> None:
    source = {"nfs": {"server": "nfs.example.com", "path": "/x"}, "accessModes": ["ReadWriteOnce"]}
    pods.create(kinds.PERSISTENT_VOLUME, "pv", spec={**source, "capacity": {"storage": "1Gi"}})
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    pods.create(kinds.PERSISTENT_VOLUME_CLAIM, "claim", spec=claim)
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "claim"}}]
    pods.pod("one", volumes=volumes, volumeMounts=DATA)
    pods.out("one", "echo kept > /data/x; echo lost > /tmp/x")
    pods.delete("one")
    pods.pod("one", volumes=volumes, volumeMounts=[{**DATA[0], "subPath": "sub"}, *DATA[:0]])
    assert pods.out("one", "ls /data /tmp") == "/data:\n\n/tmp:\n"
    pods.delete("one")
    pods.pod("one", volumes=volumes, volumeMounts=DATA)
    assert pods.out("one", "cat /data/x; ls -A /data /tmp") == "kept\n/data:\nsub\nx\n\n/tmp:\n"


def test_the_first_process_writes_the_log(pods: Pods) -> None:
    pods.pod("one", command=["sh", "-c", "while true; do date +%s; sleep 10; done"])
    first = pods.log("one")
    assert len(first.splitlines()) == 1
    pods.cluster.advance(25)
    assert len(pods.log("one").splitlines()) == 3
    assert pods.log("one", tail=1) == pods.log("one").splitlines(keepends=True)[-1]
    assert pods.log("one", timestamps=True, tail=1).startswith("2026-01-01T00:00:")
    assert len(pods.log("one", since=pods.cluster.clock.now - 12).splitlines()) == 1


def test_the_log_of_the_run_before_is_kept(pods: Pods) -> None:
    pods.pod("one", command=["sh", "-c", "echo crash $(date +%T); exit 1"])
    first = pods.log("one")
    pods.cluster.advance(15)
    last = pods.log("one")
    assert {first[:9], last[:9]} == {"crash 00:"}
    assert first != last
    assert pods.log("one", previous=True) == last, (
        "while no further run has begun, the last one is the one before"
    )


def test_a_program_that_is_not_simulated_runs_silently(pods: Pods) -> None:
    pods.pod("one", "registry.example.com/shop:1", command=["/shop", "--port=80"])
    assert pods.log("one") == ""
    assert pods.out("one", "ps | grep shop") == "    1 root      0:00 /shop --port=80\n"


def test_a_sleep_lets_time_pass(pods: Pods) -> None:
    pods.pod("one")
    before = pods.cluster.clock.now
    pods.out("one", "sleep 30")
    assert pods.cluster.clock.now == before + 30
    assert pods.run("one", "sleep infinity")[0] == 137


def test_a_web_server_answers_by_name(pods: Pods) -> None:
    pods.pod("web", "nginx", spec={"hostname": "web", "subdomain": "sites"}, ports=[{"containerPort": 80}])
    pods.cluster.api.modify(
        kinds.POD, "web", "default", lambda draft: draft["metadata"].update(labels={"app": "web"})
    )
    ports = [{"port": 8080, "targetPort": 80}]
    pods.create(kinds.SERVICE, "web", spec={"selector": {"app": "web"}, "ports": ports})
    headless = {"selector": {"app": "web"}, "ports": [{"port": 80}], "clusterIP": "None"}
    pods.create(kinds.SERVICE, "sites", spec=headless)
    pods.pod("one")
    assert "Welcome to nginx!" in pods.out("one", "curl -s web:8080")
    assert "Welcome to nginx!" in pods.out("one", "curl -s web.sites.default.svc.cluster.local")
    address = pods.cluster.api.get(kinds.POD, "web", "default")["status"]["podIP"]
    assert pods.out("one", "getent hosts web.sites").split()[0] == address
    pods.out("web", "rm /usr/share/nginx/html/index.html")
    assert pods.out("one", "curl -s -o /dev/null -w '%{http_code}' web:8080") == "403"
    assert '"GET / HTTP/1.1" 200' in pods.log("web")
    assert pods.run("one", "wget -q nosuch")[2] == "wget: bad address 'nosuch'\n"


def test_fluentd_follows_the_logs_of_its_node(pods: Pods) -> None:
    pods.pod("one", command=["sh", "-c", "echo hello; sleep infinity"], spec={"nodeName": "a"})
    pods.pod("far", spec={"nodeName": "b"})
    volumes = [{"name": "varlog", "hostPath": {"path": "/var/log"}}]
    mounts = [{"name": "varlog", "mountPath": "/var/log", "readOnly": True}]
    image = "quay.io/fluentd_elasticsearch/fluentd:v2.5.2"
    pods.pod("log", image, volumes=volumes, volumeMounts=mounts, spec={"nodeName": "a"})
    followed = [line for line in pods.log("log").splitlines() if "following tail" in line]
    assert any("following tail of /var/log/containers/one_default_main-" in line for line in followed)
    assert not any("far_default" in line for line in followed)
    assert pods.out("log", "cat /var/log/containers/one_default_*.log").endswith("Z stdout F hello\n")
    pods.delete("one")
    assert "one_default" not in pods.out("log", "ls /var/log/containers")


def test_fluentd_finds_new_logs_within_a_minute_and_keeps_nobody_waiting(pods: Pods) -> None:
    volumes = [{"name": "varlog", "hostPath": {"path": "/var/log"}}]
    mounts = [{"name": "varlog", "mountPath": "/var/log"}]
    image = "quay.io/fluentd_elasticsearch/fluentd:v2.5.2"
    pods.pod("log", image, volumes=volumes, volumeMounts=mounts, spec={"nodeName": "a"})
    started = pods.cluster.clock.now
    pods.pod("late", spec={"nodeName": "a"})
    pods.pod("far", spec={"nodeName": "b"})
    assert pods.cluster.settled
    assert "late_default" not in pods.log("log")
    pods.cluster.advance(started + 61 - pods.cluster.clock.now)
    pods.cluster.advance(300)
    told = [line for line in pods.log("log").splitlines() if "late_default" in line]
    assert len(told) == 1
    assert "following tail of /var/log/containers/late_default_main-" in told[0]
    assert told[0].split()[1] <= "00:01:05"
    assert "far_default" not in pods.log("log")


def test_a_node_keeps_its_pods_logs_under_the_real_names_with_links_to_them(pods: Pods) -> None:
    pods.pod("one", command=["sh", "-c", "echo hello; sleep 5; exit 1"], spec={"nodeName": "a"})
    volumes = [{"name": "host", "hostPath": {"path": "/var/log/"}}]
    pods.pod(
        "look",
        volumes=volumes,
        volumeMounts=[{"name": "host", "mountPath": "/var/log"}],
        spec={"nodeName": "a"},
    )
    pods.cluster.advance(120)
    uid = pods.cluster.api.get(kinds.POD, "one", "default")["metadata"]["uid"]
    folder = f"/var/log/pods/default_one_{uid}/main"
    runs = pods.out("look", f"ls {folder}").split()
    assert len(runs) == 2
    assert int(runs[1].removesuffix(".log")) == int(runs[0].removesuffix(".log")) + 1
    assert pods.out("look", f"cat {folder}/{runs[0]}").endswith("Z stdout F hello\n")
    links = pods.out(
        "look", "cd /var/log/containers; for each in one_default_main-*; do readlink $each; done"
    )
    assert sorted(links.split()) == [f"{folder}/{each}" for each in runs]
    pods.delete("one")
    assert pods.out("look", "ls /var/log/pods").split() == [
        f"default_look_{pods.cluster.api.get(kinds.POD, 'look', 'default')['metadata']['uid']}"
    ]


def test_fluentd_sees_no_logs_without_its_hosts_folder(pods: Pods) -> None:
    pods.pod("log", "quay.io/fluentd_elasticsearch/fluentd:v2.5.2")
    assert "following tail" not in pods.log("log")
