"""Milestones: what each object goes through, and what controllers had seen of others when they acted.

The order between pods of one owner that is compared is the one that controllers make. What happens to an
owner's pods comes in waves: one begins when a pod is created or its deletion asked for, and ends when all of
them that are there are Ready again. Of each such act is compared which pods were dealt with in the same wave
and which of the others were Ready. Within a wave the order is free: a Parallel set starts all its pods in
one, an OrderedReady one has a wave for each. Of pods without ordinals it is free which comes first: of them
is compared how many were down at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from tests.golden.difference import MISSING, Difference, Tally
from tests.golden.free import Free, daemon_node
from tests.golden.objects import COMPARED
from tests.golden.recording import Key, Recording
from tests.golden.replay import Replay, key_of
from tests.golden.rules import accepting

Object = dict[str, Any]
ACTS = ("created", "being deleted")
UNTOLD = ("nodes", "endpoints", "endpointslices")


class Version(NamedTuple):
    """One change of one object, as a watch tells it."""

    type: str
    key: Key
    object: Object


class Wave:
    """Acts on an owner's pods that overlap."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.most = 0
        self.at_rest = False

    def __str__(self) -> str:
        return " ".join(sorted(self.names))


@dataclass(frozen=True)
class Milestone:
    """One milestone; of an act, its wave and which of the owner's other pods were Ready."""

    what: str
    wave: Wave | None = None
    ready: tuple[str, ...] = ()
    is_ordinal: bool = True

    @property
    def seen(self) -> str:
        if self.wave is None:
            return ""
        if not self.is_ordinal:
            return f"in a wave with at most {self.wave.most} down at once"
        others = [name for name in self.ready if name not in self.wave.names]
        return f"in a wave with {self.wave}; Ready: {' '.join(others) or 'none'}"

    def __str__(self) -> str:
        return f"{self.what} {self.seen}".strip()


Lives = dict[Key, list[Milestone]]
"""By object; one whose name is free is called what it is called in both clusters."""


def compare(
    recording: Recording, replay: Replay, recorded: Free, found: Free
) -> tuple[Tally, list[Difference]]:
    """Every milestone that was recorded or is there."""
    expected, present = lives(_recorded(recording), recorded), lives(_played(replay), found)
    tally, accepted = Tally(), []
    for key in sorted(expected.keys() | present.keys()):
        for differences in _aligned(key, expected.get(key, []), present.get(key, [])):
            ruled = [each for each in differences if accepting(each)]
            accepted += ruled
            tally.add([each for each in differences if each not in ruled])
    return tally, accepted


def _recorded(recording: Recording) -> Iterator[Version]:
    for line in recording.trace:
        if "object" in line:
            metadata = line["object"]["metadata"]
            key = line["resource"], metadata.get("namespace", ""), metadata["name"]
            yield Version(line["type"], key, line["object"])


def _played(replay: Replay) -> Iterator[Version]:
    for change in replay.before:
        yield Version("DELETED" if change.type == "DELETED" else "INITIAL", key_of(change), change.object)
    for change in replay.log:
        yield Version(change.type, key_of(change), change.object)


def lives(versions: Iterable[Version], free: Free) -> Lives:
    """The milestones of every object, in order."""
    found: dict[tuple[Key, Key], list[Milestone]] = defaultdict(list)
    present: dict[Key, Object] = {}
    waves = Waves(present, free)
    for version in versions:
        if version.key[0] not in COMPARED or version.key[0] in UNTOLD:
            continue
        before = present.get(version.key)
        for what in _steps(version, before) if version.type != "INITIAL" else ():
            called = _called(version, what, free)
            found[called, version.key].append(waves.milestone(version, free.text(what)))
        if version.type == "DELETED":
            present.pop(version.key, None)
        else:
            present[version.key] = version.object
        if version.key[0] == "pods":
            waves.look(version)
    return _by_name(found)


class Waves:
    """The present wave of every owner of pods."""

    def __init__(self, present: dict[Key, Object], free: Free) -> None:
        self._present = present
        self._free = free
        self._waves: dict[str, Wave] = {}

    def milestone(self, version: Version, what: str) -> Milestone:
        """That milestone; if it is an act, as part of its wave."""
        owner = _owner(version.object)
        if version.key[0] != "pods" or what not in ACTS or not owner:
            return Milestone(what)
        name = self._free.key(version.key, version.object)[2]
        wave = self._wave(owner, name if what == "created" else "")
        wave.names.add(name)
        ready = [self._free.key(key, pod)[2] for key, pod in self._pods(owner) if _is_steady(pod)]
        return Milestone(what, wave, tuple(sorted(ready)), is_ordinal=_is_ordinal(version.object))

    def _wave(self, owner: str, remade: str) -> Wave:
        """The present wave; one that is at rest goes on only to make a pod again that it took away."""
        wave = self._waves.get(owner)
        if wave is None or (wave.at_rest and remade not in wave.names):
            wave = self._waves[owner] = Wave()
        wave.at_rest = False
        return wave

    def look(self, version: Version) -> None:
        """End the owner's wave if all of its pods are Ready; daemons that have ended do not count."""
        owner = _owner(version.object)
        if owner in self._waves:
            down = [pod for _, pod in self._pods(owner) if not (_is_steady(pod) or _has_ended(pod))]
            self._waves[owner].most = max(self._waves[owner].most, len(down))
        if all(_is_steady(pod) or (_has_ended(pod) and daemon_node(pod)) for _, pod in self._pods(owner)):
            self._rest(owner, is_over=version.type != "DELETED")

    def _rest(self, owner: str, *, is_over: bool) -> None:
        if is_over:
            self._waves.pop(owner, None)
        elif owner in self._waves:
            self._waves[owner].at_rest = True

    def _pods(self, owner: str) -> list[tuple[Key, Object]]:
        return [(key, obj) for key, obj in self._present.items() if key[0] == "pods" and _owner(obj) == owner]


def _is_ordinal(pod: Object) -> bool:
    """True if names say which pod is which: a daemon's node and a replica's name are free."""
    return any(owner["kind"] == "StatefulSet" for owner in pod["metadata"].get("ownerReferences") or ())


def _has_ended(pod: Object) -> bool:
    return pod.get("status", {}).get("phase") in ("Succeeded", "Failed")


def _is_steady(pod: Object) -> bool:
    return bool(_state("pods", pod)["Ready"]) and "deletionTimestamp" not in pod["metadata"]


def _called(version: Version, what: str, free: Free) -> Key:
    """The object's name in both clusters. What the volume binder writes is told apart."""
    if version.key[0] == "persistentvolumes":
        return "persistentvolumes", "", "VOLUME"
    resource, namespace, name = free.key(version.key, version.object)
    if resource == "pods" and not _is_ordinal(version.object):
        return resource, namespace, free.text(version.key[2])
    is_binders = resource == "persistentvolumeclaims" and what.startswith("phase")
    return resource, namespace, f"{name} (phase)" if is_binders else name


def _by_name(found: dict[tuple[Key, Key], list[Milestone]]) -> Lives:
    """Objects that are called the same are sorted by what they went through: which is which is free."""
    groups: dict[Key, list[list[Milestone]]] = defaultdict(list)
    for (called, _), life in found.items():
        groups[called].append(life)
    return {
        called: [
            each for life in sorted(group, key=lambda life: [str(each) for each in life]) for each in life
        ]
        for called, group in groups.items()
    }


def _steps(version: Version, before: Object | None) -> Iterator[str]:
    """The milestones that this change is."""
    if version.type == "DELETED":
        yield "deleted"
        return
    if before is None:
        yield "created"
    old = _state(version.key[0], before) if before is not None else {}
    for name, value in _state(version.key[0], version.object).items():
        if value and value != old.get(name):
            yield name if value is True else f"{name} {value}"
        if name == "owner" and before is not None and not value and old.get(name):
            yield "released"


def _state(resource: str, obj: Object) -> dict[str, Any]:
    """What of an object is a milestone once it becomes true, or another."""
    metadata, spec, status = obj["metadata"], obj.get("spec", {}), obj.get("status", {})
    owners = [owner for owner in metadata.get("ownerReferences") or () if owner.get("controller")]
    conditions = {each["type"]: each["status"] for each in status.get("conditions") or ()}
    state = {
        "owner": f"{owners[0]['kind']} {owners[0]['name']}" if owners else "",
        "being deleted": "deletionTimestamp" in metadata,
    }
    if resource == "pods":
        state |= {"bound": bool(spec.get("nodeName")), "phase": status.get("phase")}
        state |= {"Ready": conditions.get("Ready") == "True"}
        state |= {"revision": metadata.get("labels", {}).get("controller-revision-hash")}
    if resource in ("persistentvolumeclaims", "persistentvolumes"):
        state |= {"claim": _claim_of(spec), "phase": status.get("phase")}
    if resource == "controllerrevisions":
        state |= {"number": obj["revision"]}
    if resource == "statefulsets":
        state |= {"current": status.get("currentRevision"), "update": status.get("updateRevision")}
    return state


def _claim_of(spec: Object) -> str:
    claim = spec.get("claimRef")
    return f"{claim['namespace']}/{claim['name']}" if claim else ""


def _owner(pod: Object) -> str:
    return next(
        (owner["uid"] for owner in pod["metadata"].get("ownerReferences") or () if owner.get("controller")),
        "",
    )


def _aligned(key: Key, expected: list[Milestone], found: list[Milestone]) -> Iterator[list[Difference]]:
    """For every milestone its differences."""
    about = " ".join(part for part in key if part)
    matcher = SequenceMatcher(
        None, [each.what for each in expected], [each.what for each in found], autojunk=False
    )
    for kind, start, end, other, other_end in matcher.get_opcodes():
        if kind == "equal":
            for one, two in zip(expected[start:end], found[other:other_end], strict=True):
                yield (
                    []
                    if one.seen == two.seen
                    else [Difference("milestones", None, about, one.what, one.seen, two.seen)]
                )
            continue
        for one in expected[start:end]:
            yield [Difference("milestones", None, about, "", str(one), MISSING)]
        for two in found[other:other_end]:
            yield [Difference("milestones", None, about, "", MISSING, str(two))]
