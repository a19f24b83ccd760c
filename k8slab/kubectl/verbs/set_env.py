"""Set, remove and list environment variables of containers in pod templates."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item, read_one, scope, wanted
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import set_template

FLAGS = (
    *set_template.FLAGS, Flag("containers", "c", default="*"), Flag("env", "e", "array"), Flag("from"),
    Flag("prefix"), Flag("keys", type="strings"), Flag("list", type="bool"), Flag("resolve", type="bool"),
    Flag("overwrite", type="bool", default=True),
)  # fmt: skip
PATCH_FAILED = "failed to patch env update to pod template: "
NOTHING_NAMED = "one or more resources must be specified as <resource> <name> or <resource>/<name>"

Variable = dict[str, Any]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """`NAME=value` sets, `NAME-` removes; without either, or with --list, nothing is changed."""
    names = [word for word in arguments if not _is_change(word)]
    if not names and not flags.texts("filename"):
        raise KubectlError(NOTHING_NAMED)
    changes = _changes(session, [word for word in arguments if _is_change(word)] + flags.texts("env"))
    found = set_template.targets(session, names, flags)
    if flags.text("from"):
        changes.put += list(_from_source(session, flags))
    if flags.on("list"):
        return _list(session, flags, found)

    def change(item: Item, obj: dict[str, Any]) -> None:
        for container in _containers(session, flags, item, obj):
            _set(item, container, changes, flags)

    update = set_template.Update(session, flags, "env updated", PATCH_FAILED)
    update.make(found, change)
    return 0


@dataclass
class _Changes:
    put: list[Variable] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)


def _is_change(word: str) -> bool:
    return "=" in word or (word.endswith("-") and not word.startswith("-"))


def _changes(session: Session, words: list[str]) -> _Changes:
    changes = _Changes()
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            changes.put.append({"name": name, "value": value})
        else:
            changes.drop.append(word.removesuffix("-"))
    if set(changes.drop) & {variable["name"] for variable in changes.put}:
        raise KubectlError("can not both modify and remove the same environment variable in the same command")
    return changes


def _from_source(session: Session, flags: Flags) -> Iterator[Variable]:
    """A variable for each key of a ConfigMap or Secret."""
    for want in wanted(session, [flags.text("from")]):
        if want.resource.kind not in ("ConfigMap", "Secret"):
            raise KubectlError("unsupported resource specified in --from")
        source = read_one(session, want, scope(session, want.resource))
        how = "configMapKeyRef" if want.resource.kind == "ConfigMap" else "secretKeyRef"
        for key in sorted(source.get("data") or {}):
            if flags.texts("keys") and key not in flags.texts("keys"):
                continue
            reference = {how: {"name": want.name, "key": key}}
            yield {"name": flags.text("prefix") + _variable_name(session, key), "valueFrom": reference}


def _variable_name(session: Session, key: str) -> str:
    name = re.sub("[^a-zA-Z0-9_]", "_", key).upper()
    if name != key:
        session.complain(f"Warning: key {key} transferred to {name}")
    return name


def is_meant(name: str, pattern: str) -> bool:
    """Is the container one that --containers selects?"""
    return pattern in ("", "*", name) or fnmatchcase(name, pattern)


def _containers(session: Session, flags: Flags, item: Item, obj: dict[str, Any]) -> list[dict[str, Any]]:
    spec = set_template.pod_spec(item, obj)
    every = [*(spec.get("initContainers") or ()), *spec["containers"]]
    found = [container for container in every if is_meant(container["name"], flags.text("containers"))]
    if not found:
        session.complain(
            f"Warning: {item.resource.kind}/{item.name} does not have any containers matching "
            f"{quote(flags.text('containers'))}"
        )
    return found


def _set(item: Item, container: dict[str, Any], changes: _Changes, flags: Flags) -> None:
    old: list[Variable] = container.get("env") or []
    if not flags.on("overwrite"):
        _refuse_overwriting(item, old, changes.put)
    new = {variable["name"]: variable for variable in changes.put}
    left = [new.pop(v["name"], v) for v in old if v["name"] not in changes.drop]
    result = [*left, *new.values()]
    if result or "env" in container:
        container["env"] = result
    if not result:
        container.pop("env", None)


def _refuse_overwriting(item: Item, old: list[Variable], put: list[Variable]) -> None:
    known = {variable["name"]: variable for variable in old}
    for variable in put:
        if variable["name"] in known:
            value = known[variable["name"]].get("value", "")
            why = f"'{variable['name']}' already has a value ({value}), and --overwrite is false"
            raise set_template.refusal(item, why)


def _list(session: Session, flags: Flags, found: list[Item | Exception]) -> int:
    for item in found:
        if isinstance(item, Item):
            for container in _containers(session, flags, item, item.object):
                session.say(f"# {item.resource.kind} {item.name}, container {container['name']}")
                for variable in container.get("env") or ():
                    session.say(_shown(session, flags, item, variable))
    raise_all([error for error in found if isinstance(error, Exception)])
    return 0


def _shown(session: Session, flags: Flags, item: Item, variable: Variable) -> str:
    name, source = variable["name"], variable.get("valueFrom")
    if not source:
        return f"{name}={variable.get('value', '')}"
    if flags.on("resolve") and (value := _resolved(session, item, source)) is not None:
        return f"{name}={value}"
    return f"# {name} from {_origin(source)}"


def _origin(source: dict[str, Any]) -> str:
    for how, what in (("configMapKeyRef", "configmap"), ("secretKeyRef", "secret")):
        if how in source:
            return f"{what} {source[how]['name']}, key {source[how]['key']}"
    if "fieldRef" in source:
        return f"field path {source['fieldRef']['fieldPath']}"
    reference = source.get("resourceFieldRef") or {}
    container = f"{reference['containerName']}/" if reference.get("containerName") else ""
    return f"resource field {container}{reference.get('resource', '')}"


def _resolved(session: Session, item: Item, source: dict[str, Any]) -> str | None:
    for how, kind in (("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets")):
        if how in source:
            path = session.resources.find(kind).path(item.namespace, source[how]["name"])
            text = session.client.get(path)["data"][source[how]["key"]]
            return text if kind == "configmaps" else base64.b64decode(text).decode()
    return None
