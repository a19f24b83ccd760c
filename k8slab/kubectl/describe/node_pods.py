"""The pods of a node, and what they ask of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import since
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session
from k8slab.objects.quantity import canonical, parse

Amounts = dict[str, list[str]]
SHOWN = ("cpu", "memory", "ephemeral-storage")


def write_pods(session: Session, sheet: Sheet, item: Item) -> None:
    """A table of pods, then their sums."""
    query = {"fieldSelector": f"spec.nodeName={item.name},status.phase!=Failed,status.phase!=Succeeded"}
    pods = list_objects(session, session.resources.find("pods"), "", query)
    room = (item.object.get("status") or {}).get("allocatable") or {}
    sheet.line(f"Non-terminated Pods:\t({len(pods)} in total)")
    sheet.line("Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge", 1)
    sheet.line("---------\t----\t\t------------\t----------\t---------------\t-------------\t---", 1)
    for pod in pods:
        metadata = pod["metadata"]
        cells = [
            _share(_of(pod, kind).get(name, []), room.get(name, "0"), name)
            for name in ("cpu", "memory")
            for kind in ("requests", "limits")
        ]
        age = since(session, metadata.get("creationTimestamp"))
        sheet.line("\t".join([metadata["namespace"], metadata["name"], "", *cells, age]), 1)
    _write_sums(sheet, pods, room)


def _write_sums(sheet: Sheet, pods: list[Any], room: dict[str, str]) -> None:
    sheet.line("Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)")
    sheet.line("Resource\tRequests\tLimits", 1)
    sheet.line("--------\t--------\t------", 1)
    requests, limits = (_sum([_of(pod, kind) for pod in pods]) for kind in ("requests", "limits"))
    others = sorted(name for name in room if name not in SHOWN and name != "pods")
    for name in (*SHOWN, *others):
        amounts = [_share(side.get(name, []), room.get(name, "0"), name) for side in (requests, limits)]
        if name in others and not name.startswith("hugepages-"):
            amounts = [amount.partition(" ")[0] for amount in amounts]
        sheet.line("\t".join([name, *amounts]), 1)


def _of(pod: dict[str, Any], kind: str) -> Amounts:
    """What the containers ask for, or an init container if it asks for more than all of them."""
    spec = pod["spec"]
    total = _sum([_single(container, kind) for container in spec["containers"]])
    for container in spec.get("initContainers") or ():
        for name, amounts in _single(container, kind).items():
            if parse(amounts[0]) > sum(map(parse, total.get(name, ())), Fraction(0)):
                total[name] = amounts
    return total


def _single(container: dict[str, Any], kind: str) -> Amounts:
    amounts = (container.get("resources") or {}).get(kind) or {}
    return {name: [str(amount)] for name, amount in amounts.items()}


def _sum(parts: list[Amounts]) -> Amounts:
    total: Amounts = {}
    for part in parts:
        for name, amounts in part.items():
            total.setdefault(name, []).extend(amounts)
    return total


def _share(amounts: list[str], room: str, name: str) -> str:
    """`50m (1%)`."""
    total = sum(map(parse, amounts), Fraction(0))
    whole = parse(room)
    percent = int(total / whole * 100) if whole else 0
    return f"{_text(total, amounts, name)} ({percent}%)"


def _text(total: Fraction, amounts: list[str], name: str) -> str:
    if amounts and all(amount.endswith("i") for amount in amounts):
        return canonical(f"{int(total) // 1024}Ki") if total % 1024 == 0 else str(int(total))
    return canonical(f"{int(total * 1000)}m") if name == "cpu" else canonical(str(int(total)))
