"""The logs of containers: as they are, or followed as they grow.

1. The log asked for is the one of the present run, of the last one while the next has not begun, or, with
   `previous`, of the run before.
2. A followed log ends when its run does. With the instant clock it ends when the cluster has settled.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import seconds
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers.container import Running
from k8slab.sim.http import kubelet_reach
from k8slab.sim.http.exchange import Request, Response
from k8slab.sim.http.routes import Route
from k8slab.sim.http.subresources import chosen_container
from k8slab.sim.kinds import POD

PULLING = {
    "ErrImagePull": "image can't be pulled",
    "ImagePullBackOff": "trying and failing to pull image",
}


@dataclass(frozen=True)
class Portion:
    """Which part of a log is wanted, and how it is shown; `limit` counts bytes."""

    tail: int | None = None
    since: float = 0.0
    timestamps: bool = False
    limit: int | None = None

    @classmethod
    def of(cls, request: Request, name: str, now: float) -> Portion:
        """Raises ApiError 400 for what is no number, 422 for numbers that make no sense."""
        tail, limit, age = (_number(request, each) for each in ("tailLines", "limitBytes", "sinceSeconds"))
        moment = request.query.get("sinceTime", "")
        if age is not None and moment:
            once = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"
            raise _invalid(name, "", once)
        _check(name, "sinceSeconds", age, 1)
        _check(name, "tailLines", tail, 0)
        _check(name, "limitBytes", limit, 1)
        since = _moment(moment) if age is None else now - age
        return cls(tail, since, request.flag("timestamps"), limit)


class Following:
    """A log that is told piece by piece: `pull` gives what is new. When `ending` is true nothing will come.

    `portion` None: only what is written from now on.
    """

    def __init__(self, run: Running, catch_up: Callable[[], object], portion: Portion | None = None) -> None:
        self._run, self._catch_up = run, catch_up
        self._portion = portion or Portion()
        self._left = self._portion.limit
        self._cursor = run.log.count
        self._begin = b""
        self._is_over = self._told_all = False
        if portion:
            self._begin = run.log.text(
                tail=portion.tail, since=portion.since, timestamps=portion.timestamps, whole=True
            )

    @property
    def ending(self) -> bool:
        return self._is_over or not self._run.alive or self._left == 0

    def end(self) -> None:
        """Whatever there is by now is all."""
        self._is_over = True

    def pull(self) -> bytes:
        """What was written since it was last asked for; a line that is not whole comes with the end."""
        if self._told_all:
            return b""
        self._catch_up()
        self._told_all = self.ending
        log, timestamps = self._run.log, self._portion.timestamps
        told = self._begin + log.after(self._cursor, timestamps=timestamps, whole=not self._told_all)
        self._begin, self._cursor = b"", log.count
        if self._left is not None:
            told = told[: self._left]
            self._left -= len(told)
        return told


def log(cluster: Cluster, route: Route, request: Request) -> Response | Following:
    """GET pods/NAME/log, with container, follow, previous, and the fields of a portion."""
    pod = cluster.api.get(POD, route.name, route.namespace)
    name = chosen_container(pod, request.query.get("container", ""))
    portion = Portion.of(request, route.name, cluster.clock.now)
    if not pod["spec"].get("nodeName"):
        return Response(200, b"", content_type="text/plain")
    kubelet_reach.check_log(cluster, pod, name)
    run = cluster.containers.log(_identity(pod, name, previous=request.flag("previous")))
    if run is None:
        return Response(200, b"", content_type="text/plain")

    def catch_up() -> None:
        cluster.containers.find(run.pod, run.name)

    if request.flag("follow"):
        return Following(run, catch_up, portion)
    catch_up()
    text = run.log.text(tail=portion.tail, since=portion.since, timestamps=portion.timestamps)
    return Response(200, text[: portion.limit], content_type="text/plain")


def _identity(pod: Object, name: str, *, previous: bool) -> str:
    """Which run's log it is (1). Raises ApiError 400 if there is none."""
    where = f'container "{name}" in pod "{meta.name(pod)}"'
    found = _status_of(pod, name)
    if found is None:
        raise status.bad_request(f"{where} is not available")
    last = str((found.get("lastState", {}).get("terminated") or {}).get("containerID", ""))
    state = found.get("state") or {}
    if previous:
        if not last:
            raise status.bad_request(f"previous terminated {where} not found")
        return last
    if "running" in state or (state.get("terminated") or {}).get("containerID"):
        return str(found["containerID"])
    if last:
        return last
    if "terminated" in state:
        raise status.bad_request(f"{where} is terminated")
    reason = (state.get("waiting") or {}).get("reason", "ContainerCreating")
    raise status.bad_request(f"{where} is waiting to start: {PULLING.get(reason, reason)}")


def _status_of(pod: Object, name: str) -> Object | None:
    reported = pod.get("status") or {}
    for group in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for each in reported.get(group) or ():
            if each["name"] == name:
                found: Object = each
                return found
    return None


def _number(request: Request, name: str) -> int | None:
    text = request.query.get(name, "")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise status.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


def _moment(text: str) -> float:
    try:
        return seconds(text) if text else 0.0
    except ValueError as error:
        raise status.bad_request(f"sinceTime: {error}") from error


def _check(pod: str, field: str, value: int | None, least: int) -> None:
    if value is not None and value < least:
        wanted = "must be greater than 0" if least else "must be greater than or equal to 0"
        raise _invalid(pod, f"{field}: ", f"Invalid value: {value}: {wanted}")


def _invalid(pod: str, field: str, why: str) -> Exception:
    return status.failure(422, "Invalid", f'PodLogOptions "{pod}" is invalid: {field}{why}')
