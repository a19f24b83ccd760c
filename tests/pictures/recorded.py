"""Stories of a real control plane: what its watches sent while a recording was made."""

from __future__ import annotations

from k8slab.story import Story
from tests.golden.recording import Recording


def recorded(name: str) -> tuple[Story, list[float]]:
    """A recording's story, with the seconds at which its steps began."""
    recording = Recording.packed(name)
    return Story.from_dicts(map(_event, filter(_is_change, recording.trace))), recording.starts


def before(name: str, argv: str) -> tuple[Story, float]:
    """The story, and the second at which the command that begins with these words was given."""
    recording = Recording.packed(name)
    given = zip(recording.starts, recording.steps, strict=True)
    second = next(start for start, step in given if " ".join(step.get("argv", ())).startswith(argv))
    return recorded(name)[0], second


def _is_change(line: dict[str, object]) -> bool:
    return "object" in line


def _event(line: dict[str, object]) -> dict[str, object]:
    kind = "ADDED" if line["type"] == "INITIAL" else line["type"]
    return {
        "time": line["t"],
        "revision": line["rv"],
        "type": kind,
        "resource": line["resource"],
        "object": line["object"],
    }
