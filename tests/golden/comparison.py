"""One recording, played and compared in all four ways."""

from __future__ import annotations

from dataclasses import dataclass

from tests.golden import events, milestones, objects, outputs
from tests.golden.difference import AREAS, Difference, Tally
from tests.golden.free import Free
from tests.golden.recording import Recording
from tests.golden.replay import Played, Replay, changes, play
from tests.golden.rules import accepting


@dataclass
class Comparison:
    """The tallies by area, and the differences that rules accepted."""

    tallies: dict[str, Tally]
    accepted: list[Difference]

    @property
    def differences(self) -> list[Difference]:
        return [each for tally in self.tallies.values() for each in tally.differences]

    def __add__(self, other: Comparison) -> Comparison:
        tallies = {area: self.tallies[area] + other.tallies[area] for area in AREAS}
        return Comparison(tallies, self.accepted + other.accepted)

    def __str__(self) -> str:
        steps, things, miles, said = (self.tallies[area] for area in AREAS)
        return f"steps {steps} equal, objects {things} equal, milestones {miles}, events {said}"


def compare(recording: Recording) -> Comparison:
    """Play the recording and compare what it makes with what was recorded."""
    replay = play(recording)
    nodes = set(replay.nodes) | {node["metadata"]["name"] for node in recording.nodes}
    trace = [(line["resource"], line["object"]) for line in recording.trace if "object" in line]
    recorded, found = Free(trace, nodes), Free(changes(replay.before + replay.log), nodes)
    tallies, accepted = {}, []
    tallies["steps"], ruled = _steps(replay, recorded, found)
    accepted += ruled
    for area, part in (("objects", objects), ("milestones", milestones), ("events", events)):
        tallies[area], ruled = part.compare(recording, replay, recorded, found)
        accepted += ruled
    return Comparison(tallies, accepted)


def _differences(played: Played, recorded: Free, found: Free) -> list[Difference]:
    """The step's differences; an answer of a shape that cannot be compared is one."""
    try:
        return outputs.differences(played, recorded, found)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        what = outputs.command(played.step) or "call"
        return [Difference("steps", played.index, what, "not comparable", "", repr(error))]


def _steps(replay: Replay, recorded: Free, found: Free) -> tuple[Tally, list[Difference]]:
    tally, accepted = Tally(), []
    for played in replay.steps:
        if played.crash:
            what = outputs.command(played.step) or str(played.step.get("harness", "call"))
            tally.add([Difference("steps", played.index, what, "crash", "", played.crash)])
        elif outputs.is_compared(played.step):
            differences = _differences(played, recorded, found)
            ruled = [each for each in differences if accepting(each)]
            accepted += ruled
            tally.add([each for each in differences if each not in ruled])
    return tally, accepted
