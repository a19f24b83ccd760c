"""What k8slab's own tools ask of a simulated cluster: time, history, nodes, verdicts (/k8slab/v1/…)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import orjson

from k8slab.errors import ApiError, K8slabError
from k8slab.objects.timestamps import DAY, rfc3339_micro
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http import branching, faults, nfs
from k8slab.sim.http.acts import recorded
from k8slab.sim.http.branching import Branching
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.marks import marks
from k8slab.sim.http.options import number
from k8slab.sim.http.timekeeper import Movement, Timekeeper, stamp
from k8slab.sim.store import Change
from k8slab.version import VERSION

PREFIX = "/k8slab/v1/"
LONGEST = 365 * DAY
"""More virtual time at once would be hours of work, and then there are no more dates for it."""
NAMED = {("POST", name) for name in ("checks", "hints", "assignments", "results", "predictions")}
"""Requests whose path goes on with the name of something that the referee knows."""
NODE_ACTS = {
    "add": Cluster.add_node,
    "stop": Cluster.stop_node,
    "stop-kubelet": Cluster.stop_kubelet,
    "start": Cluster.start_node,
}


ASKED = "asked"
"""The key of a journal's entry that the referee was asked.

Its value is {"check"}, {"hint", "number"} or {"assignment", "student"}.
"""


class Referee(Protocol):
    """Judges by the story of a cluster; its verdicts and its ledger are JSON objects."""

    def check(self, name: str, story: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """The verdict. Raises K8slabError for a check that it does not know."""
        ...

    def hint(self, name: str, number: int, time: float) -> dict[str, Any]:
        """A check's hint; it is noted when it was asked for. Raises K8slabError where there is none."""
        ...

    def assignment(self, name: str) -> dict[str, Any]:
        """What is asked of this student. Raises K8slabError for an assignment that it does not know."""
        ...

    def results(self, assignment: str) -> dict[str, Any]:
        """What its tasks earned so far. Raises K8slabError for an assignment that it does not know."""
        ...

    def predict(self, name: str, letter: str, time: float) -> dict[str, Any]:
        """Keep a prediction. Raises K8slabError for a question or a letter that it does not know."""
        ...

    def predictions(self) -> dict[str, Any]:
        """Every prediction that was asked for."""
        ...

    def ledger(self) -> dict[str, Any]:
        """All that was said, in order."""
        ...


class Host(Branching, Protocol):
    """The gateway behind which all this is.

    `branch` grows whenever another cluster takes the present one's place.
    """

    movement: Movement
    timekeeper: Timekeeper
    branch: int


class Control:
    """The control API over a gateway's cluster."""

    def __init__(self, host: Host, referee: Referee | None = None) -> None:
        self._host = host
        self._referee = referee

    @property
    def _cluster(self) -> Cluster:
        return self._host.cluster

    @property
    def _movement(self) -> Movement:
        return self._host.movement

    def answer(self, request: Request) -> Response:
        """Raises ApiError for unknown paths and bodies that make no sense."""
        name, _, rest = request.path.removeprefix(PREFIX).partition("/")
        if request.method == "GET" and not rest and (told := self._document(name, request)) is not None:
            return told
        action = self._actions().get((request.method, name))
        if action is None or (bool(rest) != ((request.method, name) in NAMED) and name != faults.PATH):
            raise status.no_such_path()
        return json_response(action(rest, _json_object(request.body)))

    def _actions(self) -> dict[tuple[str, str], Callable[[str, dict[str, Any]], Any]]:
        return {
            ("GET", "cluster"): self._describe,
            ("POST", "settle"): self._settle,
            ("POST", "advance"): self._advance,
            ("POST", "step"): self._step,
            ("POST", "clock"): self._set_clock,
            ("GET", "snapshots"): lambda rest, body: branching.snapshots(self._cluster),
            ("POST", "snapshots"): lambda rest, body: branching.take_snapshot(self._cluster, body),
            ("POST", "rewind"): self._rewind,
            ("POST", "reset"): self._reset,
            ("GET", "marks"): lambda rest, body: {"marks": list(marks(self._cluster))},
            ("POST", "nodes"): self._act_on_node,
            ("POST", "images"): self._bring_image,
            ("GET", "nfs"): lambda rest, body: nfs.describe(self._cluster),
            ("POST", "nfs"): lambda rest, body: nfs.change(self._cluster, body),
            ("GET", "faults"): lambda rest, body: (
                faults.single(self._cluster, rest) if rest else faults.describe(self._cluster)
            ),
            ("POST", "faults"): lambda rest, body: faults.begin(self._cluster, body),
            ("DELETE", "faults"): lambda rest, body: faults.lift(self._cluster, rest or faults.ALL),
            ("POST", "checks"): self._check,
            ("POST", "hints"): self._hint,
            ("POST", "assignments"): self._assign,
            ("POST", "results"): lambda rest, body: _told(lambda: self._judge().results(rest)),
            ("POST", "predictions"): self._predict,
            ("GET", "predictions"): lambda rest, body: self._judge().predictions(),
            ("GET", "ledger"): lambda rest, body: self._judge().ledger(),
        }

    def _document(self, name: str, request: Request) -> Response | None:
        """What is told in a form of its own."""
        if name == "story":
            return json_response(self._story(request))
        if name == "journal":
            self._movement.note("tick")
            return Response(200, b"".join(self._cluster.journal.lines()), content_type="application/jsonl")
        return None

    def _describe(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "version": VERSION,
            "seed": self._cluster.seed,
            "nodes": list(self._cluster.nodes),
            "clock": self._host.timekeeper.name,
            "paused": self._host.timekeeper.paused,
            "branch": self._host.branch,
            "start": rfc3339_micro(self._cluster.clock.start),
            **self._time(),
        }

    def _settle(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        self._movement.settle("settle", _seconds(body, "timeout"))
        return self._time()

    def _advance(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        seconds = _seconds(body, "seconds")
        if seconds is None:
            raise status.bad_request('expected a body like {"seconds": 60}')
        self._movement.advance("advance", seconds)
        return self._time()

    def _step(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        """The next change that is not mere routine, and what it brought with it."""
        before = len(self._cluster.store.log)
        self._movement.step("step")
        return {**self._time(), "events": story(self._cluster, before)}

    def _set_clock(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        """{"speed"} and {"paused"} of a live clock; both may be left out."""
        self._host.timekeeper.set(body)
        return {**self._time(), "clock": self._host.timekeeper.name, "paused": self._host.timekeeper.paused}

    def _rewind(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        branching.rewind(self._host, body)
        return self._time()

    def _reset(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        branching.reset(self._host)
        return self._time()

    def _time(self) -> dict[str, Any]:
        return {"time": self._cluster.clock.passed, "settled": self._cluster.settled}

    def _act_on_node(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        """Add a node, let its machine or only its kubelet fail (``stop``), or bring it back (``start``)."""
        name, act = body.get("name"), body.get("act", "add")
        if not isinstance(name, str) or not name or act not in NODE_ACTS:
            acts = "|".join(f'"{each}"' for each in NODE_ACTS)
            raise status.bad_request(f'expected a body like {{"name": "k8s-m4", "act": {acts}}}')
        with recorded(self._cluster, "nodes", body):
            NODE_ACTS[act](self._cluster, name)
        return {"name": name}

    def _bring_image(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        """Build an image on a node, where alone it will be, from ``base``; without one, load it there."""
        words = {name: body.get(name) for name in ("node", "image", "base")}
        node, image, base = words["node"], words["image"], words["base"]
        if not (isinstance(node, str) and isinstance(image, str) and isinstance(base, str | None)):
            raise status.bad_request('expected a body like {"node": "k8s-m2", "image": "b:v1", "base": "a"}')
        with recorded(self._cluster, "images", words):
            if base:
                self._cluster.build_image(node, image, base)
            else:
                self._cluster.load_image(node, image)
        return {"node": node, "image": image}

    def _story(self, request: Request) -> dict[str, Any]:
        """The history from a place in it on; ``next`` is the place to ask for next, on the same branch."""
        since = number(request, "since") or 0
        return {
            "events": story(self._cluster, since),
            "next": len(self._cluster.store.log),
            "branch": self._host.branch,
        }

    def _check(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        told = _told(lambda: self._judge().check(name, story(self._cluster)))
        return self._noted(told, check=name)

    def _hint(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """{"number"}, from 1."""
        number = body.get("number", 1)
        if isinstance(number, bool) or not isinstance(number, int):
            raise status.bad_request(f'expected a body like {{"number": 1}}, found the number {number!r}')
        told = _told(lambda: self._judge().hint(name, number, self._cluster.clock.passed))
        return self._noted(told, hint=name, number=number)

    def _assign(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        told = _told(lambda: self._judge().assignment(name))
        return self._noted(told, assignment=name, student=told.get("student", ""))

    def _predict(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """{"letter"}; empty for a prediction that is still to be made."""
        letter = body.get("letter", "")
        if not isinstance(letter, str):
            raise status.bad_request(f'expected a body like {{"letter": "b"}}, found the letter {letter!r}')
        return _told(lambda: self._judge().predict(name, letter, self._cluster.clock.passed))

    def _noted(self, told: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """What the referee said.

        That it was asked is an entry of the journal: whoever replays it can ask again.
        """
        self._movement.note("tick")
        self._cluster.journal.append({**stamp(self._cluster), ASKED: asked})
        return told

    def _judge(self) -> Referee:
        if self._referee is None:
            raise status.failure(404, "NotFound", "this cluster has no referee")
        return self._referee


def _told(say: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the referee says; what it does not know is not found, in its words."""
    try:
        return say()
    except K8slabError as error:
        raise status.failure(404, "NotFound", str(error)) from error


def story(cluster: Cluster, since: int = 0) -> list[dict[str, Any]]:
    """The cluster's history from a place in it on, as a recorder of its watches would have it.

    Times are since its start.
    """
    return [_event(change, cluster.clock.start) for change in cluster.store.log[since:]]


def _event(change: Change, start: float) -> dict[str, Any]:
    return {
        "time": change.time - start,
        "revision": change.revision,
        "type": change.type,
        "resource": change.kind.plural,
        "object": change.object,
    }


def _json_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise status.bad_request(f"the body is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise status.bad_request("expected the body to be a JSON object")
    return content


def _seconds(body: Mapping[str, Any], name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST:
        raise _not_seconds(name, value)
    return float(value)


def _not_seconds(name: str, value: Any) -> ApiError:
    return status.bad_request(
        f"{name}: expected seconds of virtual time, 0 to {LONGEST} (a year), found {value!r}"
    )
