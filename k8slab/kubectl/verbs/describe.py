"""Show one or more objects in detail, with their events."""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.describe import describe
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import (
    Item,
    Wanted,
    fetch,
    item_of,
    list_objects,
    names_files,
    refuse_names_with_selectors,
    scope,
    selection,
    wanted,
    written,
)
from k8slab.kubectl.session import Session

FLAGS = (
    *common.FILES, *common.SELECTOR, Flag("all-namespaces", "A", "bool"),
    Flag("show-events", type="bool", default=True), Flag("chunk-size", type="int", default=500),
    Flag("field-selector"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Describe what is named; a name that is not there may be the beginning of names."""
    if not arguments and not names_files(flags):
        raise KubectlError(
            'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete '
            "list of supported resources.\n"
        )
    wants = written(session, arguments, flags) if names_files(flags) else wanted(session, arguments)
    refuse_names_with_selectors(wants, flags)
    errors: list[Exception] = []
    found = list(fetch(session, wants, selection(flags), everywhere=flags.on("all-namespaces")))
    items = [item for item in found if isinstance(item, Item)]
    errors += [error for error in found if isinstance(error, Exception)]
    if len(errors) == 1 and not items and not names_files(flags):
        return _describe_matching(session, wants, flags, errors[0])
    for number, item in enumerate(items):
        text = describe(session, item, show_events=flags.on("show-events"))
        session.out.write(("\n\n" if number else "") + text)
    if not items and not errors:
        _complain(session, flags)
    raise_all(errors)
    return 0


def _describe_matching(session: Session, wants: list[Wanted], flags: Flags, error: Exception) -> int:
    """Describe what begins with the name; if there is nothing, the error stands."""
    if not isinstance(error, ApiError) or error.code != 404:
        raise error
    found = False
    for item in _starting_with(session, wants):
        session.out.write(describe(session, item, show_events=flags.on("show-events")) + "\n")
        found = True
    if not found:
        raise error
    return 0


def _starting_with(session: Session, wants: list[Wanted]) -> Iterator[Item]:
    for want in wants:
        for obj in list_objects(session, want.resource, scope(session, want.resource), {}):
            if obj["metadata"]["name"].startswith(want.name):
                yield item_of(want.resource, obj)


def _complain(session: Session, flags: Flags) -> None:
    if flags.on("all-namespaces"):
        session.complain("No resources found")
    else:
        session.complain(f"No resources found in {session.namespace} namespace.")
