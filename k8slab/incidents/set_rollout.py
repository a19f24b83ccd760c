"""Mischief with a StatefulSet's rollout and its claims.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#partitions and
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

import json

from k8slab.incidents.dice import Dice
from k8slab.incidents.goals import is_serving
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload, volume
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.translation import say

NEW_IMAGE = "nginx:1.28"


class PartitionLeft(Mischief):
    """A canary was tried and never finished."""

    name = "partition-left"
    group = "set"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.replicas > 1 and workload.image.startswith("nginx") and workload.image != NEW_IMAGE

    @property
    def image(self) -> str:
        return NEW_IMAGE

    @property
    def report(self) -> str:
        name = self.workload.stateful_set
        return say(
            "StatefulSet {name} was updated to {new_image} hours ago, yet most of its pods run "
            "the old image.",
            name=name,
            new_image=NEW_IMAGE,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.stateful_set
        return (
            say(
                "Compare the revisions: `kubectl get po {space} -L controller-revision-hash`",
                space=self.space,
            ),
            say(
                "Only ordinals from the partition on are updated: `kubectl get sts {name} {space} -o yaml`",
                name=name,
                space=self.space,
            ),
            say("Set the partition of StatefulSet {name} to 0.", name=name),
        )

    def happen(self, site: Site) -> None:
        name, partition = self.workload.stateful_set, self.workload.replicas - 1
        site.kubectl(f"patch sts {name} {self.space} -p '{_partition(partition)}'")
        site.kubectl(f"set image sts/{name} {self.space} {self.workload.container}={NEW_IMAGE}")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        name = self.workload.stateful_set
        return [Step(f"patch sts {name} {self.space} -p '{_partition(0)}'")]


def _partition(number: int) -> str:
    return json.dumps({"spec": {"updateStrategy": {"rollingUpdate": {"partition": number}}}})


class PullFails(Mischief):
    """A node does not reach the registry any more, which shows with the first new image.

    What keeps pods off nodes would decide where the new one goes, and whether it meets this.
    """

    name = "pull-fails"
    group = "set"
    excludes = ("nodes",)

    def __init__(self, workload: Workload, dice: Dice) -> None:
        super().__init__(workload, dice)
        self.node = ""

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.is_own and len(site.ready_nodes()) >= workload.replicas

    @property
    def image(self) -> str:
        return NEW_IMAGE

    @property
    def _last(self) -> str:
        return self.workload.members[-1]

    @property
    def report(self) -> str:
        name = self.workload.stateful_set
        return say(
            "The update of StatefulSet {name} to {new_image}, an image that is fine, has come to a halt.",
            name=name,
            new_image=NEW_IMAGE,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say(
                "`kubectl describe po {last} {space}`: on which node is it, and what do its events say?",
                last=self._last,
                space=self.space,
            ),
            say("Node {node} does not reach the registry; the image itself is there.", node=self.node),
            say(
                "Keep new pods off that node (`kubectl cordon {node}`) and delete the pod that hangs.",
                node=self.node,
            ),
        )

    def happen(self, site: Site) -> None:
        pods = site.pods_of(self.workload.stateful_set, self.workload.namespace)
        self.node = next(str(pod["spec"]["nodeName"]) for pod in pods if meta.name(pod) == self._last)
        target = {"image": NEW_IMAGE, "node": self.node, "why": "timeout"}
        site.control.begin_fault("failing-pull", {**target, "secret": True})
        name = self.workload.stateful_set
        site.kubectl(f"set image sts/{name} {self.space} {self.workload.container}={NEW_IMAGE}")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        return [Step(f"cordon {self.node}"), Step(f"delete po {self._last} {self.space}")]


class NoVolume(Mischief):
    """It was scaled up, and the volume that was made for the new claim does not fit it."""

    name = "no-volume"
    group = "set"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.is_own

    @property
    def replicas(self) -> int:
        return self.workload.replicas + 1

    @property
    def _pod(self) -> str:
        return f"{self.workload.stateful_set}-{self.workload.replicas}"

    @property
    def _volume(self) -> str:
        return f"{self.workload.namespace}-{self._pod}"

    @property
    def _is_small(self) -> bool:
        return self.dice.number(2, self.name) == 0

    @property
    def report(self) -> str:
        return say(
            "StatefulSet {stateful_set} was scaled up to {replicas}, but {pod} is Pending.",
            stateful_set=self.workload.stateful_set,
            replicas=self.replicas,
            pod=self._pod,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        wrong = (
            say("is smaller than what the claim asks for")
            if self._is_small
            else say("is of another storage class")
        )
        return (
            say(
                "Follow the chain: `kubectl describe po {pod} {space}`, then its claim, then "
                "`kubectl get pv`",
                pod=self._pod,
                space=self.space,
            ),
            say(
                "Volume {volume} is there, but it {wrong}, so nobody binds it.",
                volume=self._volume,
                wrong=wrong,
            ),
            say(
                "Make a PersistentVolume that fits: 1Gi, ReadWriteOnce, storage class {namespace}.",
                namespace=self.workload.namespace,
            ),
        )

    def happen(self, site: Site) -> None:
        of_class = self.workload.namespace if self._is_small else f"{self.workload.namespace}-old"
        text = volume(self._volume, "500Mi" if self._is_small else "1Gi", of_class)
        site.kubectl("apply -f -", stdin=text)
        site.kubectl(f"scale sts {self.workload.stateful_set} {self.space} --replicas={self.replicas}")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        text = volume(f"{self._volume}-fits", "1Gi", self.workload.namespace)
        return [Step("apply -f -", text, then=60.0)]


class LostVolume(Mischief):
    """Somebody has removed a PersistentVolume that was in use; its data are still on the server."""

    name = "lost-volume"
    group = "set"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.is_own

    def __init__(self, workload: Workload, dice: Dice) -> None:
        super().__init__(workload, dice)
        self._member = ""

    @property
    def _claim(self) -> str:
        return f"data-{self._member}"

    @property
    def _volume(self) -> str:
        return self.workload.claims[self._claim][1]

    @property
    def report(self) -> str:
        return say("{member} was restarted and has been Pending since.", member=self._member)

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say(
                "`kubectl describe po {member} {space}`, then `kubectl get pvc {space}`",
                member=self._member,
                space=self.space,
            ),
            say(
                "The claim {claim} is Lost: its volume {volume} is not there any more. The data are "
                "still on the NFS server.",
                claim=self._claim,
                volume=self._volume,
            ),
            say(
                "Register the volume again: a PersistentVolume {volume} with the same NFS path, and "
                "with a claimRef that names the claim and its uid.",
                volume=self._volume,
            ),
        )

    def happen(self, site: Site) -> None:
        pods = site.pods_of(self.workload.stateful_set, self.workload.namespace)
        self._member = self.dice.choice([meta.name(pod) for pod in pods if is_serving(pod)], self.name)
        target = {"volume": f"pvc/{self._claim}", "namespace": self.workload.namespace}
        site.control.begin_fault("lost-volume", {**target, "secret": True})
        site.kubectl(f"delete po {self._member} {self.space}")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        claim = site.get("persistentvolumeclaims", self._claim, self.workload.namespace)
        return [Step("apply -f -", self._again(claim), then=60.0)]

    def _again(self, claim: Object) -> str:
        text = volume(self._volume, "1Gi", self.workload.namespace)
        reference = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": self._claim}
        reference |= {"namespace": self.workload.namespace, "uid": meta.uid(claim)}
        return f"{text}  claimRef: {json.dumps(reference)}\n"
