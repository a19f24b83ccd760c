"""A condition on an object, in words: "zk-2 Ready", "pvc/datadir-zk-0 Bound", "node/k8s-m2 not Ready"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.objects.readiness import is_ready, shortfall
from k8slab.story.life import Object
from k8slab.story.present import Present
from k8slab.translation import say

EXAMPLES = "'zk-2 Ready', 'zk-1 deleted', 'sts/zk Ready', 'pvc/datadir-zk-0 Bound', 'node/k8s-m2 not Ready'"
FORM = re.compile(r"(?:(?P<kind>[^\s/]+)/)?(?P<name>[^\s/]+)\s+(?:is\s+)?(?P<negated>not\s+)?(?P<word>\S+)")
GONE = ("deleted", "gone")
TESTS: Mapping[str, Callable[[Object], bool]] = {
    "ready": is_ready,
    "there": lambda obj: True,
    "created": lambda obj: True,
    "terminating": meta.is_terminating,
    "scheduled": lambda obj: bool((obj.get("spec") or {}).get("nodeName")),
}


@dataclass(frozen=True)
class Condition:
    """``word`` is a test of `TESTS`, a phase, or the type of a condition that is "True", in any case.

    ``namespace`` None: the object of that name in any namespace.
    """

    words: str
    kind: str
    name: str
    word: str
    negated: bool = False
    namespace: str | None = None

    @classmethod
    def parse(cls, text: str, namespace: str | None = None) -> Condition:
        """Raises K8slabError for what is no such sentence. A name without a kind is a pod's."""
        found = FORM.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            raise K8slabError(
                say("expected a condition like {examples}, found {text!r}", examples=EXAMPLES, text=text)
            )
        word, negated = found["word"].lower(), bool(found["negated"])
        if word.startswith("not") and word[3:] in TESTS:
            word, negated = word[3:], not negated
        return cls(text.strip(), found["kind"] or "pod", found["name"], word, negated, namespace)

    def holds(self, present: Present, resource: str) -> bool:
        """Does it hold now? ``resource`` is the plural of its kind."""
        found = present.find(resource, self.name, self.namespace)
        if self.word in GONE:
            return (found is None) != self.negated
        return found is not None and self._is(found) != self.negated

    def state(self, present: Present, resource: str) -> str:
        """What there is instead, in words."""
        found = present.find(resource, self.name, self.namespace)
        if found is None:
            names = ", ".join(meta.name(obj) for obj in present.list(resource, self.namespace))
            return say(
                "no such object among the {resource} ({names})",
                resource=resource,
                names=names or say("there are none"),
            )
        return shortfall(found) or _phase(found) or say("it there, and ready")

    def _is(self, obj: Object) -> bool:
        if test := TESTS.get(self.word):
            return test(obj)
        return self.word in (_phase(obj).lower(), *_true_conditions(obj))


def _phase(obj: Object) -> str:
    return str((obj.get("status") or {}).get("phase", ""))


def _true_conditions(obj: Object) -> list[str]:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return [str(each["type"]).lower() for each in conditions if each.get("status") == "True"]
