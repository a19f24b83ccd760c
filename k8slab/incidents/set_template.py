"""Mischief in a StatefulSet's template: its update stops at the first pod, which a repair must remove, too.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from k8slab.incidents.goals import is_serving
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.objects import meta
from k8slab.translation import message, say

READ_FORCED_ROLLBACK = message(
    "A StatefulSet does not replace a pod that never became Ready, not even once its template is mended."
)


class SetTemplate(Mischief):
    """A change of the template that one takes back; ``patch`` is of its first container or of its pod."""

    group = "set"
    symptom: ClassVar[str]
    look: ClassVar[str]
    cause: ClassVar[str]

    def container_patch(self) -> dict[str, Any]:
        return {}

    def pod_patch(self) -> dict[str, Any]:
        return {}

    @property
    def report(self) -> str:
        return say(
            "Since the last change of StatefulSet {stateful_set} {symptom}.",
            stateful_set=self.workload.stateful_set,
            symptom=say(self.symptom),
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.stateful_set
        undo = say(
            "Take the change back (`kubectl rollout undo sts/{name} {space}`)", name=name, space=self.space
        )
        return (
            say(
                "Look at the pod with the highest ordinal: `kubectl describe po {last} {space}`, {look}",
                last=self._last,
                space=self.space,
                look=say(self.look),
            ),
            say(self.cause),
            say(
                "{undo}, then delete the pod that hangs. {warning}",
                undo=undo,
                warning=say(READ_FORCED_ROLLBACK),
            ),
        )

    @property
    def _last(self) -> str:
        return self.workload.members[-1]

    def happen(self, site: Site) -> None:
        spec = self.pod_patch()
        if own := self.container_patch():
            spec["containers"] = [{"name": self.workload.container, **own}]
        patch = json.dumps({"spec": {"template": {"spec": spec}}})
        site.kubectl(f"patch sts {self.workload.stateful_set} {self.space} -p '{patch}'")
        site.settle()
        site.advance(60)
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        name, space = self.workload.stateful_set, self.workload.namespace
        stuck = [meta.name(pod) for pod in site.pods_of(name, space) if not is_serving(pod)]
        undo = Step(f"rollout undo sts/{name} {self.space}")
        return [undo, *(Step(f"delete po {pod} {self.space} --ignore-not-found") for pod in stuck)]


class WrongImage(SetTemplate):
    name = "wrong-image"
    symptom = message("its newest pod does not start")
    look = message("and there at the events")
    cause = message("The image cannot be pulled: there is no such tag.")

    def container_patch(self) -> dict[str, Any]:
        repository = self.workload.image.rpartition(":")[0] or self.workload.image
        tag = "1.161" if repository == "nginx" else "404"
        return {"image": f"{repository}:{tag}"}


class WrongNodeSelector(SetTemplate):
    name = "wrong-node-selector"
    symptom = message("one of its pods stays Pending")
    look = message("and there at what the scheduler says")
    cause = message("The pod asks for a node with a label that no node has.")

    def pod_patch(self) -> dict[str, Any]:
        key = self.dice.choice(("disktype", "tier", "zone"), self.name)
        return {"nodeSelector": {key: self.dice.choice(("sdd", "fsat", "est"), self.name, "value")}}


class TooMuchAsked(SetTemplate):
    name = "too-much-asked"
    symptom = message("one of its pods stays Pending")
    look = message("and there at what the scheduler says")
    cause = message("The pod asks for more CPU than any node has: mind the unit.")

    def container_patch(self) -> dict[str, Any]:
        return {"resources": {"requests": {"cpu": self.dice.choice(("200", "64", "500"), self.name)}}}


class WrongProbePort(SetTemplate):
    name = "wrong-probe-port"
    symptom = message("its newest pod runs, but is not Ready")
    look = message("and there at the events")
    cause = message("The readiness probe asks at a port on which nobody listens.")

    def container_patch(self) -> dict[str, Any]:
        port = self.dice.choice((8080, 8000, 81), self.name)
        return {"readinessProbe": {"httpGet": {"path": "/", "port": port}, "periodSeconds": 5}}

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.image.startswith("nginx")


class WrongCommand(SetTemplate):
    name = "wrong-command"
    symptom = message("its newest pod does not run")
    look = message("and there at the state of its container and its last state")
    cause = message(
        "The container's program ends at once, or is not in the image: the command is not what it should be."
    )

    def container_patch(self) -> dict[str, Any]:
        misspelt = ["ngnix", "-g", "daemon off;"]  # codespell:ignore
        return {"command": self.dice.choice((misspelt, ["sh", "-c", "exit 3"]), self.name)}

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.image.startswith("nginx")


class MissingConfigMap(SetTemplate):
    name = "missing-config-map"
    symptom = message("its newest pod does not start")
    look = message("and there at the events")
    cause = message("The container takes its variables from a ConfigMap that is not there.")

    def container_patch(self) -> dict[str, Any]:
        return {"envFrom": [{"configMapRef": {"name": self._config}}]}

    @property
    def _config(self) -> str:
        return f"{self.workload.stateful_set}-settings"

    @property
    def hints(self) -> tuple[str, str, str]:
        first, second, _ = super().hints
        return (
            first,
            second,
            say(
                "Make it: `kubectl create cm {config} {space} --from-literal=mode=fast`",
                config=self._config,
                space=self.space,
            ),
        )

    def solution(self, site: Site) -> list[Step]:
        return [Step(f"create cm {self._config} {self.space} --from-literal=mode=fast", then=30.0)]
