"""What an incident happens to: a StatefulSet with claims and its headless Service, and a DaemonSet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.errors import K8slabError
from k8slab.incidents.dice import Dice
from k8slab.incidents.site import Site
from k8slab.objects import meta, pods
from k8slab.translation import say

REPLICAS = 3
SERVER = "10.6.6.6"
STORES = ("store", "ledger", "cache", "queue")
AGENTS = ("agent", "collector", "shipper", "probe")
MANIFEST = """\
apiVersion: v1
kind: Namespace
metadata: {{name: {namespace}}}
---
apiVersion: v1
kind: Service
metadata: {{name: {store}, namespace: {namespace}}}
spec:
  clusterIP: None
  selector: {{app: {store}}}
  ports: [{{name: web, port: 80}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {store}, namespace: {namespace}}}
spec:
  replicas: {replicas}
  serviceName: {store}
  selector: {{matchLabels: {{app: {store}}}}}
  template:
    metadata: {{labels: {{app: {store}}}}}
    spec:
      terminationGracePeriodSeconds: 10
      containers:
      - name: main
        image: nginx:1.27
        ports: [{{name: web, containerPort: 80}}]
        readinessProbe: {{httpGet: {{path: /, port: 80}}, periodSeconds: 5}}
        resources: {{requests: {{cpu: 200m, memory: 128Mi}}}}
        volumeMounts: [{{name: data, mountPath: /data}}]
  volumeClaimTemplates:
  - metadata: {{name: data}}
    spec:
      accessModes: [ReadWriteOnce]
      storageClassName: {namespace}
      resources: {{requests: {{storage: 1Gi}}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {agent}, namespace: {namespace}}}
spec:
  selector: {{matchLabels: {{app: {agent}}}}}
  template:
    metadata: {{labels: {{app: {agent}}}}}
    spec:
      terminationGracePeriodSeconds: 5
      containers:
      - name: main
        image: httpd:2.4
        readinessProbe: {{httpGet: {{path: /, port: 80}}, periodSeconds: 5}}
        resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}
"""
VOLUME = """\
apiVersion: v1
kind: PersistentVolume
metadata: {{name: {name}}}
spec:
  capacity: {{storage: {size}}}
  accessModes: [ReadWriteOnce]
  storageClassName: {of_class}
  nfs: {{server: {server}, path: /{name}}}
"""


@dataclass(frozen=True)
class Workload:
    """What it is called, and how it was before: replicas, images, and by claim its uid and volume.

    ``daemon_set`` and ``service`` are empty if there is none.
    """

    namespace: str
    stateful_set: str
    daemon_set: str
    service: str
    replicas: int
    container: str
    image: str
    claims: Mapping[str, tuple[str, str]]
    is_own: bool = False

    @property
    def members(self) -> list[str]:
        return [f"{self.stateful_set}-{number}" for number in range(self.replicas)]


def make(site: Site, seed: int, dice: Dice) -> Workload:
    """Deploy a workload of our own in a namespace of its own, and wait until it runs."""
    namespace = f"incident-{seed}"
    store, agent = dice.choice(STORES, "store"), dice.choice(AGENTS, "agent")
    if any(meta.name(each).startswith(f"{namespace}-") for each in site.all_of("persistentvolumes")):
        raise K8slabError(
            say(
                "expected a cluster without incident {seed}, found its volumes. Next: begin another "
                "one, or end this cluster",
                seed=seed,
            )
        )
    texts = [volume(f"{namespace}-{store}-{number}", "1Gi", namespace) for number in range(REPLICAS)]
    names = {"namespace": namespace, "store": store, "agent": agent, "replicas": REPLICAS}
    site.kubectl("apply -f -", stdin="---\n".join([*texts, MANIFEST.format(**names)]))
    site.settle()
    return of(site, store, namespace, agent, is_own=True)


def volume(name: str, size: str, of_class: str) -> str:
    """The manifest of a PersistentVolume."""
    return VOLUME.format(name=name, size=size, of_class=of_class, server=SERVER)


def of(
    site: Site, stateful_set: str, namespace: str, daemon_set: str = "", *, is_own: bool = False
) -> Workload:
    """One that is there and well. Raises K8slabError if it is not, ApiError if it is not there."""
    found = site.get("statefulsets", stateful_set, namespace)
    replicas = int(found["spec"].get("replicas", 1))
    unready = [pod for pod in site.pods_of(stateful_set, namespace) if not pods.is_ready(pod)]
    if unready or found["status"].get("readyReplicas", 0) != replicas or replicas == 0:
        ready = found["status"].get("readyReplicas", 0)
        raise K8slabError(
            say(
                "expected StatefulSet {stateful_set} in namespace {namespace} with all of its pods "
                "Ready before an incident begins, found {ready} of {replicas}. Next: "
                "`lab.wait('sts/{stateful_set}', namespace='{namespace}')`",
                stateful_set=stateful_set,
                namespace=namespace,
                ready=ready,
                replicas=replicas,
            )
        )
    if daemon_set:
        site.get("daemonsets", daemon_set, namespace)
    container = found["spec"]["template"]["spec"]["containers"][0]
    service = str(found["spec"].get("serviceName") or "")
    known = service if service and site.find("services", service, namespace) is not None else ""
    return Workload(
        namespace,
        stateful_set,
        daemon_set,
        known,
        replicas,
        container["name"],
        container["image"],
        _claims(site, found, namespace, replicas),
        is_own,
    )


def _claims(site: Site, found: dict[str, Any], namespace: str, replicas: int) -> dict[str, tuple[str, str]]:
    """By name, the uid and the volume of the members' claims."""
    templates = [meta.name(each) for each in found["spec"].get("volumeClaimTemplates") or ()]
    wanted = {f"{name}-{meta.name(found)}-{number}" for name in templates for number in range(replicas)}
    every = site.all_of("persistentvolumeclaims", namespace)
    return {
        meta.name(each): (meta.uid(each), str(each["spec"].get("volumeName", "")))
        for each in every
        if meta.name(each) in wanted
    }
