"""The termination message of a container: what it wrote into a file, or the end of its log.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.containers.logs import Log
from k8slab.sim.shell import FileError, Files

MESSAGE_PATH = "/dev/termination-log"
LONGEST_MESSAGE, LONGEST_LOG, MOST_LINES = 4096, 2048, 80


def last_words(spec: Object, files: Files, log: Log, code: int) -> str:
    """Empty if the container has said nothing; the log counts only for one that failed, if it may."""
    words = _read(files, spec.get("terminationMessagePath") or MESSAGE_PATH)[:LONGEST_MESSAGE]
    if not words and code and spec.get("terminationMessagePolicy") == "FallbackToLogsOnError":
        words = log.text(tail=MOST_LINES)[-LONGEST_LOG:]
    return words.decode("utf-8", "replace")


def _read(files: Files, path: str) -> bytes:
    try:
        return files.read(path)
    except FileError:
        return b""
