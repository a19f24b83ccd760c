"""Describe a Job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.golang import plain
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.objects.timestamps import human_duration

LONGEST_INDEXES = 50
SETTINGS = (
    ("Completion Mode", "completionMode"),
    ("Suspend", "suspend"),
    ("Backoff Limit", "backoffLimit"),
    ("TTL Seconds After Finished", "ttlSecondsAfterFinished"),
)


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("Selector", selector(spec.get("selector")))
    sheet.tags(obj)
    sheet.owner(obj)
    sheet.field("Parallelism", spec.get("parallelism", 0))
    sheet.field("Completions", spec.get("completions", "<unset>"))
    for title, name in SETTINGS:
        if name in spec:
            sheet.field(title, plain(spec[name]))
    _times(sheet, status)
    if "activeDeadlineSeconds" in spec:
        sheet.field("Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    sheet.field("Pods Statuses", _counts(status))
    if spec.get("completionMode") == "Indexed":
        sheet.field("Completed Indexes", _indexes(status.get("completedIndexes") or ""))
    write_template(sheet, spec["template"])
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _times(sheet: Sheet, status: dict[str, Any]) -> None:
    start, end = status.get("startTime"), status.get("completionTime")
    if start:
        sheet.field("Start Time", moment(start))
    if end:
        sheet.field("Completed At", moment(end))
    if start and end:
        passed = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        sheet.field("Duration", human_duration(passed.total_seconds()))


def _counts(status: dict[str, Any]) -> str:
    active, done, failed = (status.get(name, 0) for name in ("active", "succeeded", "failed"))
    ready = f" ({status['ready']} Ready)" if status.get("ready") is not None else ""
    return f"{active} Active{ready} / {done} Succeeded / {failed} Failed"


def _indexes(text: str) -> str:
    """`0-3,5`; a long list ends at the first comma that is past the limit."""
    comma = text.find(",", LONGEST_INDEXES)
    return (text[: comma + 1] + "..." if comma >= 0 else text) or NONE
