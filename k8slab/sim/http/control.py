"""What k8slab's own tools ask of a simulated cluster: time, history, nodes, verdicts (/k8slab/v1/…)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import orjson

from k8slab.errors import ApiError, K8slabError
from k8slab.objects.timestamps import rfc3339_micro
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http import faults, nfs
from k8slab.sim.http.acts import recorded
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.timekeeper import Movement
from k8slab.sim.store import Change
from k8slab.version import VERSION

PREFIX = "/k8slab/v1/"
NODE_ACTS = {
    "add": Cluster.add_node,
    "stop": Cluster.stop_node,
    "stop-kubelet": Cluster.stop_kubelet,
    "start": Cluster.start_node,
}


class Referee(Protocol):
    """Judges by the story of a cluster; its verdicts and its ledger are JSON objects."""

    def check(self, name: str, story: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """The verdict. Raises K8slabError for a check that it does not know."""
        ...

    def ledger(self) -> list[dict[str, Any]]:
        """Every verdict given, in order."""
        ...


class Control:
    """The control API over one cluster. `clock` is the clock's name, as the command line spells it."""

    def __init__(self, movement: Movement, clock: str, referee: Referee | None = None) -> None:
        self._movement = movement
        self._cluster = movement.cluster
        self._clock = clock
        self._referee = referee

    def answer(self, request: Request) -> Response:
        """Raises ApiError for unknown paths and bodies that make no sense."""
        name, _, rest = request.path.removeprefix(PREFIX).partition("/")
        action = self._actions().get((request.method, name))
        if action is None or (bool(rest) != (name == "checks") and name != faults.PATH):
            raise status.no_such_path()
        return json_response(action(rest, _json_object(request.body)))

    def _actions(self) -> dict[tuple[str, str], Callable[[str, dict[str, Any]], Any]]:
        return {
            ("GET", "cluster"): self._describe,
            ("POST", "settle"): self._settle,
            ("POST", "advance"): self._advance,
            ("GET", "story"): lambda rest, body: {"events": story(self._cluster)},
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
            ("GET", "ledger"): self._ledger,
            ("GET", "journal"): lambda rest, body: {"entries": self._cluster.journal.entries},
        }

    def _describe(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "version": VERSION,
            "seed": self._cluster.seed,
            "nodes": list(self._cluster.nodes),
            "clock": self._clock,
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

    def _check(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._judge().check(name, story(self._cluster))
        except K8slabError as error:
            raise status.failure(404, "NotFound", str(error)) from error

    def _ledger(self, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"verdicts": self._judge().ledger()}

    def _judge(self) -> Referee:
        if self._referee is None:
            raise status.failure(404, "NotFound", "this cluster has no referee")
        return self._referee


def story(cluster: Cluster) -> list[dict[str, Any]]:
    """The cluster's whole history, as a recorder of its watches would have it; times are since its start."""
    return [_event(change, cluster.clock.start) for change in cluster.store.log]


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
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _not_seconds(name, value)
    return float(value)


def _not_seconds(name: str, value: Any) -> ApiError:
    return status.bad_request(f"{name}: expected seconds of virtual time, 0 or more, found {value!r}")
