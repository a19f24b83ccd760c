"""One link of a chain of causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.timestamps import seconds
from k8slab.translation import say
from k8slab.why.pages import Page
from k8slab.why.resources import subject

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """What the API shows: where ("condition Ready", "spec.replicas", "event Killing"), and its value."""

    source: str
    value: str

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"


@dataclass(frozen=True)
class Link:
    """A statement about an object, what proves it, and why it is so.

    ``since`` is a virtual second. ``is_fine``: nothing is wrong here. ``is_told``: the object has been
    explained before, or is being explained. ``is_root``: a trouble by itself, whatever lies below.
    ``advice`` is what to do, ``next`` the command to try.
    """

    subject: str
    says: str
    namespace: str = ""
    proofs: tuple[Proof, ...] = ()
    since: float | None = None
    page: Page | None = None
    advice: str = ""
    next: str = ""
    causes: tuple[Link, ...] = ()
    is_fine: bool = False
    is_told: bool = False
    is_root: bool = False

    def chain(self, number: str = "1", depth: int = 0) -> Iterator[Step]:
        """This link and all below it, in the order in which they are read."""
        yield Step(number, depth, self)
        for position, cause in enumerate(self.causes, 1):
            yield from cause.chain(f"{number}.{position}", depth + 1)

    def roots(self) -> Iterator[Link]:
        """The troubles below which there is no other one."""
        for cause in self.causes:
            yield from cause.roots()
        if self.is_root or not (self.is_fine or self.leads_on):
            yield self

    @property
    def leads_on(self) -> bool:
        """True if a trouble below explains this one, or what has been told before."""
        return self.is_told or any(not cause.is_fine for cause in self.causes)

    def __str__(self) -> str:
        return f"{self.subject} {self.says}"


@dataclass(frozen=True)
class Step:
    """A link with its place in the chain: "1.2.1" is the first cause of the second cause."""

    number: str
    depth: int
    link: Link


def about(
    obj: Object,
    says: str,
    *proofs: Proof | None,
    since: str | float | None = None,
    page: Page | None = None,
    advice: str = "",
    next: str = "",  # noqa: A002 - the field's name
    causes: tuple[Link, ...] | list[Link] = (),
    is_fine: bool = False,
) -> Link:
    """A link about an object; proofs that are None are left out. ``since`` may be a timestamp of the API."""
    return Link(
        subject(obj["kind"], meta.name(obj)),
        says,
        meta.namespace(obj),
        tuple(proof for proof in proofs if proof is not None),
        moment(since),
        page,
        advice,
        next or describe(obj),
        tuple(causes),
        is_fine,
    )


def moment(since: str | float | None) -> float | None:
    """The virtual second of a timestamp; None if there is none that can be read."""
    if not isinstance(since, str):
        return since
    try:
        return seconds(since)
    except ValueError:
        return None


def created(obj: Object) -> float | None:
    return moment(obj["metadata"].get("creationTimestamp"))


def condition_proof(obj: Object, kind: str) -> Proof | None:
    """What a condition says; None if it is not there."""
    found = pods.condition(obj, kind)
    if found is None:
        return None
    why = f", {found['reason']}" if found.get("reason") else ""
    words = f', "{found["message"]}"' if found.get("message") else ""
    return Proof(say("condition {kind}", kind=kind), f"{found['status']}{why}{words}")


def condition_since(obj: Object, kind: str) -> float | None:
    found = pods.condition(obj, kind) or {}
    return moment(found.get("lastTransitionTime"))


def field_proof(obj: Object, path: str, default: object = None) -> Proof | None:
    """The value of a field ("spec.updateStrategy.type"); None if neither it nor a default is there."""
    value: Any = obj
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    value = default if value is None else value
    return None if value is None else Proof(path, shown(value))


def shown(value: object) -> str:
    """A value as a manifest would have it, in one line."""
    import json

    return value if isinstance(value, str) and value else json.dumps(value, sort_keys=True)


def command(verb: str, obj: Object, *more: str) -> str:
    """A line of kubectl about the object."""
    kind = subject(obj["kind"], "").rstrip("/")
    return " ".join(["kubectl", verb, kind, meta.name(obj), *within(meta.namespace(obj)), *more])


def describe(obj: Object) -> str:
    return command("describe", obj)


def within(namespace: str) -> tuple[str, ...]:
    """The option that names a namespace, where it is not the default one."""
    return ("-n", namespace) if namespace not in ("", "default") else ()
