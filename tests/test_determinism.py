"""The same seed and the same requests give the same bytes, in whatever process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HISTORY = """
import sys
from hashlib import sha256

import orjson

from tests.golden.recording import Recording
from tests.golden.replay import play

replay = play(Recording.packed(sys.argv[1]))
printed = [(step.code, step.stdout, step.stderr, step.crash) for step in replay.steps]
story = [(entry.revision, entry.type, entry.kind.plural, entry.object, entry.time) for entry in replay.log]
print(len(story), sha256(orjson.dumps([printed, story])).hexdigest())
"""


def history(scenario: str, hash_seed: str) -> str:
    """A digest of all that a scenario prints and of its whole story, from a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", HISTORY, scenario],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("scenario", ["s_article", "e_ds_rollout", "d_pods", "h_node_failure"])
def test_two_processes_with_different_hash_seeds_tell_the_same_story(scenario: str) -> None:
    assert history(scenario, "1") == history(scenario, "2")
