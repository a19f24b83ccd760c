"""Show what `apply` remembers of an object."""

from __future__ import annotations

import json

from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import remembered
from k8slab.kubectl.printers import yaml
from k8slab.kubectl.resources import Item, chosen, for_each
from k8slab.kubectl.session import Session

FLAGS = (*common.FILES, *common.SELECTOR, Flag("output", "o", default="yaml"), Flag("all", type="bool"))


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """As YAML or JSON; nothing for an object that was not made by `apply`."""
    form = flags.text("output")
    if form not in ("yaml", "json"):
        raise KubectlError(
            f"Unexpected -o output mode: {form}, the flag 'output' must be one of yaml|json\n"
            "See 'kubectl apply view-last-applied -h' for help and examples"
        )

    def show(item: Item) -> None:
        memory = remembered(item.object)
        if memory is None:
            return
        if form == "yaml":
            session.out.write(yaml.dump(memory))
        else:
            session.out.write(json.dumps(memory, indent=2, sort_keys=True) + "\n")

    for_each(chosen(session, arguments, flags), show)
    return 0
