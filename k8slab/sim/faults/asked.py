"""What somebody asks of a fault, read with care: what is missing, misspelt or not there is refused.

Refusals say what was expected, what was found and what there is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api, status
from k8slab.sim.kinds import Kind

MOST_NAMED = 8


class Asked:
    """The body of a request for one kind of fault. Every method raises ApiError 400 or 404."""

    def __init__(self, kind: str, body: Mapping[str, Any], api: Api) -> None:
        self._kind, self._body, self._api = kind, body, api

    def only(self, names: Iterable[str]) -> None:
        """Refuse what the fault cannot be told."""
        known = (*names, "seconds")
        for name in self._body:
            if name not in (*known, "kind", "secret"):
                raise self.refusal(f"one of {', '.join(known)}", f"{name!r}")

    def flag(self, name: str) -> bool:
        value = self._body.get(name, False)
        if not isinstance(value, bool):
            raise self.refusal(f"{name}: true or false", repr(value))
        return value

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._body.get(name, default)
        if not isinstance(value, str) or not value:
            raise self.refusal(f"{name}: a name", repr(value))
        return value

    def number(self, name: str, default: float | None = None, *, least: float = 0.0) -> float:
        value = self._body.get(name)
        if value is None:
            value = default
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refusal(f"{name}: a number", repr(value))
        if value < least:
            raise self.refusal(f"{name}: {least:g} or more", f"{value:g}")
        return float(value)

    def seconds(self) -> float | None:
        """How long it shall last; None until it is lifted."""
        if not self.has("seconds"):
            return None
        lasts = self.number("seconds")
        if lasts <= 0:
            raise self.refusal("seconds: a duration above 0 in virtual seconds", f"{lasts:g}")
        return lasts

    def node(self, name: str = "node") -> str:
        """The name of a node that is there."""
        node = self.text(name)
        self._find(kinds.NODE, node, "", "a node of the cluster")
        return node

    def pod(self) -> Object:
        """The pod that ``pod`` and ``namespace`` name."""
        name, namespace = self.text("pod").removeprefix("pod/"), self.text("namespace", "default")
        return self._find(kinds.POD, name, namespace, f"a pod in namespace {namespace}")

    def volume(self) -> Object:
        """The PersistentVolume that ``volume`` names: pv/NAME, or by its claim, pvc/NAME."""
        word, slash, name = self.text("volume").partition("/")
        if not slash or word not in ("pv", "pvc") or not name:
            raise self.refusal("volume: pv/NAME or pvc/NAME", repr(self.text("volume")))
        if word == "pv":
            return self._find(kinds.PERSISTENT_VOLUME, name, "", "a PersistentVolume")
        return self._volume_of(name, self.text("namespace", "default"))

    def _volume_of(self, name: str, namespace: str) -> Object:
        claim = self._find(
            kinds.PERSISTENT_VOLUME_CLAIM, name, namespace, f"a claim in namespace {namespace}"
        )
        bound = str(claim["spec"].get("volumeName") or "")
        found = self._api.find(kinds.PERSISTENT_VOLUME, bound) if bound else None
        if found is None:
            phase = (claim.get("status") or {}).get("phase", "Pending")
            raise self.refusal("a claim that has a volume", f"pvc/{name}, which is {phase}", code=404)
        return found

    def _find(self, kind: Kind, name: str, namespace: str, wanted: str) -> Object:
        found = self._api.find(kind, name, namespace)
        if found is None:
            there = [meta.name(each) for each in self._api.list(kind, namespace)]
            raise self.refusal(wanted, repr(name), there=there, code=404)
        return found

    def refusal(
        self,
        expected: str,
        found: str,
        *,
        there: Iterable[str] | None = None,
        then: str = "",
        code: int = 400,
    ) -> ApiError:
        """That the fault cannot be; what is ``there``, and what to do ``then``."""
        text = f"fault {self._kind}: expected {expected}, found {found} at {self._second()}"
        if there is not None:
            text += f"; there {_named(list(there))}"
        text += f". Next: {then}" if then else ""
        return status.failure(code, "NotFound" if code == 404 else "BadRequest", text)

    def _second(self) -> str:
        clock = self._api.clock
        return f"{clock.passed:.3f}".rstrip("0").rstrip(".") + "s"


def key_text(key: Key) -> str:
    """A namespaced object as people name it."""
    return f"{key[1]} in namespace {key[0]}"


def _named(names: list[str]) -> str:
    if not names:
        return "are none"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{'is' if len(names) == 1 else 'are'} {', '.join(names[:MOST_NAMED])}{more}"
