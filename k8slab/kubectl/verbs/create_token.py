"""Ask for a token of a service account."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers.output import object_printer
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.generated import the_name

FLAGS = (
    *common.OUTPUT, Flag("audience", type="array"), Flag("duration", type="duration"),
    Flag("bound-object-kind"), Flag("bound-object-name"), Flag("bound-object-uid"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Print the token alone, or with -o the answer."""
    name = the_name(arguments, "create token")
    path = session.resources.find("serviceaccounts").path(session.namespace, name, "token")
    spec: dict[str, Any] = {"audiences": flags.texts("audience") or None, "boundObjectRef": None}
    spec["expirationSeconds"] = int(flags.seconds("duration")) or None
    request = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "metadata": {},
        "spec": spec,
        "status": {"expirationTimestamp": None, "token": ""},
    }
    try:
        answer = session.client.create(path, request)
    except ApiError as error:
        raise KubectlError(f"failed to create token: {error}") from None
    printer = object_printer(flags)
    session.out.write(printer(answer) if printer else answer["status"]["token"] + "\n")
    return 0
