"""Run an image in a pod of its own."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import run_attached
from k8slab.kubectl.verbs.create_namespace import create_generated
from k8slab.kubectl.verbs.generated import labels, metadata
from k8slab.kubectl.verbs.run_attached import SEE_HELP

FLAGS = (
    *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, Flag("image"), Flag("port"),
    Flag("env", type="array"), Flag("labels", "l"), Flag("annotations", type="array"),
    Flag("restart", default="Always"), Flag("command", type="bool"), Flag("expose", type="bool"),
    Flag("image-pull-policy"), Flag("overrides"), Flag("attach", type="bool"), Flag("rm", type="bool"),
    Flag("stdin", "i", "bool"), Flag("tty", "t", "bool"), Flag("quiet", "q", "bool"),
    Flag("privileged", type="bool"), Flag("save-config", type="bool"),
)  # fmt: skip
MANAGER = "kubectl-run"
POLICIES = ("Always", "OnFailure", "Never")


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the pod's name; those behind it are the container's."""
    _check(arguments, flags)
    name, words = arguments[0], arguments[1:]
    if flags.on("expose"):
        create_generated(session, flags, _service(session, name, flags), manager=MANAGER)
    pod = _pod(session, name, words, flags)
    if run_attached.is_attached(flags):
        return run_attached.run_attached(session, session.resources.find("pods"), pod, flags)
    create_generated(session, flags, pod, manager=MANAGER, remembers=not DryRun(flags).is_client)
    return 0


def _check(arguments: list[str], flags: Flags) -> None:
    if not flags.text("image"):
        raise KubectlError('required flag(s) "image" not set')
    if not arguments:
        raise KubectlError("NAME is required for run\nSee 'kubectl run -h' for help and examples")
    if flags.text("restart") not in POLICIES:
        raise KubectlError(f"invalid restart policy: {flags.text('restart')}{SEE_HELP}")
    if flags.on("expose") and not flags.text("port"):
        raise KubectlError("--port must be set when exposing a service" + SEE_HELP)
    run_attached.check(flags)
    if flags.given("overrides"):
        raise KubectlError("--overrides is not supported by this kubectl; write the pod as a manifest")


def _labels(name: str, flags: Flags) -> dict[str, str]:
    return labels(flags.text("labels")) if flags.text("labels") else {"run": name}


def _pod(session: Session, name: str, words: list[str], flags: Flags) -> dict[str, Any]:
    described: dict[str, Any] = {**metadata(session, name), "labels": _labels(name, flags)}
    if flags.texts("annotations"):
        described["annotations"] = labels(",".join(flags.texts("annotations")))
    spec = {
        "containers": [_container(name, words, flags)],
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": flags.text("restart"),
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": described, "spec": spec, "status": {}}


def _container(name: str, words: list[str], flags: Flags) -> dict[str, Any]:
    container: dict[str, Any] = {"name": name, "image": flags.text("image"), "resources": {}}
    container |= run_attached.streams(flags)
    if words:
        container["command" if flags.on("command") else "args"] = words
    if flags.texts("env"):
        container["env"] = [
            {"name": key, "value": value}
            for key, _, value in (text.partition("=") for text in flags.texts("env"))
        ]
    if flags.text("image-pull-policy"):
        container["imagePullPolicy"] = flags.text("image-pull-policy")
    if flags.on("privileged"):
        container["securityContext"] = {"privileged": True}
    if port := flags.text("port"):
        if not port.isdigit():
            raise KubectlError(f'strconv.Atoi: parsing "{port}": invalid syntax')
        container["ports"] = [{"containerPort": int(port)}]
    return container


def _service(session: Session, name: str, flags: Flags) -> dict[str, Any]:
    port = int(flags.text("port"))
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(session, name),
        "spec": {
            "ports": [{"port": port, "protocol": "TCP", "targetPort": port}],
            "selector": _labels(name, flags),
        },
        "status": {"loadBalancer": {}},
    }
