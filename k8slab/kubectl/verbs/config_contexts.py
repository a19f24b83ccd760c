"""List, choose and change the contexts of the kubeconfig."""

from __future__ import annotations

from collections.abc import Callable

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.kubeconfig import Kubeconfig
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.session import Session

FLAGS = (Flag("output", "o"), Flag("no-headers", type="bool"), Flag("current", type="bool"))
NEEDS_ITS_NAME = True
HEADS = "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb: `config use-context` and the like."""
    verb, arguments = arguments[0].removeprefix("config "), arguments[1:]
    ACTIONS[verb](session, Kubeconfig.of(session, flags), arguments, flags)
    return 0


def _list(session: Session, config: Kubeconfig, names: list[str], flags: Flags) -> None:
    form = flags.text("output")
    if form not in ("", "name"):
        raise KubectlError(
            f"--output {form} is not available in kubectl config get-contexts; "
            "resetting to default output format"
        )
    known = [str(entry["name"]) for entry in config.entries("contexts")]
    shown = [name for name in known if not names or name in names]
    if form:
        session.out.write("".join(name + "\n" for name in shown))
    else:
        heads = "" if flags.on("no-headers") else HEADS
        session.out.write(Layout(6, 3).align(heads + "".join(_row(config, name) for name in shown)))
    missing = [name for name in names if name not in known]
    if missing:
        raise KubectlError(f"context {missing[0]} not found")


def _row(config: Kubeconfig, name: str) -> str:
    context = config.context(name) or {}
    cells = [context.get(field) or "" for field in ("cluster", "user", "namespace")]
    return "\t".join(["*" if name == config.current else "", name, *cells]) + "\n"


def _use(session: Session, config: Kubeconfig, names: list[str], flags: Flags) -> None:
    if len(names) != 1:
        raise KubectlError(f"Unexpected args: [{' '.join(names)}]")
    if config.context(names[0]) is None:
        raise KubectlError(f'no context exists with the name: "{names[0]}"')
    config.current = names[0]
    config.save()
    session.say(f'Switched to context "{names[0]}".')


def _set(session: Session, config: Kubeconfig, names: list[str], flags: Flags) -> None:
    """--cluster, --user and --namespace of a context, a new one or one that is there."""
    if names and flags.on("current"):
        raise KubectlError("you cannot specify both a context name and --current")
    if not names and not flags.on("current"):
        raise KubectlError("you must specify a non-empty context name or --current")
    if len(names) > 1:
        raise KubectlError(f"unexpected args: [{' '.join(names)}]")
    name = names[0] if names else config.current
    if not name:
        raise KubectlError("no current context is set")
    old = config.context(name)
    context = dict(old or {"cluster": "", "user": ""})
    for field in ("cluster", "user", "namespace"):
        if flags.given(field):
            context[field] = flags.text(field)
    config.put_context(name, context)
    config.save()
    session.say(f'Context "{name}" {"created" if old is None else "modified"}.')


def _rename(session: Session, config: Kubeconfig, names: list[str], flags: Flags) -> None:
    if len(names) != 2:
        raise KubectlError(f"Unexpected args: [{' '.join(names)}]")
    old, new = names
    context = config.context(old)
    if context is None:
        raise KubectlError(f'cannot rename the context "{old}", it\'s not in {config.path}')
    if config.context(new) is not None:
        raise KubectlError(
            f'cannot rename the context "{old}", the context "{new}" already exists in {config.path}'
        )
    config.remove_context(old)
    config.put_context(new, context)
    config.current = new if config.current == old else config.current
    config.save()
    session.say(f'Context "{old}" renamed to "{new}".')


def _delete(session: Session, config: Kubeconfig, names: list[str], flags: Flags) -> None:
    if len(names) != 1:
        raise KubectlError(f"Unexpected args: [{' '.join(names)}]")
    if config.context(names[0]) is None:
        raise KubectlError(f"cannot delete context {names[0]}, not in {config.path}")
    if config.current == names[0]:
        session.complain(
            'warning: this removed your active context, use "kubectl config use-context" to select '
            "a different one"
        )
    config.remove_context(names[0])
    config.save()
    session.say(f"deleted context {names[0]} from {config.path}")


def _names_of(kind: str) -> Callable[[Session, Kubeconfig, list[str], Flags], None]:
    def show(session: Session, config: Kubeconfig, _: list[str], __: Flags) -> None:
        session.out.write(
            "".join(f"{name}\n" for name in ("NAME", *(e["name"] for e in config.entries(kind))))
        )

    return show


ACTIONS: dict[str, Callable[[Session, Kubeconfig, list[str], Flags], None]] = {
    "delete-context": _delete,
    "get-clusters": _names_of("clusters"),
    "get-contexts": _list,
    "get-users": _names_of("users"),
    "rename-context": _rename,
    "set-context": _set,
    "use": _use,
    "use-context": _use,
}
