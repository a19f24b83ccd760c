"""Ask the server who it takes one for."""

from __future__ import annotations

import json
from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.printers.output import object_printer
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.session import Session

FLAGS = common.OUTPUT
PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """A table of attributes, or with -o the whole review."""
    printer = object_printer(flags)
    head = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {}}
    review = session.client.create(PATH, {**head, "status": {"userInfo": {}}})
    if flags.text("output") == "json":
        ordered = {name: review[name] for name in ("kind", "apiVersion", "metadata", "status")}
        session.out.write(json.dumps(ordered, indent=4) + "\n")
    elif printer:
        session.out.write(printer(review))
    else:
        session.out.write(Layout(6, 3).align(_table(review["status"]["userInfo"])))
    return 0


def _table(user: dict[str, Any]) -> str:
    rows = ["ATTRIBUTE\tVALUE", f"Username\t{user['username']}"]
    if user.get("uid"):
        rows.append(f"UID\t{user['uid']}")
    if user.get("groups"):
        rows.append(f"Groups\t[{' '.join(user['groups'])}]")
    rows += [
        f"Extra: {name}\t[{' '.join(values)}]" for name, values in sorted((user.get("extra") or {}).items())
    ]
    return "".join(row + "\n" for row in rows)
