"""Events: the set of what was said about which object, by whom; how often does not count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.golden.difference import MISSING, Difference, Tally
from tests.golden.free import Free
from tests.golden.recording import Recording
from tests.golden.replay import Replay
from tests.golden.rules import accepting, rewritten

Object = dict[str, Any]
Who = tuple[str, str, str]


def compare(
    recording: Recording, replay: Replay, recorded: Free, found: Free
) -> tuple[Tally, list[Difference]]:
    """Every event that was recorded or is there."""
    trace = [line for line in recording.trace if line.get("resource") == "events"]
    known = {_about(line) for line in recording.trace if "object" in line}
    lines = [line["object"] for line in trace if line["type"] != "INITIAL" and _is_own(line["object"], known)]
    changes = [change.object for change in replay.log if change.kind.plural == "events"]
    expected, present = said(lines, recorded), said(changes, found)
    tally, accepted = Tally(), []
    for event in sorted(expected | present):
        shown = MISSING if event not in expected else "said", MISSING if event not in present else "said"
        difference = Difference("events", None, event, "", *shown)
        is_accepted = event not in expected & present and accepting(difference) is not None
        accepted += [difference] if is_accepted else []
        tally.add([] if is_accepted or event in expected & present else [difference])
    return tally, accepted


def _about(line: Object) -> Who:
    metadata = line["object"]["metadata"]
    return line["resource"], metadata.get("namespace", ""), metadata["name"]


def _is_own(event: Object, known: set[Who]) -> bool:
    """False for what is left of recordings that were made before on the same cluster."""
    about = event["involvedObject"]
    return (f"{about['kind'].lower()}s", about.get("namespace", ""), about["name"]) in known


def said(events: Iterable[Object], free: Free) -> set[str]:
    """Each event as one line: object, type, reason, message, component."""
    lines = (rewritten(free.text(_line(event))) for event in events)
    return {line for line in lines if line is not None}


def _line(event: Object) -> str:
    about = event["involvedObject"]
    component = event.get("reportingComponent") or (event.get("source") or {}).get("component", "")
    where = f"{about['kind']} {about.get('namespace', '')}/{about['name']} {about.get('fieldPath', '')}"
    return f"{where} {event['type']} {event['reason']}: {event.get('message', '')} ({component})"
