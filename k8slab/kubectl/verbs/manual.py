"""What `--help` says: which commands there are, how one is called, and its flags."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from k8slab.kubectl.flags import GLOBAL, Flag
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.verbs.flag_words import WORDS
from k8slab.kubectl.verbs.refused import ADVICE
from k8slab.kubectl.verbs.table import GROUPS, VERBS, below

USAGE = {
    "annotate": "(TYPE NAME | TYPE/NAME | -f FILE) KEY=VALUE ... KEY- ...",
    "apply": "-f FILE",
    "apply set-last-applied": "-f FILE",
    "apply view-last-applied": "(TYPE [NAME] | TYPE/NAME | -f FILE)",
    "auth can-i": "VERB (TYPE | TYPE/NAME | /URL)",
    "autoscale": "(TYPE NAME | TYPE/NAME) --max=N [--min=N] [--cpu-percent=N]",
    "config rename-context": "NAME NEW_NAME",
    "config set-context": "(NAME | --current) [--namespace=NAMESPACE] [--cluster=NAME] [--user=NAME]",
    "config use-context": "NAME",
    "cordon": "NODE",
    "cp": "FILE POD:PATH | POD:PATH FILE",
    "create": "-f FILE",
    "create configmap": "NAME [--from-literal=KEY=VALUE] [--from-file=[KEY=]FILE]",
    "create cronjob": "NAME --image=IMAGE --schedule='* * * * *' [-- COMMAND]",
    "create deployment": "NAME --image=IMAGE [-- COMMAND]",
    "create ingress": "NAME --rule=HOST/PATH=SERVICE:PORT[,tls[=SECRET]]",
    "create job": "NAME (--image=IMAGE | --from=cronjob/NAME) [-- COMMAND]",
    "create poddisruptionbudget": "NAME --selector=SELECTOR (--min-available=N | --max-unavailable=N)",
    "create quota": "NAME --hard=RESOURCE=AMOUNT,...",
    "create role": "NAME --verb=VERB,... --resource=TYPE,...",
    "create rolebinding": "NAME (--clusterrole=NAME | --role=NAME) [--user=NAME] [--serviceaccount=NS:NAME]",
    "delete": "(-f FILE | TYPE NAME ... | TYPE/NAME ... | TYPE -l SELECTOR | TYPE --all)",
    "describe": "(-f FILE | TYPE [PREFIX | NAME ...] | TYPE/NAME ...)",
    "diff": "-f FILE",
    "drain": "NODE",
    "events": "[--for TYPE/NAME] [--types=Warning]",
    "exec": "POD [-c CONTAINER] [-i] -- COMMAND [ARGS ...]",
    "explain": "TYPE[.FIELD ...]",
    "expose": "(TYPE NAME | TYPE/NAME) --port=PORT",
    "get": "(TYPE[,TYPE ...] [NAME ...] | TYPE/NAME ... | -f FILE)",
    "label": "(TYPE NAME | TYPE/NAME | -f FILE) KEY=VALUE ... KEY- ...",
    "logs": "POD [-c CONTAINER]",
    "patch": "(TYPE NAME | TYPE/NAME | -f FILE) (-p PATCH | --patch-file=FILE)",
    "replace": "-f FILE",
    "run": "NAME --image=IMAGE [-- ARGS ...]",
    "scale": "(TYPE NAME | TYPE/NAME | -f FILE) --replicas=N",
    "set env": "(TYPE NAME | TYPE/NAME) (NAME=VALUE ... | NAME- ... | --list)",
    "set image": "(TYPE NAME | TYPE/NAME) CONTAINER=IMAGE ...",
    "set resources": "(TYPE NAME | TYPE/NAME) [--limits=...] [--requests=...]",
    "set selector": "(service NAME | service/NAME) KEY=VALUE,...",
    "set serviceaccount": "(TYPE NAME | TYPE/NAME) ACCOUNT",
    "set subject": "(TYPE NAME | TYPE/NAME) [--user=NAME] [--group=NAME] [--serviceaccount=NS:NAME]",
    "taint": "nodes NODE ... KEY=VALUE:EFFECT ... KEY:EFFECT- ...",
    "uncordon": "NODE",
    "wait": "(TYPE NAME | TYPE/NAME ...) --for=(create | delete | condition=NAME | jsonpath='{PATH}'=VALUE)",
}
"""The arguments of commands that take some."""


def overview() -> str:
    """What `kubectl` alone prints."""
    top = sorted({name.partition(" ")[0] for name in VERBS})
    refused = ", ".join(sorted(name for name in ADVICE if " " not in name))
    return (
        "kubectl talks to the API of a Kubernetes cluster; this one is k8slab's.\n\nCommands:\n"
        + _lines([(name, _summary(name)) for name in top])
        + f"\nNot here, each with advice: {refused}\n"
        + '\nUse "kubectl COMMAND --help" for its arguments and flags, '
        '"kubectl options" for flags of all commands.\n'
    )


def of_group(group: str) -> str:
    """What a command prints that only has commands below it."""
    names = [(name, _summary(f"{group} {name}")) for name in below(group)]
    return (
        f"kubectl {group} needs one of these commands:\n{_lines(names)}"
        f'\nUse "kubectl {group} COMMAND --help" for its arguments and flags.\n'
    )


def of_verb(name: str, module: ModuleType) -> str:
    """How a command is called."""
    flags = [(flag.title, WORDS.get(flag.name, "")) for flag in sorted(module.FLAGS, key=_name)]
    more = below(name)
    return (
        f"{_first_line(module)}\n\nUsage:\n  kubectl {name} {USAGE.get(name, '')}".rstrip()
        + "\n"
        + (
            f"\nCommands below it:\n{_lines([(word, _summary(f'{name} {word}')) for word in more])}"
            if more
            else ""
        )
        + (f"\nFlags:\n{_lines(flags)}" if flags else "")
        + f'\nUse "kubectl options" for the {len(GLOBAL)} flags of all commands.\n'
    )


def _name(flag: Flag) -> str:
    return flag.name


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").partition("\n")[0]


def _summary(name: str) -> str:
    if name in VERBS:
        return _first_line(import_module(f"k8slab.kubectl.verbs.{VERBS[name]}"))
    return f"{', '.join(below(name))}" if name in GROUPS else ""


def _lines(rows: list[tuple[str, str]]) -> str:
    text = "".join(f"  {name}\t{words}\n" if words else f"  {name}\n" for name, words in rows)
    return Layout(0, 3).align(text)
