"""Describe a ResourceQuota."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a "
    "node before being actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long "
    "running pods whose container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best "
    "effort quality of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a "
    "burstable or guaranteed quality of service.",
}


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    _scopes(sheet, item.object, "Scopes:\t", " ")
    sheet.line("Resource\tUsed\tHard")
    sheet.line("--------\t----\t----")
    for row in _rows(item.object):
        sheet.line(row)
    return sheet.aligned()


def write_all(sheet: Sheet, quotas: list[dict[str, Any]]) -> None:
    """Those of a namespace, by name, in its description."""
    sheet.line("\nResource Quotas")
    for quota in sorted(quotas, key=lambda obj: str(obj["metadata"]["name"])):
        sheet.line(f"  Name:\t{quota['metadata']['name']}")
        _scopes(sheet, quota, "  Scopes:\t", "  ")
        sheet.line("  Resource\tUsed\tHard")
        sheet.line("  --------\t---\t---")
        for row in _rows(quota):
            sheet.line(f"  {row}")


def _scopes(sheet: Sheet, quota: dict[str, Any], title: str, indent: str) -> None:
    """Which pods the quota counts, with an explanation for each scope that has one."""
    scopes = sorted((quota.get("spec") or {}).get("scopes") or ())
    if not scopes:
        return
    sheet.line(title + ", ".join(scopes))
    for scope in scopes:
        if scope in SCOPES:
            sheet.line(f"{indent}* {SCOPES[scope]}")


def _rows(quota: dict[str, Any]) -> list[str]:
    """What is limited, how much of it is used, and how much may be."""
    status = quota.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return [f"{name}\t{used.get(name, '0')}\t{hard[name]}" for name in sorted(hard)]
