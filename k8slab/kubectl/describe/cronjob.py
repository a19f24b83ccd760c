"""Describe a CronJob."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

UNSET = "<unset>"


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    spec, status = item.object["spec"], item.object.get("status") or {}
    sheet.identity(item.object)
    sheet.tags(item.object)
    _schedule(sheet, spec)
    _job(sheet, spec["jobTemplate"].get("spec") or {})
    last = status.get("lastScheduleTime")
    sheet.field("Last Schedule Time", moment(last) if last else UNSET)
    sheet.field("Active Jobs", ", ".join(job.get("name", "") for job in status.get("active") or ()) or NONE)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _schedule(sheet: Sheet, spec: dict[str, Any]) -> None:
    sheet.field("Schedule", spec.get("schedule", ""))
    sheet.field("Concurrency Policy", spec.get("concurrencyPolicy", ""))
    sheet.field("Suspend", str(spec.get("suspend", UNSET)))
    sheet.field("Time Zone", spec.get("timeZone", UNSET))
    sheet.field("Successful Job History Limit", spec.get("successfulJobsHistoryLimit", UNSET))
    sheet.field("Failed Job History Limit", spec.get("failedJobsHistoryLimit", UNSET))
    deadline = spec.get("startingDeadlineSeconds")
    sheet.field("Starting Deadline Seconds", UNSET if deadline is None else f"{deadline}s")


def _job(sheet: Sheet, spec: dict[str, Any]) -> None:
    sheet.field("Selector", selector(spec["selector"]) if spec.get("selector") else UNSET)
    sheet.field("Parallelism", spec.get("parallelism", UNSET))
    sheet.field("Completions", spec.get("completions", UNSET))
    if "activeDeadlineSeconds" in spec:
        sheet.field("Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    write_template(sheet, spec["template"])
