"""Wait for a condition, a value, the creation or the deletion of objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import plain, quote
from k8slab.kubectl.printers.jsonpath import relaxed
from k8slab.kubectl.printers.output import object_printer
from k8slab.kubectl.resources import Item, chosen, scope, wanted
from k8slab.kubectl.session import Session
from k8slab.kubectl.waiting import A_WEEK, TimedOutError, wait_until, wait_until_gone

FLAGS = (
    *common.FILES,
    *common.SELECTOR,
    *common.FIELD_SELECTOR,
    *common.OUTPUT,
    Flag("for"),
    Flag("timeout", type="duration", default=30.0),
    Flag("all", type="bool"),
    Flag("all-namespaces", "A", "bool"),
    Flag("local", type="bool"),
)
BAD_PATH = (
    "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or "
    "'{.name1.name2}'"
)

Reached = Callable[[str, dict[str, Any]], bool]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Wait for every object that is named or selected."""
    session.client.waits_by_itself = flags.seconds("timeout") != 0
    goal = flags.text("for")
    timeout = flags.seconds("timeout") if flags.seconds("timeout") >= 0 else A_WEEK
    reached = None if goal.lower() in ("create", "delete") else condition(goal)
    if goal.lower() == "create":
        _wait_for_creation(session, arguments, timeout)
        return 0
    errors: list[Exception] = []
    count = 0
    for found in chosen(session, arguments, flags):
        if isinstance(found, Exception):
            if reached is None and isinstance(found, ApiError) and found.code == 404:
                continue
            errors.append(found)
            continue
        count += 1
        try:
            obj = found.object
            if reached is None:
                wait_until_gone(session, found, found.object["metadata"]["uid"], timeout)
            elif timeout == 0:
                _require_now(found, reached)
            else:
                obj = wait_until(session, found, _still_there(found, reached), timeout)
            _tell(session, found, obj, flags)
        except KubectlError as error:
            errors.append(error)
    raise_all(errors)
    if not count and reached is not None:
        raise KubectlError("no matching resources found")
    return 0


def _wait_for_creation(session: Session, arguments: list[str], timeout: float) -> None:
    for want in wanted(session, arguments):
        item = Item(want.resource, scope(session, want.resource), want.name)
        try:
            wait_until(session, item, lambda kind, obj: kind not in ("ABSENT", "DELETED"), timeout)
        except TimedOutError:
            raise TimedOutError from None
        session.say(f"{item.title} condition met")


def _require_now(item: Item, reached: Reached) -> None:
    """Without any time to wait, it must be so already."""
    if not reached("ADDED", item.object):
        raise KubectlError(f"condition not met for {item.resource.plural}/{item.name}")


def _still_there(item: Item, reached: Reached) -> Reached:
    def check(kind: str, obj: dict[str, Any]) -> bool:
        if kind == "DELETED":
            raise ApiError(
                {
                    "reason": "NotFound",
                    "code": 404,
                    "message": f"{item.resource.qualified} {quote(item.name)} not found",
                }
            )
        return kind != "ABSENT" and reached(kind, obj)

    return check


def _tell(session: Session, item: Item, obj: dict[str, Any], flags: Flags) -> None:
    printer = object_printer(flags)
    if printer is None:
        session.say(f"{item.title} condition met")
    else:
        session.out.write(printer(obj))


def condition(goal: str) -> Reached:
    """The predicate of --for. Raises KubectlError if it cannot be read."""
    kind, _, rest = goal.partition("=")
    if kind == "condition" and rest:
        name, _, value = rest.partition("=")
        return _has_condition(name, value or "true")
    if kind == "jsonpath":
        return _has_value(rest)
    raise KubectlError(f"unrecognized condition: {quote(goal)}")


def _has_condition(name: str, value: str) -> Reached:
    def reached(_: str, obj: dict[str, Any]) -> bool:
        observed = (obj.get("status") or {}).get("observedGeneration")
        if observed is not None and observed < obj["metadata"].get("generation", 0):
            return False
        for found in (obj.get("status") or {}).get("conditions") or ():
            if str(found.get("type", "")).lower() == name.lower():
                return str(found.get("status", "")).lower() == value.lower()
        return False

    return reached


def _has_value(text: str) -> Reached:
    """`{.status.phase}=Running`, or without a value: the field is there."""
    end = text.rfind("}") + 1 if text.startswith("{") else text.find("=")
    path_text, value = (text[:end], text[end + 1 :]) if 0 < end < len(text) else (text, None)
    if value == "":
        raise KubectlError(
            "jsonpath wait has to have a value after equal sign, like "
            "--for=jsonpath='{.status.readyReplicas}'=3"
        )
    if not path_text:
        raise KubectlError("jsonpath expression cannot be empty")
    if path_text.startswith("{") != path_text.endswith("}"):
        raise KubectlError(BAD_PATH)
    path = relaxed(path_text)
    expected = value.strip("'\"") if value is not None else None

    def reached(_: str, obj: dict[str, Any]) -> bool:
        found = path.values(obj)
        if expected is None:
            return bool(found)
        return len(found) == 1 and not isinstance(found[0], dict | list) and plain(found[0]) == expected

    return reached
