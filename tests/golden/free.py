"""What a cluster may choose freely, taken out of outputs and objects, and nothing else.

Free are: uids, addresses, times and ages, resource versions, random name suffixes, hashes of a Go struct,
container ids, and which of several equal nodes or volumes was taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.golden.recording import Key

Object = dict[str, Any]
SUFFIX = r"[bcdfghjklmnpqrstvwxz2456789]{5}"
PLAIN = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000"), "TIME"),
    (re.compile(r"\b(fakeRuntime|containerd)://\S+"), "CONTAINER"),
    (re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"), "IP"),
    (re.compile(r"kube-api-access-[a-z0-9]{5}"), "kube-api-access-SUFFIX"),
    (re.compile(r'resourceVersion: "\d+"|"resourceVersion": ?"\d+"'), "resourceVersion"),
]
AGE = re.compile(r"(?<![\w-])(\d+[ydhms]){1,2}(?![\w.-])")
TIMES_SEEN = re.compile(r"\(x\d+ over AGE\)")
DROPPED = frozenset({"uid", "resourceVersion", "managedFields", "imageID", "containerID", "lastProbeTime"})
HASHED_BY_GO = ("DaemonSet", "ReplicaSet", "Deployment")
RESTARTED = "kubectl.kubernetes.io/restartedAt"
HASHES = ("pod-template-hash", "controller-revision-hash")


class Free:
    """What one cluster chose, learned from all objects that it ever held."""

    def __init__(self, history: Iterable[tuple[str, Object]], nodes: Iterable[str]) -> None:
        names: dict[str, str] = dict.fromkeys(nodes, "NODE")
        for resource, obj in history:
            if resource == "persistentvolumes":
                names[obj["metadata"]["name"]] = "VOLUME"
            names |= _random_name(resource, obj)
            names |= _hashes(obj, names)
            names |= _restarted(resource, obj, names)
        names = {name: _hashed(word, names) for name, word in names.items()}
        ordered = sorted(names, key=len, reverse=True)
        self._names = names
        self._pattern = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, ordered)) + r")(?![\w])")

    def text(self, value: str) -> str:
        """A string with everything free in it replaced."""
        for pattern, replacement in PLAIN:
            value = pattern.sub(replacement, value)
        return self._pattern.sub(lambda found: self._names[found[1]], value)

    def output(self, printed: str) -> list[str]:
        """The lines of a command's output: free choices and ages replaced, columns one space apart."""
        lines = []
        for line in self.text(printed).splitlines():
            shown = TIMES_SEEN.sub("", AGE.sub("AGE", line)) if "delay=" not in line else line
            lines.append(re.sub(r"(?<=\S) {2,}|\s+$", " ", shown).rstrip())
        return lines

    def obj(self, value: Any) -> Any:
        """An object with free values replaced and free fields left out."""
        if isinstance(value, dict):
            return {self.text(key): self.obj(item) for key, item in value.items() if key not in DROPPED}
        if isinstance(value, list):
            return [self.obj(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def key(self, key: Key, obj: Object) -> Key:
        """What to call an object in both clusters: a volume by its claim, a daemon's pod by its node."""
        resource, namespace, name = key
        if resource == "persistentvolumes":
            claim = obj["spec"].get("claimRef")
            return resource, "", f"VOLUME of {claim['namespace']}/{claim['name']}" if claim else "VOLUME"
        node = daemon_node(obj) if resource == "pods" else ""
        # A node's name is free elsewhere; the very node of a daemon's pod is not.
        return (
            resource,
            namespace,
            name if resource == "nodes" else self.text(name) + (f" on {node}" if node else ""),
        )


def _hashed(word: str, names: Mapping[str, str]) -> str:
    """A word with the hashes in it replaced: a ReplicaSet's pods carry its hash in their names."""
    parts = [(part, names.get(part, "")) for part in word.split("-")]
    return "-".join(known if known.startswith("HASH-") else part for part, known in parts)


def daemon_node(pod: Object) -> str:
    """The node that a daemon's pod is made for."""
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms", ()):
        for field in term.get("matchFields", ()):
            return str(field["values"][0])
    return ""


def _random_name(resource: str, obj: Object) -> Mapping[str, str]:
    metadata = obj["metadata"]
    base, name = metadata.get("generateName", ""), metadata["name"]
    if base and re.fullmatch(re.escape(base) + SUFFIX, name):
        return {name: f"{base}SUFFIX"}
    return {}


def _hashes(obj: Object, known: Mapping[str, str]) -> Mapping[str, str]:
    """Names for hashes of Go structs, in the order in which they were first seen."""
    owners = [owner["kind"] for owner in obj["metadata"].get("ownerReferences") or ()]
    labels = obj["metadata"].get("labels") or {}
    if not any(kind in HASHED_BY_GO for kind in owners):
        return {}
    found = {labels[label] for label in HASHES if label in labels} - known.keys()
    count = sum(value.startswith("HASH-") for value in known.values())
    return {value: f"HASH-{count + index}" for index, value in enumerate(sorted(found), 1)}


def _restarted(resource: str, obj: Object, known: Mapping[str, str]) -> Mapping[str, str]:
    """Names for revisions that `rollout restart` made: their hash is of a template that holds the time."""
    name = obj["metadata"]["name"]
    if resource != "controllerrevisions" or name in known or RESTARTED not in str(obj.get("data")):
        return {}
    count = sum(value.startswith("RESTARTED-") for value in known.values())
    digest = name.rpartition("-")[2]
    return {name: f"RESTARTED-{count + 1}", digest: f"RESTARTED-HASH-{count + 1}"}
