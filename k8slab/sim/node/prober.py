"""Startup, readiness and liveness probes of one container.

1. The first probe comes ``initialDelaySeconds`` after the start, then one every ``periodSeconds``.
2. Until the startup probe has succeeded, the others do not run.
3. ``failureThreshold`` failures in a row: not ready (readiness), restarted (startup, liveness).
4. A probe whose outcome will never change again is not run any more; one that keeps failing is idle.
5. While its pod is being deleted only readiness is probed.
6. A probe that cannot be made at all counts neither as success nor as failure.
7. A command's verdict comes when it has ended, or when its ``timeoutSeconds`` are over.
8. HTTP and TCP probes fail at ports on which the image does not listen, HTTP ones at paths it does not know.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Protocol

from k8slab.objects.meta import Object
from k8slab.sim.clock import Clock, Timer
from k8slab.sim.containers.probes import GRPC_FAILED, Answer, Finding
from k8slab.sim.node.container import Container

LIVENESS, READINESS, STARTUP = "livenessProbe", "readinessProbe", "startupProbe"
ADDRESSED = ("httpGet", "tcpSocket", "grpc")
UNKNOWN = "probe errored and resulted in unknown state"
TITLES = {LIVENESS: "Liveness", READINESS: "Readiness", STARTUP: "Startup"}


class Verdicts(Protocol):
    """Who learns about outcomes: the pod's worker."""

    def answer(self, container: Container, probe: Object) -> Answer:
        """What the probe finds wrong inside the container."""
        ...

    def probe_failed(self, container: Container, message: str) -> None: ...

    def ready_changed(self, container: Container) -> None: ...

    def unhealthy(self, container: Container, title: str) -> None: ...


class Prober:
    """Probes one run of a container; a new run gets a new prober."""

    def __init__(self, clock: Clock, container: Container, worker: Verdicts, address: str) -> None:
        self._clock = clock
        self._container = container
        self._worker = worker
        self._address = address
        self._timers: dict[str, Timer] = {}
        self._in_a_row: dict[str, int] = {}
        self._is_ending = False

    def start(self) -> None:
        """Begin with the startup probe, or with the others if there is none (2)."""
        if self._probe(STARTUP):
            self._first(STARTUP)
        else:
            self._start_lasting()

    def stop(self) -> None:
        for timer in self._timers.values():
            self._clock.cancel(timer)
        self._timers.clear()

    def stop_all_but_readiness(self) -> None:
        """The pod is being deleted (5)."""
        self._is_ending = True
        for kind in (LIVENESS, STARTUP):
            if timer := self._timers.pop(kind, None):
                self._clock.cancel(timer)

    def _start_lasting(self) -> None:
        for kind in (READINESS, LIVENESS):
            if self._probe(kind):
                self._first(kind)

    def look_again(self) -> None:
        """Something inside the container has changed: what had come to rest is probed once more (4)."""
        for kind in self._lasting if self._container.started else (STARTUP,):
            timer = self._timers.get(kind)
            if self._probe(kind) and (timer is None or timer.idle):
                if timer is not None:
                    self._clock.cancel(timer)
                self._at(self._next_age(kind), kind)

    @property
    def _lasting(self) -> tuple[str, ...]:
        return (READINESS,) if self._is_ending else (READINESS, LIVENESS)

    def _next_age(self, kind: str) -> float:
        """How old the container will be when the next probe is due."""
        probe = self._probe(kind) or {}
        first, period = float(probe.get("initialDelaySeconds", 0)), _period(probe)
        age = self._clock.now - self._container.started_at
        return first + max(0, ceil((age - first) / period)) * period

    def _probe(self, kind: str) -> Object | None:
        return self._container.spec.get(kind)

    def _first(self, kind: str) -> None:
        probe = self._probe(kind) or {}
        age = max(float(probe.get("initialDelaySeconds", 0)), self._clock.now - self._container.started_at)
        if kind == LIVENESS:
            self._watch_life(probe, age)
        else:
            self._at(age, kind)

    def _watch_life(self, probe: Object, first: float) -> None:
        """Probes that succeed for as long as the image is healthy are not run until it turns bad (4)."""
        healthy_for = self._container.image.healthy_for
        if self._wrong_address(probe) or not healthy_for:
            self._at(first, LIVENESS)
        else:
            period = _period(probe)
            self._at(first + max(0, ceil((healthy_for - first) / period)) * period, LIVENESS)

    def _at(self, age: float, kind: str, *, idle: bool = False) -> None:
        time = self._container.started_at + age
        self._timers[kind] = self._clock.call_at(time, lambda: self._run(kind), idle=idle)

    def _run(self, kind: str) -> None:
        del self._timers[kind]
        begun = self._clock.now - self._container.started_at
        finding, seconds = self._worker.answer(self._container, self._probe(kind) or {})
        if seconds:
            judge = partial(self._judge, kind, begun, finding)
            self._timers[kind] = self._clock.call_later(seconds, judge)
        else:
            self._judge(kind, begun, finding)

    def _judge(self, kind: str, begun: float, found: Finding | None) -> None:
        """Of a probe that was begun when the container had that age."""
        self._timers.pop(kind, None)
        age = self._clock.now - self._container.started_at
        image, probe = self._container.image, self._probe(kind) or {}
        following = max(begun + _period(probe), age)
        if found is not None and found.is_error:
            self._worker.probe_failed(self._container, f"{TITLES[kind]} {UNKNOWN}: {found.message}")
            self._at(following, kind, idle=True)
            return
        wrong = self._wrong_address(probe) or (found and found.message)
        ok = wrong is None and (image.is_alive(age) if kind == LIVENESS else image.is_ready(age))
        row = self._in_a_row.get(kind, 0)
        self._in_a_row[kind] = max(row, 0) + 1 if ok else min(row, 0) - 1
        again = self._succeeded(kind) if ok else self._failed(kind, wrong)
        if again:
            never = image.ready_after is None or (kind == READINESS and wrong is not None)
            hopeless = not ok and kind != LIVENESS and never and not self._container.ready
            self._at(following, kind, idle=hopeless)

    def _wrong_address(self, probe: Object) -> str:
        """Why nothing answers there, whatever the state of the container (8); empty if something may."""
        target = probe.get("httpGet") or probe.get("tcpSocket")
        if target is None or target.get("host"):
            return ""
        image, port = self._container.image, self._number(target["port"])
        if image.ports is not None and port not in image.ports:
            return _complaint(probe, self._address, port)
        path = target.get("path", "/").partition("?")[0]
        if "httpGet" in probe and image.pages is not None and path not in image.pages:
            return "HTTP probe failed with statuscode: 404"
        return ""

    def _number(self, port: int | str) -> int | str:
        """The number of a port that is given by its name."""
        named = {each.get("name"): each["containerPort"] for each in self._container.spec.get("ports") or ()}
        found: int | str = named.get(port, port)
        return found

    def _succeeded(self, kind: str) -> bool:
        """True if the probe must run again."""
        probe = self._probe(kind) or {}
        if kind == LIVENESS:
            return self._container.image.healthy_for is not None
        if self._in_a_row[kind] < probe.get("successThreshold", 1):
            return True
        if kind == STARTUP:
            self._container.started = True
            self._container.ready = not self._probe(READINESS)
            self._start_lasting()
        else:
            self._container.ready = True
        self._worker.ready_changed(self._container)
        return False

    def _failed(self, kind: str, why: str | None) -> bool:
        probe = self._probe(kind) or {}
        why = why or _complaint(probe, self._address, self._number(_port_of(probe)))
        self._worker.probe_failed(self._container, f"{TITLES[kind]} probe failed: {why}")
        if -self._in_a_row[kind] < probe.get("failureThreshold", 3):
            return True
        if kind == READINESS:
            if self._container.ready:
                self._container.ready = False
                self._worker.ready_changed(self._container)
            return True
        self._worker.unhealthy(self._container, TITLES[kind].lower())
        return False


def _port_of(probe: Object) -> int | str:
    port: int | str = next((probe[each]["port"] for each in ADDRESSED if each in probe), 0)
    return port


def _period(probe: Object) -> float:
    return float(probe.get("periodSeconds", 10))


def _complaint(probe: Object, address: str, port: int | str) -> str:
    """What the kubelet says about a failure, by the probe's handler."""
    if "httpGet" in probe:
        get = probe["httpGet"]
        scheme, path = get.get("scheme", "HTTP").lower(), get.get("path", "/")
        target = f"{get.get('host') or address}:{port}"
        return f'Get "{scheme}://{target}{path}": dial tcp {target}: connect: connection refused'
    if "tcpSocket" in probe:
        return f"dial tcp {probe['tcpSocket'].get('host') or address}:{port}: connect: connection refused"
    if "grpc" in probe:
        limit = float(probe.get("timeoutSeconds") or 1)
        return GRPC_FAILED.format(target=f"{address}:{port}", limit=limit)
    return ""
