"""Services, as checks ask about them."""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.checks.members import known_names
from k8slab.checks.state import State
from k8slab.checks.unmet import expect
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say


def governing_service(state: State, namespace: str, owner: str) -> str:
    """The name of the Service that a set names; raises Unmet if it names none."""
    name = state.get("statefulsets", owner, namespace)["spec"].get("serviceName")
    expect(bool(name), expected=say("a serviceName in the set"), found="none", where=f"StatefulSet {owner}")
    return str(name)


def is_headless(service: Object) -> None:
    """Raise Unmet if a Service has an address."""
    name, address = meta.name(service), service["spec"].get("clusterIP")
    expect(
        address == "None",
        expected=say("a Service without address"),
        found=f"clusterIP {address}",
        where=say("Service {name}", name=name),
        next=say(
            "clusterIP cannot be changed: kubectl delete svc {name} -n {namespace}, then apply it anew",
            name=name,
            namespace=meta.namespace(service),
        ),
    )


def knows(state: State, namespace: str, service: str, names: Iterable[str]) -> None:
    """Raise Unmet if DNS would not answer for one of these members."""
    wanted, known = sorted(names), known_names(state, namespace, service)
    expect(
        set(wanted) <= known,
        expected=say("endpoints with the names {wanted}", wanted=", ".join(wanted)),
        found=", ".join(sorted(known)) or say("no named endpoint"),
        where=say("Service {service}", service=service),
        next=f"kubectl describe svc {service} -n {namespace}",
    )
