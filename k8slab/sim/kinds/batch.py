"""Jobs and CronJobs. They are stored; nothing runs them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.objects.timestamps import age, human_duration, seconds
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import (
    CONTAINERS,
    IMAGES,
    NONE,
    UNSET,
    at,
    column,
    joined_containers,
    number,
    plain,
    selector_cell,
    wide,
)
from k8slab.sim.kinds.kind import FieldError, Kind, no_action
from k8slab.sim.kinds.pod_template import default_template, template_errors

UID_LABEL = "batch.kubernetes.io/controller-uid"
NAME_LABEL = "batch.kubernetes.io/job-name"
FORMER = {UID_LABEL: "controller-uid", NAME_LABEL: "job-name"}
NEVER_ENDING = 2**31 - 1
CONCURRENCY = ("Allow", "Forbid", "Replace")
COMPLETION_MODES = ("NonIndexed", "Indexed")
STATES = {
    "Complete": "Complete",
    "Failed": "Failed",
    "Suspended": "Suspended",
    "FailureTarget": "FailureTarget",
    "SuccessCriteriaMet": "SuccessCriteriaMet",
}


def default_job(job: Object) -> None:
    spec = job.setdefault("spec", {})
    _default_job_spec(spec)
    labels = spec["template"]["metadata"].get("labels")
    if labels and not meta.labels(job):
        job.setdefault("metadata", {})["labels"] = dict(labels)


def _default_job_spec(spec: Object) -> None:
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", NEVER_ENDING if "backoffLimitPerIndex" in spec else 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault(
        "podReplacementPolicy", "Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed"
    )
    spec.setdefault("manualSelector", False)
    default_template(spec.setdefault("template", {}))


def prepare_job(job: Object, old: Object | None) -> None:
    """A new job selects pods by its uid, unless it says that it brings its own selector."""
    if old is not None:
        return
    job["status"] = {}
    spec = job["spec"]
    if spec["manualSelector"]:
        return
    own = {UID_LABEL: meta.uid(job), NAME_LABEL: meta.name(job)}
    template = spec["template"]["metadata"]
    named = own | {FORMER[label]: value for label, value in own.items()}
    template["labels"] = {**(template.get("labels") or {}), **named}
    spec["selector"] = {"matchLabels": {UID_LABEL: meta.uid(job)}}


def validate_job(job: Object, old: Object | None) -> list[FieldError]:
    errors = _job_spec_errors(job["spec"], "spec")
    if old is not None:
        for name in ("completionMode", "selector"):
            errors += field.immutable(f"spec.{name}", job["spec"].get(name), old["spec"].get(name))
    return errors


def _job_spec_errors(spec: Object, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for name in (
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
    ):
        errors += field.not_negative(f"{path}.{name}", spec.get(name))
    errors += field.one_of(f"{path}.completionMode", spec["completionMode"], COMPLETION_MODES)
    errors += template_errors(spec["template"], f"{path}.template")
    policy = spec["template"]["spec"].get("restartPolicy")
    if policy == "Always":
        where = f"{path}.template.spec.restartPolicy"
        errors.append(field.unsupported(where, policy, ("OnFailure", "Never")))
    return errors


def default_cron(cron: Object) -> None:
    spec = cron.setdefault("spec", {})
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    template = spec.setdefault("jobTemplate", {})
    template.setdefault("metadata", {})
    inner = template.setdefault("spec", {})
    default_template(inner.setdefault("template", {}))


def prepare_cron(cron: Object, old: Object | None) -> None:
    if old is None:
        cron["status"] = {}


def validate_cron(cron: Object, old: Object | None) -> list[FieldError]:
    spec = cron["spec"]
    template = spec["jobTemplate"]["spec"]
    errors = _job_spec_errors({"completionMode": "NonIndexed", **template}, "spec.jobTemplate.spec")
    if not spec.get("schedule"):
        errors.append(field.required("spec.schedule"))
    errors += field.one_of("spec.concurrencyPolicy", spec["concurrencyPolicy"], CONCURRENCY)
    return errors


def _state(job: Object, now: float) -> str:
    found = {
        item["type"] for item in job.get("status", {}).get("conditions") or () if item.get("status") == "True"
    }
    if not found & {"Complete", "Failed"} and meta.is_terminating(job):
        return "Terminating"
    return next((STATES[kind] for kind in STATES if kind in found), "Running")


def _completions(job: Object, now: float) -> str:
    spec, done = job["spec"], (job.get("status") or {}).get("succeeded", 0)
    if "completions" in spec:
        return f"{done}/{spec['completions']}"
    parallel = spec.get("parallelism", 0)
    return f"{done}/1 of {parallel}" if parallel > 1 else f"{done}/1"


def _duration(job: Object, now: float) -> str:
    status = job.get("status") or {}
    if not status.get("startTime"):
        return ""
    end = seconds(status["completionTime"]) if status.get("completionTime") else now
    return human_duration(end - seconds(status["startTime"]))


def _suspend(cron: Object, now: float) -> str:
    suspend = cron["spec"].get("suspend")
    return UNSET if suspend is None else str(bool(suspend))


def _last_schedule(cron: Object, now: float) -> str:
    last = (cron.get("status") or {}).get("lastScheduleTime")
    return age(last, now) if last else NONE


def _job_selector(cron: Object, now: float) -> str:
    selector = cron["spec"]["jobTemplate"]["spec"].get("selector")
    return str(from_manifest(selector)) or NONE if selector else NONE


def _template(cron: Object) -> Object:
    template: Object = cron["spec"]["jobTemplate"]["spec"]["template"]
    return template


JOB = Kind(
    "batch",
    "v1",
    "Job",
    "jobs",
    "job",
    categories=("all",),
    subresources=("status",),
    columns=(
        *plain(
            column("Status", _state, text="Status of the job."),
            column("Completions", _completions, of="JobStatus.succeeded"),
            column("Duration", _duration, text="Time required to complete the job."),
        ),
        CONTAINERS,
        IMAGES,
        wide("Selector", selector_cell, of="JobSpec.selector"),
    ),
    has_generation=True,
    default=default_job,
    prepare=prepare_job,
    validate=validate_job,
    selectable_fields=("metadata.name", "metadata.namespace", "status.successful"),
    caveat=no_action("Jobs", "run"),
)
CRON_JOB = Kind(
    "batch",
    "v1",
    "CronJob",
    "cronjobs",
    "cronjob",
    short_names=("cj",),
    categories=("all",),
    subresources=("status",),
    columns=(
        *plain(
            column("Schedule", at("spec.schedule"), of="CronJobSpec.schedule"),
            column("Timezone", at("spec.timeZone", NONE), of="CronJobSpec.timeZone"),
            column("Suspend", _suspend, of="CronJobSpec.suspend", kind="boolean"),
            number(
                "Active", lambda cron, now: len(at("status.active", ())(cron, now)), of="CronJobStatus.active"
            ),
            column("Last Schedule", _last_schedule, of="CronJobStatus.lastScheduleTime"),
        ),
        wide(
            CONTAINERS.name,
            lambda cron, now: joined_containers(_template(cron), "name"),
            text=CONTAINERS.description,
        ),
        wide(
            IMAGES.name,
            lambda cron, now: joined_containers(_template(cron), "image"),
            text=IMAGES.description,
        ),
        wide("Selector", _job_selector, of="JobSpec.selector"),
    ),
    has_generation=True,
    default=default_cron,
    prepare=prepare_cron,
    validate=validate_cron,
    caveat=no_action("CronJobs", "run"),
)
