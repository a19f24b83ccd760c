"""A StatefulSet as upstream's specs make it, look at it and wait for it.

Every wait looks as upstream's does: the set, then the pods by the set's selector, each ten seconds for at
most ten minutes. Source: test/e2e/framework/statefulset and test/e2e/apps in kubernetes/kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from tests.e2e.framework import Framework, Object, is_active, is_true

WEBSERVER = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
NEW_WEBSERVER = "registry.k8s.io/e2e-test-images/agnhost:2.40"
PAGE = "/localhost.crt"
LABELS = {"foo": "bar", "baz": "blah"}
REVISION = "controller-revision-hash"
ORDINAL = re.compile(r"(.*)-([0-9]+)$")
EACH_SECOND = {"periodSeconds": 1, "successThreshold": 1, "failureThreshold": 1}
HTTP_PROBE = {"httpGet": {"path": PAGE, "port": 80}, **EACH_SECOND}
PAUSE_PROBE = {"exec": {"command": ["test", "-f", "/data/statefulset-continue"]}, **EACH_SECOND}
RESUME = "dd if=/dev/zero of=/data/statefulset-continue bs=1 count=1 conv=fsync"


def new_statefulset(
    name: str = "ss", replicas: int = 2, *, claims: bool = False, labels: Object | None = None
) -> Object:
    """Of web servers; `claims`: with a claim for /data, and a folder of the node at /home."""
    labels = labels or LABELS
    container: Object = {"name": "webserver", "image": WEBSERVER, "args": ["test-webserver"]}
    spec: Object = {"containers": [container]}
    if claims:
        mounts = {"datadir": "/data/", "home": "/home"}
        container["volumeMounts"] = [{"name": key, "mountPath": path} for key, path in mounts.items()]
        spec["volumes"] = [{"name": "home", "hostPath": {"path": "/tmp/home"}}]
    return {
        "kind": "StatefulSet",
        "apiVersion": "apps/v1",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels, "annotations": {}}, "spec": spec},
            "volumeClaimTemplates": [_claim("datadir")] if claims else [],
            "serviceName": "test",
            "updateStrategy": {"type": "RollingUpdate"},
        },
    }


def _claim(name: str) -> Object:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1"}}}
    return {"metadata": {"name": name}, "spec": spec}


def container_of(statefulset: Object) -> Object:
    container: Object = statefulset["spec"]["template"]["spec"]["containers"][0]
    return container


def with_probe(statefulset: Object, probe: Object) -> Object:
    container_of(statefulset)["readinessProbe"] = probe
    return statefulset


def ordinal(pod: Object) -> int:
    found = ORDINAL.match(pod["metadata"]["name"])
    return int(found[2]) if found else -1


def image(obj: Object) -> str:
    name: str = obj["spec"]["containers"][0]["image"]
    return name


def revision(pod: Object) -> str:
    name: str = pod["metadata"]["labels"][REVISION]
    return name


@contextmanager
def headless_service(framework: Framework) -> Iterator[None]:
    """The Service that goes with the sets, and at the end no set, claim or volume of the spec's is left."""
    port = {"port": 80, "name": "http", "protocol": "TCP"}
    spec = {"selector": LABELS, "clusterIP": "None", "ports": [port]}
    framework.client("services").create({"metadata": {"name": "test", "labels": LABELS}, "spec": spec})
    yield
    delete_all(framework)


def delete_all(framework: Framework) -> None:
    """Scale every set of the namespace to nothing and delete it, its claims, and wait for their volumes."""
    for found in framework.client("statefulsets").items():
        web = WebSet(framework, found)
        web.scale(0)
        web.wait_for_status("replicas", 0)
        framework.client("statefulsets").delete(web.name, orphanDependents=False)
    claims = framework.client("persistentvolumeclaims")
    volumes = {claim["spec"].get("volumeName") for claim in claims.items()}
    for claim in claims.items():
        claims.delete(claim["metadata"]["name"])
    framework.pace.poll(
        lambda: (
            not [
                volume
                for volume in framework.cluster("persistentvolumes").items()
                if volume["metadata"]["name"] in volumes
            ]
        )
    )


class WebSet:
    """One StatefulSet that is there."""

    def __init__(self, framework: Framework, obj: Object) -> None:
        self.framework = framework
        self.obj = obj
        self.name: str = obj["metadata"]["name"]
        self.client = framework.client("statefulsets")
        self._pods = framework.client("pods")
        labels = obj["spec"]["selector"]["matchLabels"]
        self.selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))

    @classmethod
    def create(cls, framework: Framework, obj: Object) -> WebSet:
        return cls(framework, framework.client("statefulsets").create(obj))

    @property
    def status(self) -> Object:
        """Of the set as it was last seen."""
        status: Object = self.obj["status"]
        return status

    @property
    def replicas(self) -> int:
        return int(self.obj["spec"]["replicas"])

    def get(self) -> Object:
        self.obj = self.client.get(self.name)
        return self.obj

    def pods(self) -> list[Object]:
        """By ordinal."""
        return sorted(self._pods.items(labels=self.selector), key=ordinal)

    def pod(self, number: int) -> str:
        return f"{self.name}-{number}"

    # What is done to it

    def change(self, change: Callable[[Object], None]) -> None:
        self.obj = self.client.change(self.name, change)

    def set_image(self, name: str) -> None:
        self.change(lambda obj: container_of(obj).update(image=name))

    def set_partition(self, number: int) -> None:
        strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": number}}
        self.change(lambda obj: obj["spec"].update(updateStrategy=strategy))

    def set_start(self, start: int | None, replicas: int) -> None:
        def change(obj: Object) -> None:
            obj["spec"].pop("ordinals", None)
            if start is not None:
                obj["spec"]["ordinals"] = {"start": start}
            obj["spec"]["replicas"] = replicas

        self.change(change)

    def update_replicas(self, count: int) -> None:
        self.client.change(self.name, lambda obj: obj["spec"].update(replicas=count))

    def scale(self, count: int) -> None:
        """And wait until that many pods are there."""
        self.change(lambda obj: obj["spec"].update(replicas=count))
        self.framework.pace.poll(lambda: len(self.pods()) == count)

    def restart(self) -> None:
        """To no pods at all and back to as many as there were."""
        before = self.replicas
        self.scale(0)
        self.wait_for_status("replicas", 0)
        self.update_replicas(before)
        self.obj["spec"]["replicas"] = before

    def delete_pod(self, number: int) -> None:
        self._pods.delete(self.pod(number), gracePeriodSeconds=0)

    def in_all_pods(self, line: str) -> list[str]:
        return [self.framework.sh(pod["metadata"]["name"], line) for pod in self.pods()]

    def break_probe(self) -> None:
        self.in_all_pods(f"mv -v {PAGE} /tmp/ || true")

    def restore_probe(self) -> None:
        self.in_all_pods(f"mv -v /tmp{PAGE} / || true")

    def break_pod_probe(self, number: int) -> None:
        self.framework.sh(self.pod(number), f"mv -v {PAGE} /tmp/ || true")

    def restore_pod_probe(self, number: int) -> None:
        self.framework.sh(self.pod(number), f"mv -v /tmp{PAGE} / || true")

    def saturate(self) -> None:
        """Let one pod after the other become ready."""
        for number in range(self.replicas):
            self.wait_for_running(number + 1, number)
            self.resume_next_pod()

    def resume_next_pod(self) -> None:
        """Make the one pod ready that runs and is not."""
        resumed = []
        for pod in self.pods():
            assert pod["status"]["phase"] == "Running", pod["status"]
            if not is_true(pod, "Ready"):
                self.framework.sh(pod["metadata"]["name"], RESUME)
                resumed.append(pod["metadata"]["name"])
        assert len(resumed) <= 1, f"several pods were paused: {resumed}"

    # What is waited for

    def wait_for_running(self, running: int, ready: int) -> None:
        """That many pods run, and of them the first so many, and no others, are ready. Never more pods."""

        def is_so() -> bool:
            pods = self.pods()
            assert len(pods) <= running, f"{len(pods)} pods instead of {running}"
            return len(pods) == running and all(
                pod["status"].get("phase") == "Running" and is_true(pod, "Ready") == (ordinal(pod) < ready)
                for pod in pods
            )

        self.framework.pace.poll(is_so)

    def wait_for_ready(self, count: int | None = None) -> None:
        count = self.replicas if count is None else count
        self.wait_for_running(count, count)

    def wait_for_state(self, is_so: Callable[[Object, list[Object]], bool]) -> list[Object]:
        """The pods of the look at which it is so, in the order of the list."""
        pods: list[Object] = []

        def look() -> bool:
            self.get()
            pods[:] = self._pods.items(labels=self.selector)
            return is_so(self.obj, pods)

        self.framework.pace.poll(look)
        return pods

    def wait_for_observed(self) -> None:
        """The controller has seen this generation of the set."""
        generation = self.obj["metadata"]["generation"]
        self.wait_for_state(lambda obj, pods: obj["status"].get("observedGeneration", 0) >= generation)

    def wait_for_status(self, field: str, count: int) -> None:
        generation = self.obj["metadata"]["generation"]

        def is_so() -> bool:
            status = self.client.get(self.name)["status"]
            return status.get("observedGeneration", 0) >= generation and status.get(field, 0) == count

        self.framework.pace.poll(is_so)

    def wait_for_pod(self, number: int, *, ready: bool) -> None:
        name = self.pod(number)
        self.wait_for_state(
            lambda obj, pods: any(
                pod["metadata"]["name"] == name and is_true(pod, "Ready") == ready for pod in pods
            )
        )

    def wait_for_update(self) -> list[Object]:
        """The rolling update is over."""
        return self.wait_for_state(
            lambda obj, pods: (
                len(pods) >= obj["spec"]["replicas"]
                and obj["status"]["updateRevision"] == obj["status"]["currentRevision"]
            )
        )

    def wait_for_partition(self) -> list[Object]:
        """All pods are there, and those that the partition lets through have the new revision."""

        def is_so(obj: Object, pods: list[Object]) -> bool:
            partition, status = obj["spec"]["updateStrategy"]["rollingUpdate"]["partition"], obj["status"]
            if len(pods) < obj["spec"]["replicas"]:
                return False
            if partition <= 0 and status["updateRevision"] != status["currentRevision"]:
                return False
            return all(revision(pod) == status["updateRevision"] for pod in pods[partition:])

        return self.wait_for_state(is_so)

    def wait_for_names(self, names: list[str]) -> None:
        """These pods are there, and no others but such as are finished or going."""
        self.framework.pace.poll(lambda: active_names(self.pods()) == names, timeout=300)

    def confirm_count(self, count: int, *, hard: bool) -> None:
        """For ten seconds; `hard`: there is never another number of pods."""
        counts = []
        for _ in range(10):
            counts.append(len(self.pods()))
            assert counts[-1] == count or not hard, f"{counts[-1]} pods instead of {count}"
            self.framework.pace.sleep(1)
        assert counts[-1] == count


def active_names(pods: Iterable[Object]) -> list[str]:
    return [pod["metadata"]["name"] for pod in pods if is_active(pod)]
