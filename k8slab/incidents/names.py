"""Mischief with the headless Service that gives a StatefulSet's pods their names.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
"""

from __future__ import annotations

import json
from typing import Any

from k8slab.incidents.dice import Dice
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.objects.meta import Object
from k8slab.translation import say


class OfNames(Mischief):
    group = "names"

    def __init__(self, workload: Workload, dice: Dice) -> None:
        super().__init__(workload, dice)
        self._service: Object = {}

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return bool(workload.service)

    @property
    def report(self) -> str:
        return say(
            "Clients cannot resolve the names of the pods of StatefulSet {stateful_set}.",
            stateful_set=self.workload.stateful_set,
        )

    def remember(self, site: Site) -> None:
        self._service = site.get("services", self.workload.service, self.workload.namespace)

    @property
    def _selector(self) -> dict[str, Any]:
        return dict(self._service["spec"].get("selector") or {})


class MissingService(OfNames):
    name = "missing-service"

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.stateful_set
        return (
            say(
                "Which Service does the StatefulSet name? `kubectl get sts {name} {space} -o yaml`",
                name=name,
                space=self.space,
            ),
            say(
                "There is no Service {service}: `kubectl get svc {space}`",
                service=self.workload.service,
                space=self.space,
            ),
            say(
                "Make a headless Service {service} (clusterIP: None) that selects the pods' labels.",
                service=self.workload.service,
            ),
        )

    def happen(self, site: Site) -> None:
        self.remember(site)
        site.kubectl(f"delete svc {self.workload.service} {self.space}")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        manifest = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": self.workload.service, "namespace": self.workload.namespace},
            "spec": {
                "clusterIP": "None",
                "selector": self._selector,
                "ports": self._service["spec"]["ports"],
            },
        }
        return [Step("apply -f -", json.dumps(manifest) + "\n", then=1.0)]


class WrongSelector(OfNames):
    name = "wrong-selector"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        if not workload.service:
            return False
        service = site.get("services", workload.service, workload.namespace)
        return bool(service["spec"].get("selector"))

    @property
    def hints(self) -> tuple[str, str, str]:
        service = self.workload.service
        return (
            say(
                "What stands behind the Service? `kubectl describe svc {service} {space}`",
                service=service,
                space=self.space,
            ),
            say(
                "It has no endpoints: its selector and the labels of the pods differ (`kubectl get "
                "po {space} --show-labels`).",
                space=self.space,
            ),
            say(
                "Set the selector: `kubectl set selector svc {service} KEY=VALUE {space}`",
                service=service,
                space=self.space,
            ),
        )

    def happen(self, site: Site) -> None:
        self.remember(site)
        key = sorted(self._selector)[0]
        wrong = json.dumps({"spec": {"selector": {key: f"{self._selector[key]}s"}}})
        site.kubectl(f"patch svc {self.workload.service} {self.space} -p '{wrong}'")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        pairs = ",".join(f"{key}={value}" for key, value in sorted(self._selector.items()))
        return [Step(f"set selector svc {self.workload.service} {pairs} {self.space}", then=1.0)]
