"""The containers of a pod or of a pod template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.kubectl.describe.probes import probe
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import moment

Object = Mapping[str, Any]
Resolve = Callable[[str], str]


def write_containers(
    sheet: Sheet,
    title: str,
    containers: list[Any] | None,
    statuses: list[Any] | None = None,
    *,
    indent: str = "",
    resolve: Resolve = lambda path: "",
) -> None:
    """`resolve` gives the value of a pod's field, for environment variables that refer to one."""
    if not containers:
        sheet.line(f"{indent}{title}: <none>")
        return
    sheet.line(f"{indent}{title}:")
    by_name = {status["name"]: status for status in statuses or ()}
    for container in containers:
        _write(sheet, container, by_name.get(container["name"]), " " if indent else "", resolve)


def _write(sheet: Sheet, container: Object, status: Object | None, indent: str, resolve: Resolve) -> None:
    sheet.line(f"{indent}{container['name']}:", 1)
    _identity(sheet, container, status)
    _ports(sheet, container.get("ports") or [])
    _words(sheet, "Command", container.get("command"))
    _words(sheet, "Args", container.get("args"))
    if status is not None:
        _status(sheet, status)
    write_resources(sheet, container.get("resources") or {})
    for name in ("liveness", "readiness", "startup"):
        if container.get(f"{name}Probe"):
            sheet.field(name.capitalize(), probe(container[f"{name}Probe"]), 2)
    _environment_from(sheet, container.get("envFrom") or [])
    _environment(sheet, container.get("env") or [], resolve)
    _mounts(sheet, container)


def _identity(sheet: Sheet, container: Object, status: Object | None) -> None:
    if status is not None:
        sheet.field("Container ID", status.get("containerID", ""), 2)
    sheet.field("Image", container.get("image", ""), 2)
    if status is not None:
        sheet.field("Image ID", status.get("imageID", ""), 2)


def _ports(sheet: Sheet, ports: list[Any]) -> None:
    for title, number in (("Port", "containerPort"), ("Host Port", "hostPort")):
        texts = [_port(port, number) for port in ports]
        sheet.field(title + ("s" if len(texts) > 1 else ""), ", ".join(texts) or "<none>", 2)


def _port(port: Object, number: str) -> str:
    name = f" ({port['name']})" if port.get("name") else ""
    return f"{port.get(number, 0)}/{port.get('protocol', 'TCP')}{name}"


def _words(sheet: Sheet, title: str, words: list[str] | None) -> None:
    if words:
        sheet.line(f"{title}:", 2)
        for word in words:
            for line in word.split("\n"):
                sheet.line(line, 3)


def _status(sheet: Sheet, status: Object) -> None:
    _state(sheet, "State", status.get("state") or {})
    last = status.get("lastState") or {}
    if last.get("terminated"):
        _state(sheet, "Last State", last)
    sheet.field("Ready", str(bool(status.get("ready"))), 2)
    sheet.field("Restart Count", status.get("restartCount", 0), 2)


def _state(sheet: Sheet, title: str, state: Object) -> None:
    if "running" in state:
        sheet.field(title, "Running", 2)
        sheet.field("Started", moment(state["running"].get("startedAt")), 3)
    elif "terminated" in state:
        sheet.field(title, "Terminated", 2)
        _terminated(sheet, state["terminated"])
    else:
        sheet.field(title, "Waiting", 2)
        if (state.get("waiting") or {}).get("reason"):
            sheet.field("Reason", state["waiting"]["reason"], 3)


def _terminated(sheet: Sheet, end: Object) -> None:
    for name in ("reason", "message"):
        if end.get(name):
            sheet.field(name.capitalize(), end[name], 3)
    sheet.field("Exit Code", end.get("exitCode", 0), 3)
    if end.get("signal"):
        sheet.field("Signal", end["signal"], 3)
    sheet.field("Started", moment(end.get("startedAt")), 3)
    sheet.field("Finished", moment(end.get("finishedAt")), 3)


def write_resources(sheet: Sheet, resources: Object) -> None:
    """Limits and requests."""
    for title in ("Limits", "Requests"):
        amounts = resources.get(title.lower()) or {}
        if amounts:
            sheet.line(f"{title}:", 2)
        for name in sorted(amounts):
            sheet.field(name, amounts[name], 3)


def _environment_from(sheet: Sheet, sources: list[Any]) -> None:
    if sources:
        sheet.line("Environment Variables from:", 2)
    for source in sources:
        kind = "ConfigMap" if "configMapRef" in source else "Secret"
        reference = source.get("configMapRef") or source.get("secretRef") or {}
        prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
        optional = str(bool(reference.get("optional"))).lower()
        sheet.line(f"{reference.get('name', '')}\t{kind}{prefix}\tOptional: {optional}", 3)


def _environment(sheet: Sheet, variables: list[Any], resolve: Resolve) -> None:
    sheet.line("Environment:" + ("" if variables else "\t<none>"), 2)
    for variable in variables:
        source = variable.get("valueFrom")
        if source:
            sheet.field(variable["name"], _reference(source, resolve), 3)
            continue
        first, *rest = variable.get("value", "").split("\n")
        sheet.field(variable["name"], first, 3)
        for line in rest:
            sheet.line(f"\t{line}", 3)


def _reference(source: Object, resolve: Resolve) -> str:
    if "fieldRef" in source:
        path = source["fieldRef"]["fieldPath"]
        return f"{resolve(path)} ({source['fieldRef'].get('apiVersion', 'v1')}:{path})"
    if "resourceFieldRef" in source:
        return f" ({source['resourceFieldRef']['resource']})"
    kind, link = (
        ("secretKeyRef", "in secret") if "secretKeyRef" in source else ("configMapKeyRef", "of config map")
    )
    reference = source[kind]
    optional = str(bool(reference.get("optional"))).lower()
    return f"<set to the key '{reference['key']}' {link} '{reference['name']}'>\tOptional: {optional}"


def _mounts(sheet: Sheet, container: Object) -> None:
    mounts = sorted(container.get("volumeMounts") or [], key=lambda mount: str(mount["mountPath"]))
    sheet.line("Mounts:" + ("" if mounts else "\t<none>"), 2)
    for mount in mounts:
        options = ["ro" if mount.get("readOnly") else "rw"]
        if mount.get("subPath"):
            options.append(f'path="{mount["subPath"]}"')
        sheet.line(f"{mount['mountPath']} from {mount['name']} ({','.join(options)})", 3)
    devices = container.get("volumeDevices") or []
    if devices:
        sheet.line("Devices:", 2)
    for device in devices:
        sheet.line(f"{device['devicePath']} from {device['name']}", 3)
