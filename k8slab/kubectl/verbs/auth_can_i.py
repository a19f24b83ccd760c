"""Ask the server whether something is allowed."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError, NoMatchError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("all-namespaces", "A", "bool"), Flag("quiet", "q", "bool"), Flag("list", type="bool"),
    Flag("subresource"), Flag("no-headers", type="bool"),
)  # fmt: skip
VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind",
    "impersonate", "*", "approve", "sign", "escalate", "attest",
)  # fmt: skip
URL_VERBS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
USAGE = (
    "you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)
REVIEWS = "/apis/authorization.k8s.io/v1"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """0: yes; 1: no."""
    if flags.on("list"):
        return _list(session, arguments, flags)
    if len(arguments) != 2:
        raise KubectlError(USAGE)
    verb, what = arguments
    review = _review(_attributes(session, verb, what, flags))
    status = session.client.create(f"{REVIEWS}/selfsubjectaccessreviews", review)["status"]
    if not flags.on("quiet"):
        session.say(_answer(status))
    return 0 if status.get("allowed") else 1


def _answer(status: dict[str, Any]) -> str:
    why = f" - {status['reason']}" if status.get("reason") else ""
    problem = f" - {status['evaluationError']}" if status.get("evaluationError") else ""
    return "yes" if status.get("allowed") else "no" + why + problem


def _review(spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "metadata": {},
        "spec": spec,
        "status": {"allowed": False},
    }


def _attributes(session: Session, verb: str, what: str, flags: Flags) -> dict[str, Any]:
    if what.startswith("/"):
        if verb not in URL_VERBS:
            session.complain(f"Warning: verb '{verb}' is not a known verb\n")
        return {"nonResourceAttributes": {"path": what, "verb": verb}}
    word, _, name = what.partition("/")
    resource = _resource(session, word)
    if verb not in VERBS:
        session.complain(f"Warning: verb '{verb}' is not a known verb\n")
    attributes = {"verb": verb, "resource": resource.plural if resource else word}
    if resource and resource.group:
        attributes["group"] = resource.group
    if not flags.on("all-namespaces") and (resource is None or resource.namespaced):
        attributes["namespace"] = session.namespace
    for field, text in (("name", name), ("subresource", flags.text("subresource"))):
        if text:
            attributes[field] = text
    return {"resourceAttributes": attributes}


def _resource(session: Session, word: str) -> Resource | None:
    """The type that is meant. None: all of them, or one that the server does not have."""
    if word == "*":
        return None
    try:
        resource = session.resources.find(word)
    except NoMatchError:
        name, dot, group = word.partition(".")
        where = f" in group '{group}'" if dot else ""
        session.complain(f"Warning: the server doesn't have a resource type '{name}'{where}\n")
        return None
    if not resource.namespaced:
        scope = f" in group '{resource.group}'" if resource.group else ""
        session.complain(f"Warning: resource '{resource.plural}' is not namespace scoped{scope}\n")
    return resource


def _list(session: Session, arguments: list[str], flags: Flags) -> int:
    """Everything that is allowed, in a table."""
    if arguments:
        raise KubectlError("list option must be specified with no arguments")
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "metadata": {},
        "spec": {"namespace": session.namespace},
        "status": {"incomplete": False, "nonResourceRules": None, "resourceRules": None},
    }
    status = session.client.create(f"{REVIEWS}/selfsubjectrulesreviews", review)["status"]
    heads = "" if flags.on("no-headers") else "Resources\tNon-Resource URLs\tResource Names\tVerbs\n"
    rows = [
        f"{_types(rule)}\t[]\t{_words(rule.get('resourceNames'))}\t{_words(rule['verbs'])}\n"
        for rule in status.get("resourceRules") or ()
    ] + [
        f"\t{_words(rule.get('nonResourceURLs'))}\t[]\t{_words(rule['verbs'])}\n"
        for rule in status.get("nonResourceRules") or ()
    ]
    session.out.write(Layout(6, 3).align(heads + "".join(rows)))
    return 0


def _types(rule: dict[str, Any]) -> str:
    groups, names = rule.get("apiGroups") or [""], rule.get("resources") or [""]
    return ",".join(f"{name}.{group}".rstrip(".") for group in groups for name in names)


def _words(words: list[str] | None) -> str:
    return f"[{' '.join(words or ())}]"
