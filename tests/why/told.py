"""What an answer tells, in forms that tests compare."""

from __future__ import annotations

from k8slab.why import Link, Why


def chain(why: Why) -> list[str]:
    """ "1.1 pod/zk-1 is Pending: ..." of each link."""
    return [f"{step.number} {step.link}" for step in why.steps]


def roots(why: Why) -> list[str]:
    return [str(link) for link in why.root]


def link(why: Why, number: str) -> Link:
    """The link with that number."""
    return next(step.link for step in why.steps if step.number == number)


def proofs(found: Link) -> dict[str, str]:
    return {proof.source: proof.value for proof in found.proofs}
