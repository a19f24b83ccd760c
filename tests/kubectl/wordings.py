"""Releases' own wording: every way in which kubectl 1.27 to 1.33 say things differently from 1.36, by name.

Ours says what 1.36 says (the recordings are its judge). `OURS` turns that into an older wording; `THEIRS`
takes away what only older ones say.
"""

from __future__ import annotations

import re
from typing import NamedTuple

OLDEST, NEWEST = 27, 33
MINORS = tuple(range(OLDEST, NEWEST + 1))


class Wording(NamedTuple):
    """One difference, and the last minor version (and the first) that has it."""

    name: str
    pattern: str
    replacement: str
    last: int = NEWEST
    first: int = OLDEST

    def of(self, minor: int) -> bool:
        return self.first <= minor <= self.last


OWN_VERSION = (r"(?m)^Client Version: .*\nKustomize Version: .*$", "VERSIONS")
ENDPOINTS = (r"(?m)^Warning: v1 Endpoints is deprecated .*\n", "")

OURS = (
    Wording(
        "a deletion does not name the namespace",
        r'(?m)^(\S+ "\S+" (?:force )?deleted)( \(.*\))? from \S+ namespace$', r"\1\2",
    ),
    Wording("ports have no names", r"(\d+/(?:TCP|UDP)) \([a-z0-9-]+\)", r"\1"),
    Wording(
        "a projected ConfigMap is a pointer", r"(?m)^    Optional: +false$",
        "    ConfigMapOptional:       <nil>", 32,
    ),
    Wording("events do not say where in the object", r"spec\.containers\{[^}]*\}: ", ""),
    Wording(
        "an undo does not warn of apply",
        r"(?m)^Warning: resource \S+ was previously managed with 'kubectl apply'. Rolling back .*\n", "",
    ),
    Wording(
        "a DaemonSet's description has no namespace",
        r"(?m)^Namespace: .*\n(?=Selector: .*\nNode-Selector:)", "", 32,
    ),
    Wording("a CronJob's description has no time zone", r"(?m)^Time Zone: .*\n", ""),
    Wording(
        "a Job's description has fewer settings",
        r"(?m)^(?:Suspend: +(?:true|false)|Backoff Limit:.*|TTL Seconds After Finished:.*)\n", "", 29,
    ),
    Wording(
        "a CronJob only owns a Job made from it",
        r"(?m)^Controlled By: +CronJob/.*\n|(?<=  - apiVersion: batch/v1\n)    controller: true\n", "", 27,
    ),
    Wording(
        "an Ingress's backends are Endpoints", r'<error: services ("\S+" not found)', r"<error: endpoints \1",
        30,
    ),
    Wording("a policy's range of ports is its first", r"To Port Range: (\d+)-\d+/", r"To Port: \1/", 30),
    Wording("there is no kyaml", r"jsonpath-file,kyaml,name", "jsonpath-file,name"),
    Wording("its own version", *OWN_VERSION),
    Wording("nothing warns of Endpoints", *ENDPOINTS, 30),
    Wording(
        "a Service's description has no internal traffic policy", r"(?m)^Internal Traffic Policy: .*\n",
        "", 30,
    ),
    Wording(
        "templates do not say where pods may run",
        r"(?m)^  (?:Node-Selectors|Tolerations):.*\n(?: {10,}\S.*\n|\t\t.*\n)*", "", 29,
    ),
    Wording(
        "a kind that cannot be created is overlooked",
        r"(?m)^error: Unexpected args: \[\w+\]\nSee 'kubectl create -h' .*$",
        "error: must specify one of -f and -k", 30,
    ),
    Wording("binary data come a line earlier", r"\n\n(\nBinaryData)", r"\n\1", 30),
    Wording("annotate is not in the past", r"(?m)^(\S+/\S+) annotated", r"\1 annotate", 27),
    Wording("a drain's error lacks a blank", "due to error: ", "due to error:", 30),
    Wording("values are not explained", r"ENUM:\n(?:    .*\n)+", "", 29),
    Wording("values are not told with fields", r"(?m)^ +enum: .*\n", "", 29),
    Wording("a field comes without an empty line", r"(?m)^(FIELD: .*\n)\n(?=\nDESCRIPTION)", r"\1", 29),
    Wording(
        "logs names the object alone",
        r'(?m)^error: error from server \(NotFound\): (\S+ "\S+" not found) in .*$',
        r"Error from server (NotFound): \1", 29,
    ),
)  # fmt: skip

THEIRS = (
    Wording("a short watch is logged", r'(?m)^I\d{4} .*"Warning: watch ended with error".*\n', ""),
    Wording("warnings of its own are logged", r"(?m)^W\d{4} \S+ +\d+ \S+\] ", ""),
    Wording(
        "a Job made from a CronJob keeps that from being deleted",
        r"(?m)^    blockOwnerDeletion: true\n(?=    controller: true\n    kind: CronJob)", "", 28, 28,
    ),
    Wording("a node has a kube-proxy", r"(?m)^  Kube-Proxy Version: +\n", ""),
    Wording(
        "unset times alone are null", r"(?m)^( *)metadata:\n\1  creationTimestamp: null\n(?!\1  \S)",
        r"\1metadata: {}\n",
    ),
    Wording("unset times are null", r"(?m)^ *creationTimestamp: null\n", ""),
    Wording("unset times alone are null in JSON", r'\{\s*\\?"creationTimestamp\\?": ?null\s*\}', "{}"),
    Wording(
        "unset times are null in JSON",
        r',\s*\\?"creationTimestamp\\?": ?null|(?<=\{)\s*\\?"creationTimestamp\\?": ?null,', "",
    ),
    Wording(
        "nothing to scale looks like an answer",
        r"(?m)^error: no objects passed to scale (.*)$", r"Error from server (NotFound): \1",
    ),
    Wording("its own version", *OWN_VERSION),
    Wording("nothing warns of Endpoints", *ENDPOINTS, 30),
    Wording("the version will be shorter", r"(?m)^WARNING: This version information is .*\n", "", 27),
    Wording("versions should be near one another", r"(?m)^WARNING: version difference between .*\n", ""),
    Wording("cluster-info is coloured", r"\x1b\[[\d;]*m", ""),
    Wording(
        "an error goes before help", r"(?s)^Error: (must specify one of -f and -k)\n.*", r"error: \1\n", 30
    ),
)  # fmt: skip

NOT_YET = (
    Wording(
        "Jobs have fewer fields", r"^create job from2? --from.* -o json|^create job .* --save-config", "", 28
    ),
    Wording("autoscalers are of another version", r"^autoscale .* -o yaml$", "", 32),
    Wording("subresources are two", r"^(get|patch) .*--subresource=foo", "", 31),
    Wording("exec without -- is deprecated only", r"^exec web-0 hostname", "", 30),
    Wording("logs knows no --all-pods", r"^logs .*--all-pods", "", 30),
    Wording("who one is, is alpha", r"^auth whoami", "", 27),
    Wording("creation cannot be waited for", r"^wait .*--for=create", "", 30),
    Wording("a field alone cannot be waited for", r"^wait .*--for=jsonpath=('[^=]*'( |=$|$)|$)", "", 27),
    Wording("a type is missed before its path", r"^explain \.", "", 29),
    Wording("nothing is said of what cannot be scaled", r"^scale sts/nosuch", "", 31),
)
"""Commands that older ones do not know."""


def reworded(text: str, wordings: tuple[Wording, ...], minor: int) -> str:
    """The text as that minor version has it."""
    for wording in wordings:
        if wording.of(minor):
            text = re.sub(wording.pattern, wording.replacement, text)
    return text


def is_known(command: str, minor: int) -> bool:
    """Does that minor version have the command?"""
    return not any(wording.of(minor) and re.search(wording.pattern, command) for wording in NOT_YET)


LAST_WITH_OTHER_ORDER = 32
"""Up to that minor version, built with an older Go, `--sort-by` puts equal ones in another order."""

AGE = r"(?<![\w.-])(?:\d+[dhms]){1,2}(?![\w.-])"
SPACES = (r"(?<=\S) {2,}", "  ")
PLACES = ((r"https://127\.0\.0\.1:\d+", "SERVER"), (r"/\S*/kubeconfig\b", "KUBECONFIG"))
LAYOUT = {
    "cluster-info": PLACES,
    "config": PLACES,
    "describe": ((AGE, "AGE"), (r"(?m)-{3,}", "---"), SPACES, (r"(?m)^ {10,}", " " * 10)),
    "diff": (
        (r"\S*/(LIVE|MERGED)-\d+/", r"\1/"),
        (r"(?m)^((?:---|\+\+\+) (?:LIVE|MERGED)/\S+)\t.*$", r"\1"),
    ),
    "events": ((AGE, "AGE"), SPACES),
}
"""What every run chooses anew: where the cluster and its kubeconfig are; and ages, which the real kubectl
counts by the wall clock in descriptions and events, so that columns are as wide as they like; and where and
when it made its temporary files."""


def laid_out(text: str, verb: str) -> str:
    for pattern, replacement in LAYOUT.get(verb, ()):
        text = re.sub(pattern, replacement, text)
    return text
