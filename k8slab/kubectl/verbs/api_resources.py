"""List the resource types of the server."""

from __future__ import annotations

from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError, refuse_arguments
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("output", "o"), Flag("api-group"), Flag("namespaced", type="bool", default=True),
    Flag("verbs", type="strings"), Flag("categories", type="strings"), Flag("no-headers", type="bool"),
    Flag("sort-by"), Flag("cached", type="bool"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """A table of types, in order of group and name."""
    refuse_arguments(arguments, "api-resources")
    form = flags.text("output")
    if form not in ("", "wide", "name"):
        raise KubectlError(f"--output {form} is not available")
    if flags.text("sort-by") not in ("", "name", "kind"):
        raise KubectlError("--sort-by accepts only name or kind")
    preferred = session.resources.preferred()
    shown = sorted(filter(lambda r: _is_wanted(r, flags), preferred), key=_sort_key(flags))
    if form == "name":
        for resource in shown:
            session.say(resource.qualified)
        return 0
    rows = [] if flags.on("no-headers") else [_headings(form)]
    rows += [_row(resource, form) for resource in shown]
    session.out.write(Layout(6, 3).align("".join("\t".join(row) + "\n" for row in rows)))
    return 0


def _is_wanted(resource: Resource, flags: Flags) -> bool:
    if flags.given("api-group") and resource.group != flags.text("api-group"):
        return False
    if flags.given("namespaced") and resource.namespaced != flags.on("namespaced"):
        return False
    if not resource.verbs or not set(flags.texts("verbs")) <= set(resource.verbs):
        return False
    return set(flags.texts("categories")) <= set(resource.categories)


def _sort_key(flags: Flags):  # type: ignore[no-untyped-def]
    if flags.text("sort-by") == "kind":
        return lambda r: r.kind
    if flags.text("sort-by") == "name":
        return lambda r: r.plural
    return lambda r: (r.group, r.plural)


def _headings(form: str) -> list[str]:
    names = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
    return [*names, "VERBS", "CATEGORIES"] if form == "wide" else names


def _row(resource: Resource, form: str) -> list[str]:
    row = [
        resource.plural, ",".join(resource.short_names), resource.api_version,
        str(resource.namespaced).lower(), resource.kind,
    ]  # fmt: skip
    if form == "wide":
        row += [",".join(sorted(resource.verbs)), ",".join(resource.categories)]
    return row
