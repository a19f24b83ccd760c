"""`k8slab replay`: from a journal back to the history of its cluster."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from k8slab.backends.control import Control
from k8slab.backends.simulator import InProcess, of_journal, read_journal
from k8slab.story import Story, seconds_text
from k8slab.translation import say


def replay(file: Path, story_file: Path | None = None) -> str:
    """What came out, in words, with the history's SHA-256: equal histories have equal ones.

    Raises K8slabError for a journal that is damaged, edited or of another version, naming the line.
    """
    journal = read_journal(file)
    gateway = of_journal(journal)
    control = Control(InProcess(gateway, passive=True))
    told = Story.from_dicts(control.story())
    history = b"".join(told.lines())
    if story_file is not None:
        story_file.write_bytes(history)
    cluster = control.cluster()
    nodes = ", ".join(cluster["nodes"])
    return "\n".join(
        [
            say("journal   {number} entries, the chain is whole", number=len(journal.entries)),
            say(
                "cluster   k8slab {version}, seed {seed}, nodes {nodes}",
                version=cluster["version"],
                seed=cluster["seed"],
                nodes=nodes,
            ),
            say("history   {number} events until {now}", number=len(told), now=seconds_text(cluster["time"])),
            f"sha256    {sha256(history).hexdigest()}",
        ]
    )
