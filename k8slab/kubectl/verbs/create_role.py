"""Create a Role or a ClusterRole."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import BareError, KubectlError, NoMatchError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import labels, metadata, the_name

FLAGS = (
    *create_namespace.FLAGS, Flag("verb", type="strings"), Flag("resource", type="strings"),
    Flag("resource-name", type="array"), Flag("non-resource-url", type="strings"), Flag("aggregation-rule"),
)  # fmt: skip
NEEDS_ITS_NAME = True
VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind",
    "escalate", "impersonate", "proxy", "approve", "sign", "*",
)  # fmt: skip

Rule = dict[str, Any]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `create role` or `create clusterrole`."""
    command, arguments = arguments[0], arguments[1:]
    name = the_name(arguments, command)
    everywhere = command.endswith("clusterrole")
    manifest: dict[str, Any] = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole" if everywhere else "Role",
        "metadata": {"name": name} if everywhere else metadata(session, name),
        "rules": None,
    }
    if flags.text("aggregation-rule"):
        selector = {"matchLabels": labels(flags.text("aggregation-rule"))}
        manifest["aggregationRule"] = {"clusterRoleSelectors": [selector]}
    else:
        manifest["rules"] = _rules(session, flags, everywhere=everywhere)
    create_namespace.create_generated(session, flags, manifest)
    return 0


def _rules(session: Session, flags: Flags, *, everywhere: bool) -> list[Rule]:
    verbs = _verbs(session, flags)
    urls = flags.texts("non-resource-url")
    if not flags.texts("resource") and not (everywhere and urls):
        raise KubectlError("at least one resource must be specified")
    groups = _by_group(session, flags.texts("resource"))
    names = flags.texts("resource-name")
    rules: list[Rule] = [
        {"apiGroups": [group], "resources": resources, "verbs": verbs}
        | ({"resourceNames": names} if names else {})
        for group, resources in groups.items()
    ]
    return rules + ([{"nonResourceURLs": urls, "verbs": verbs}] if urls else [])


def _verbs(session: Session, flags: Flags) -> list[str]:
    verbs = list(dict.fromkeys(flags.texts("verb")))
    if not verbs:
        raise KubectlError("at least one verb must be specified")
    for verb in verbs:
        if verb not in VERBS:
            session.complain(f"Warning: '{verb}' is not a standard resource verb")
    return ["*"] if "*" in verbs else verbs


def _by_group(session: Session, words: list[str]) -> dict[str, list[str]]:
    """API group -> its resources, as the words name them."""
    groups: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        name, slash, subresource = word.partition("/")
        if name == "*":
            groups.setdefault("", []).append("*")
            continue
        try:
            resource = session.resources.find(name)
        except NoMatchError as error:
            raise BareError(str(error)) from None
        groups.setdefault(resource.group, []).append(resource.plural + slash + subresource)
    return groups
