"""The verbs: which there are, what their flags are, and where they live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from k8slab.backends.transport import Transport
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import GLOBAL, parse
from k8slab.kubectl.golang import quote
from k8slab.kubectl.session import Session

VERBS = {
    "annotate": "label",
    "api-resources": "api_resources",
    "api-versions": "api_versions",
    "apply": "apply",
    "attach": "attach",
    "cluster-info": "cluster_info",
    "config current-context": "config",
    "config view": "config",
    "cordon": "cordon",
    "cp": "cp",
    "create": "create",
    "create cm": "create_configmap",
    "create configmap": "create_configmap",
    "create deployment": "create_deployment",
    "create deploy": "create_deployment",
    "create namespace": "create_namespace",
    "create ns": "create_namespace",
    "create pdb": "create_poddisruptionbudget",
    "create poddisruptionbudget": "create_poddisruptionbudget",
    "create sa": "create_serviceaccount",
    "create secret": "create_secret",
    "create service": "create_service",
    "create serviceaccount": "create_serviceaccount",
    "create svc": "create_service",
    "delete": "delete",
    "describe": "describe",
    "diff": "diff",
    "drain": "drain",
    "exec": "exec",
    "explain": "explain",
    "expose": "expose",
    "get": "get",
    "label": "label",
    "logs": "logs",
    "patch": "patch",
    "port-forward": "port_forward",
    "replace": "replace",
    "rollout history": "rollout.history",
    "rollout pause": "rollout.pause",
    "rollout restart": "rollout.restart",
    "rollout resume": "rollout.pause",
    "rollout status": "rollout.status",
    "rollout undo": "rollout.undo",
    "run": "run",
    "scale": "scale",
    "set image": "set_image",
    "taint": "taint",
    "top node": "top",
    "top nodes": "top",
    "top po": "top",
    "top pod": "top",
    "top pods": "top",
    "uncordon": "cordon",
    "version": "version",
    "wait": "wait",
}
GROUPS = ("config", "create", "rollout", "set", "top")
ELSEWHERE = [
    "auth",
    "autoscale",
    "certificate",
    "completion",
    "debug",
    "edit",
    "events",
    "kustomize",
    "options",
    "plugin",
    "proxy",
]


def dispatch(session: Session, argv: list[str]) -> int:
    """Run the verb that the command line starts with."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        session.out.write(_help())
        return 0
    name, rest = find_verb(argv)
    module = import_module(f"k8slab.kubectl.verbs.{VERBS[name]}")
    arguments, flags = parse(rest, (*module.FLAGS, *GLOBAL), f"kubectl {name}")
    if flags.on("help"):
        session.out.write(_usage(name, module))
        return 0
    if flags.text("namespace"):
        session.namespace = flags.text("namespace")
        session.namespace_is_explicit = True
    if getattr(module, "NEEDS_ITS_NAME", False):
        arguments = [name, *arguments]
    with _on_behalf_of(session.transport, f"kubectl {name}"):
        code: int = module.run(session, arguments, flags)
    return code


@contextmanager
def _on_behalf_of(transport: Transport, command: str) -> Iterator[None]:
    """Requests say which command they are made for, as kubectl's do."""
    before = transport.command
    transport.command = command
    try:
        yield
    finally:
        transport.command = before


def find_verb(argv: list[str]) -> tuple[str, list[str]]:
    """The verb (`rollout status`) and the rest of the line; global flags may come before it."""
    words, at = _leading_words(argv)
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in VERBS:
            used = at[:length]
            return name, [word for i, word in enumerate(argv) if i not in used]
    raise _unknown(words)


def _leading_words(argv: list[str]) -> tuple[list[str], list[int]]:
    """The first two words that are neither global flags nor their values, and where they stand."""
    takes_value = {f"--{flag.name}" for flag in GLOBAL if flag.needs_value} | {"-n", "-s", "-v"}
    words: list[str] = []
    at: list[int] = []
    skip = False
    for i, word in enumerate(argv):
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in takes_value
        elif len(words) < 2:
            words.append(word)
            at.append(i)
    return words, at


def _unknown(words: list[str]) -> KubectlError:
    if not words:
        return KubectlError("no command given\nSee 'kubectl --help' for usage.")
    if words[0] in GROUPS:
        known = ", ".join(sorted(name.split()[1] for name in VERBS if name.startswith(words[0] + " ")))
        return KubectlError(
            f"kubectl {words[0]} needs one of: {known}\nSee 'kubectl {words[0]} -h' for usage."
        )
    if words[0] in ELSEWHERE:
        return KubectlError(
            f"{quote(words[0])} is not one of the commands that this kubectl has; "
            "the kubectl of the Kubernetes project has it (see 'kubectl --help' for those that are here)"
        )
    return KubectlError(f'unknown command {quote(words[0])} for "kubectl"')


def _help() -> str:
    names = "\n".join(f"  {name}" for name in sorted(VERBS))
    return f'kubectl of k8slab. Commands:\n{names}\n\nUse "kubectl <command> --help" for its flags.\n'


def _usage(name: str, module: ModuleType) -> str:
    flags = sorted(flag.title for flag in module.FLAGS)
    summary = (module.__doc__ or "").partition("\n")[0]
    return f"kubectl {name}: {summary}\n\nFlags:\n" + "".join(f"  {flag}\n" for flag in flags)
