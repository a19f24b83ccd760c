"""Create a Job or a CronJob that runs an image."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import read_one, scope, wanted
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, require_flags, the_name

FLAGS = (
    *create_namespace.FLAGS, Flag("image"), Flag("from"), Flag("schedule"), Flag("restart", default=""),
)  # fmt: skip
NEEDS_ITS_NAME = True
MANUAL = "cronjob.kubernetes.io/instantiate"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb; what follows the name is the container's command."""
    command, arguments = arguments[0], arguments[1:]
    if command.endswith("cronjob"):
        require_flags(flags, "image", "schedule")
    name = the_name(arguments[:1], command)
    if command.endswith("cronjob"):
        manifest = _cron_job(session, name, arguments[1:], flags)
    else:
        manifest = _job(session, name, arguments[1:], flags)
    create_namespace.create_generated(session, flags, manifest, f"failed to create {command.split()[1]}")
    return 0


def _job(session: Session, name: str, words: list[str], flags: Flags) -> dict[str, Any]:
    if bool(flags.text("image")) == bool(flags.text("from")):
        raise KubectlError("either --image or --from must be specified")
    if flags.text("from") and words:
        raise KubectlError("cannot specify --from and command")
    head = {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(session, name)}
    if flags.text("from"):
        return _from_cron_job(session, head, flags)
    return {
        **head,
        "spec": _spec(name, words, flags.text("image"), flags.text("restart") or "Never"),
        "status": {},
    }


def _from_cron_job(session: Session, head: dict[str, Any], flags: Flags) -> dict[str, Any]:
    (want,) = wanted(session, [flags.text("from")])
    if want.resource.kind != "CronJob":
        raise KubectlError("from must be an existing cronjob")
    found = read_one(session, want, scope(session, want.resource))
    return {**_made_by(found, head), "spec": found["spec"]["jobTemplate"]["spec"], "status": {}}


def _made_by(cron_job: dict[str, Any], head: dict[str, Any]) -> dict[str, Any]:
    """The job belongs to the CronJob and looks like one of its jobs, but says that it was not its turn."""
    metadata = cron_job["spec"]["jobTemplate"].get("metadata") or {}
    owner = {
        "apiVersion": "batch/v1", "kind": "CronJob", "name": cron_job["metadata"]["name"],
        "uid": cron_job["metadata"]["uid"], "controller": True,
    }  # fmt: skip
    own = {
        "annotations": {MANUAL: "manual", **(metadata.get("annotations") or {})},
        "ownerReferences": [owner],
    }
    labels = {"labels": metadata["labels"]} if metadata.get("labels") else {}
    return {**head, "metadata": {**head["metadata"], **own, **labels}}


def _cron_job(session: Session, name: str, words: list[str], flags: Flags) -> dict[str, Any]:
    job = {
        "metadata": {"name": name},
        "spec": _spec(name, words, flags.text("image"), flags.text("restart") or "OnFailure"),
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata(session, name),
        "spec": {"jobTemplate": job, "schedule": flags.text("schedule")},
        "status": {},
    }


def _spec(name: str, words: list[str], image: str, restart: str) -> dict[str, Any]:
    container: dict[str, Any] = {"name": name, "image": image, "resources": {}}
    if words:
        container["command"] = words
    return {"template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}}
