"""`k8slab serve`: a simulated cluster for any client on this machine."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from k8slab.backends.simulator import Endpoint, Settings, announce_to_parent, serve
from k8slab.errors import K8slabError
from k8slab.objects import timestamps
from k8slab.objects.timestamps import to_virtual
from k8slab.translation import message, say

KNOWN_GATES = ("MaxUnavailableStatefulSet",)
"""The feature gates that change what the course teaches; others would be accepted and do nothing."""

FRIENDLY = message("""\
A simulated Kubernetes cluster: {nodes}
  server      {url}
  kubeconfig  {kubeconfig}

In another terminal:
  k8slab shell                a shell in which kubectl and every other client reach it
  k8slab kubectl get nodes    kubectl, with nothing to install

Ctrl-C ends the cluster and all that is in it.""")


def serve_cluster(
    settings: Settings, *, port: int = 0, kubeconfig: Path | None = None, parent_pipe: bool = False
) -> None:
    """Serve until told to stop, with a referee that judges by the lessons' checks."""
    from k8slab.checks.referee import Referee
    from k8slab.checks.student import started_with, student_of

    started = started_with(os.getppid()) if parent_pipe else {}

    def tell(endpoint: Endpoint) -> None:
        told = say(
            FRIENDLY, nodes=", ".join(settings.nodes), url=endpoint.url, kubeconfig=endpoint.kubeconfig
        )
        print(told, flush=True)

    serve(
        settings,
        port=port,
        kubeconfig_file=kubeconfig,
        referee=Referee(student=student_of(started, os.environ)),
        announce=announce_to_parent if parent_pipe else tell,
        parent_pipe=parent_pipe,
    )


def node_names(text: str) -> tuple[str, ...]:
    """From "a,b,c" or a number. Raises K8slabError when there is none, or one twice."""
    text = text.strip()
    if text.isdigit():
        text = ",".join(f"k8s-m{number}" for number in range(1, int(text) + 1))
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or len(set(names)) < len(names):
        raise K8slabError(
            say("expected different node names like a,b,c, or a number, found {text!r}", text=text)
        )
    return names


def clock_name(text: str) -> str:
    """Raises K8slabError for what is no clock."""
    is_clock = re.fullmatch(r"instant|live(:\d+(\.\d+)?)?", text) is not None
    if is_clock and 0 < float(text.partition(":")[2] or 1) <= 10_000:
        return text
    raise K8slabError(say("expected instant or live[:SPEED] with a speed above 0, found {text!r}", text=text))


def start_time(text: str) -> float | None:
    """A virtual time from "now" or an RFC 3339 time; None from "". Raises K8slabError for what is neither."""
    if not text:
        return None
    try:
        return to_virtual(datetime.now(UTC)) if text == "now" else timestamps.seconds(text)
    except ValueError:
        raise K8slabError(
            say("expected now or a time like 2026-01-01T00:00:00Z, found {text!r}", text=text)
        ) from None


def feature_gates(text: str) -> dict[str, bool]:
    """From "Name=true,Other=false". Raises K8slabError for anything else."""
    gates = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = item.partition("=")
        if value.lower() not in ("true", "false"):
            raise K8slabError(
                say("expected a feature gate like MaxUnavailableStatefulSet=true, found {item!r}", item=item)
            )
        if name not in KNOWN_GATES:
            known = ", ".join(KNOWN_GATES)
            raise K8slabError(
                say(
                    "expected a feature gate that is simulated ({known}), found {name!r}",
                    known=known,
                    name=name,
                )
            )
        gates[name] = value.lower() == "true"
    return gates
