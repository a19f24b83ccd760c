"""Play a recording's steps on the simulator, in this process, with kubectl in Python."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from k8slab import kubectl
from k8slab.backends.simulator import InProcess
from k8slab.backends.transport import Reply
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.store import Change
from tests.golden import hollow, waiting
from tests.golden.recording import Key, Recording
from tests.golden.translation import Translation

Objects = dict[Key, dict[str, Any]]
GIVEN_UP = "timed out waiting for the condition"
"""Said by a command that waits in vain: one that was stopped did not come to say it."""
QUIET = 2.0
"""Seconds of silence for which the recorder had waited after a command."""


@dataclass
class Played:
    """What one step answered here, and the objects that were there when it had settled."""

    index: int
    step: dict[str, Any]
    code: int = 0
    stdout: str = ""
    stderr: str = ""
    answer: Any = None
    crash: str = ""
    objects: Objects = field(default_factory=dict)
    log_end: int = 0


@dataclass
class Replay:
    """A whole recording, played: its steps, and all that ever changed."""

    steps: list[Played]
    log: list[Change]
    nodes: list[str]
    before: list[Change]
    """All that had changed before the first step."""


def play(recording: Recording) -> Replay:
    """Run every step, and let the cluster settle where the recorder had waited for silence."""
    cluster = hollow.cluster(recording)
    start = len(cluster.store.log)
    with tempfile.TemporaryDirectory() as folder:
        player = Player(recording, cluster, Path(folder))
        steps = [player.play(index) for index in range(len(recording.steps))]
        player.finish()
    log = cluster.store.log
    return Replay(steps, log[start:], cluster.nodes, log[:start])


class Player:
    """One cluster at which the steps are played, one after the other."""

    def __init__(self, recording: Recording, cluster: Cluster, folder: Path) -> None:
        self._recording = recording
        self._cluster = cluster
        self._gateway = Gateway(cluster)
        self._transport = InProcess(self._gateway)
        self._onlooker = InProcess(self._gateway, passive=True)
        self._folder = folder
        self._translation = Translation(recording)
        self._objects: Objects = {}
        self._position = 0
        self._watches: list[tuple[Played, Background]] = []
        self._is_failing = False

    def play(self, index: int) -> Played:
        played = Played(index, self._recording.steps[index])
        began = self._cluster.clock.now
        self._survive(played, lambda: self._act(played))
        self._survive(played, lambda: self._rest(index, played.step, began))
        played.objects = dict(self._current())
        return played

    def _rest(self, index: int, step: dict[str, Any], began: float) -> None:
        """Let pass what passed in the recording before the next step."""
        if waiting.is_for_failure(step):
            waiting.wait(self._cluster, step.get("wait", ""))
            self._cluster.advance(QUIET)
            self._is_failing = True
        elif not (self._is_failing and waiting.only_reads(step)):
            self._is_failing = False
            self._settle(index, step, began)

    def _settle(self, index: int, step: dict[str, Any], began: float) -> None:
        """Let the cluster come to rest, but let nothing happen that came much later in the recording."""
        if self._recording.is_settled_after(index) or "wait" in step:
            end = began + max(self._recording.seconds(index) - QUIET, 0.0) + waiting.patience(step)
            self._cluster.settle(min(max(end - self._cluster.clock.now, 0.0), hollow.LONGEST_REST))
            self._cluster.advance(QUIET)

    def finish(self) -> None:
        """Show the watches that ran from their step to the end what has happened since."""
        for played, transport in self._watches:
            transport.is_over = True
            played.stdout = ""
            self._survive(played, partial(self._kubectl, played, transport))

    def _survive(self, played: Played, act: Callable[[], None]) -> None:
        """A step that this cluster cannot take is one that differs, and the others are still compared."""
        try:
            act()
        except (Exception, SystemExit) as error:
            played.crash = f"{type(error).__name__}: {error}"

    def _act(self, played: Played) -> None:
        step = played.step
        if step.get("background"):
            transport = Background(self._gateway)
            self._watches.append((played, transport))
            self._kubectl(played, transport)
        elif step.get("timed_out"):
            self._stopped(played)
        elif "argv" in step:
            onlooker = (self._is_failing or not self._cluster.settled) and waiting.only_reads(step)
            self._kubectl(played, self._onlooker if onlooker else self._transport)
        elif "http" in step:
            self._call(played)
        elif "harness" in step:
            hollow.act(self._cluster, *step["harness"].split())
        elif "sleep" in step:
            self._cluster.advance(float(step["sleep"]))

    def _kubectl(self, played: Played, transport: InProcess) -> None:
        out, err = io.StringIO(), io.StringIO()
        translate = self._translator(played)
        arguments = [translate(argument) for argument in played.step["argv"][1:]]
        given = translate(played.step.get("stdin") or "")
        self._recording.unpack(self._folder, translate)
        played.code = kubectl.run(arguments, transport, stdin=given, out=out, err=err, cwd=self._folder)
        played.stdout, played.stderr = out.getvalue(), err.getvalue()

    def _stopped(self, played: Played) -> None:
        """A command that was stopped after a time: what it had shown by then."""
        transport = Background(self._gateway)
        self._kubectl(played, transport)
        self._cluster.advance(played.step.get("t_end", 0.0) - played.step.get("t_start", 0.0))
        transport.is_over = True
        self._kubectl(played, transport)
        kept = [line for line in played.stderr.splitlines(keepends=True) if GIVEN_UP not in line]
        played.stderr = "".join(kept)

    def _call(self, played: Played) -> None:
        call = played.step["http"]
        parts = urlsplit(call["path"])
        headers = {name.lower(): value for name, value in (call.get("headers") or {}).items()}
        body = call.get("body") or ""
        reply = self._transport.request(
            call["method"],
            parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            body=self._translator(played)(body if isinstance(body, str) else json.dumps(body)).encode(),
            content_type=headers.get("content-type"),
            accept=headers.get("accept"),
        )
        played.code = reply.status
        played.answer = _body(reply)

    def _translator(self, played: Played) -> Callable[[str], str]:
        """Turns names, uids and versions of the recorded cluster into this one's."""
        return self._translation.at(self._recording.starts[played.index], self._current())

    def _current(self) -> Objects:
        log = self._cluster.store.log
        for change in log[self._position :]:
            key = key_of(change)
            if change.type == "DELETED":
                self._objects.pop(key, None)
            else:
                self._objects[key] = change.object
        self._position = len(log)
        return self._objects


class Background(InProcess):
    """The connection of a watch that is told at the end what happened since it began."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway, passive=True)
        self.is_over = False
        self._replies: dict[str, Reply] = {}

    def request(self, method: str, path: str, **options: Any) -> Reply:
        """The answer of the time when the watch began."""
        question = repr((method, path, sorted(options.items())))
        if not self.is_over or question not in self._replies:
            self._replies[question] = super().request(method, path, **options)
        return self._replies[question]

    def stream(self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None) -> Any:
        """Nothing yet; at the end, everything."""
        return super().stream(path, query=query, accept=accept) if self.is_over else iter(())


def key_of(change: Change) -> Key:
    metadata = change.object["metadata"]
    return change.kind.plural, metadata.get("namespace", ""), metadata["name"]


def _body(reply: Reply) -> Any:
    try:
        return json.loads(reply.body)
    except ValueError:
        return reply.body.decode(errors="replace")


def changes(log: list[Change]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every version of every object, with its resource."""
    return ((change.kind.plural, change.object) for change in log)
