"""Take out of outputs and objects what a cluster may choose freely, and nothing else.

Free are: uids, addresses, times and ages, resource versions, random name suffixes, container ids, and
which of several equal nodes or volumes was taken.
"""

from __future__ import annotations

import re
from typing import Any

FREE = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000"), "TIME"),
    (re.compile(r"\b(fakeRuntime|containerd)://\S+"), "CONTAINER"),
    (re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"), "IP"),
    (re.compile(r"kube-api-access-[a-z0-9]{5}"), "kube-api-access-SUFFIX"),
    (re.compile(r"\bk8s-m\d\b"), "NODE"),
    (re.compile(r"\bpv\d\d\d\b"), "VOLUME"),
    (re.compile(r"(Successfully pulled image \"[^\"]*\") in .*"), r"\1"),
    (
        re.compile(r"Container image (\"[^\"]*\") already present on machine.*"),
        r"Successfully pulled image \1",
    ),
]
AGE = re.compile(r"(?<![\w-])(\d+[dhms]){1,2}(?![\w.-])")
TIMES_SEEN = re.compile(r"\(x\d+ over AGE\)")
DROPPED = frozenset({"uid", "resourceVersion", "managedFields", "imageID", "containerID", "lastProbeTime"})


def text(value: str) -> str:
    """A string of an object with everything free in it replaced."""
    for pattern, replacement in FREE:
        value = pattern.sub(replacement, value)
    return value


def output(printed: str) -> list[str]:
    """The lines of a command's output: free choices and ages replaced, columns one space apart."""
    lines = []
    for line in text(printed).splitlines():
        shown = TIMES_SEEN.sub("", AGE.sub("AGE", line)) if "delay=" not in line else line
        lines.append(re.sub(r"(?<=\S) {2,}|\s+$", " ", shown).rstrip())
    return lines


def obj(value: Any) -> Any:
    """An object with free values replaced and free fields left out."""
    if isinstance(value, dict):
        return {key: obj(item) for key, item in value.items() if key not in DROPPED}
    if isinstance(value, list):
        return [obj(item) for item in value]
    return text(value) if isinstance(value, str) else value
