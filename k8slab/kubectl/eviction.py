"""Evicting pods all at once, as `kubectl drain` does.

1. What a disruption budget forbids is asked for again every five seconds.
2. Who was evicted is looked for every second, and named when gone.
3. The time-out is that of the whole; pods that are refused hear of it when they would ask again.

Source: https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from k8slab.backends.control import Control
from k8slab.errors import ApiError
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import go_duration, quote
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session
from k8slab.kubectl.waiting import changes, is_instant
from k8slab.objects.timestamps import seconds, to_virtual

RETRY_SECONDS = 5
NEVER = "nothing will happen any more that could allow it (a real kubectl tries for ever)"
NEVER_GONE = "nothing will happen any more that could end it (a real kubectl waits for ever)"


class Eviction:
    """Of some pods; `flags` are those of a drain."""

    def __init__(self, session: Session, resource: Resource, pods: list[Item], flags: Flags) -> None:
        self.session = session
        self.resource = resource
        self.pods = pods
        self.flags = flags
        self.timeout = flags.seconds("timeout")
        self.passed = 0
        self.refused: list[Item] = []
        self.going: list[Item] = []
        self.errors: list[Exception] = []

    def run(self) -> None:
        """Return when all are gone. Raises KubectlError or ApiError for those that are not, in the end."""
        self._ask(self.pods)
        self._look()
        while self.refused or self.going:
            is_over = self._let_pass()
            if self.refused and self.passed % RETRY_SECONDS == 0:
                self._ask_again(is_over)
            if self.going:
                self._look()
            if is_over and not self.refused:
                self._give_up(NEVER_GONE)
        if self.errors:
            raise together(self.errors)

    def _ask(self, pods: list[Item]) -> None:
        self.refused = []
        for pod in pods:
            try:
                self._request(pod)
                self.going.append(pod)
            except ApiError as error:
                self._note(pod, error)

    def _note(self, pod: Item, error: ApiError) -> None:
        if error.code == HTTPStatus.TOO_MANY_REQUESTS:
            self.session.complain(f"error when evicting {_named(pod)} (will retry after 5s): {error}")
            self.refused.append(pod)
        elif error.code != HTTPStatus.NOT_FOUND:
            self.errors.append(error)

    def _request(self, pod: Item) -> None:
        options: dict[str, Any] = {}
        if self.flags.number("grace-period") >= 0:
            options["gracePeriodSeconds"] = self.flags.number("grace-period")
        if self.flags.on("disable-eviction"):
            self.session.client.delete(pod.path, {"apiVersion": "v1", "kind": "DeleteOptions", **options})
            return
        body = {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": pod.name, "namespace": pod.namespace},
            "deleteOptions": options,
        }
        self.session.client.create(f"{pod.path}/eviction", body)

    def _let_pass(self) -> bool:
        """One second. True if a simulated cluster has come to its end, so that nobody will ever go."""
        before = self._versions()
        for _ in changes(self.session, self.pods[0], 1.0):
            pass
        self.passed += 1
        if self.timeout or not is_instant(self.session) or self._versions() != before:
            return False
        return bool(Control(self.session.transport).cluster()["settled"])

    def _versions(self) -> list[str]:
        """They differ whenever a pod of one of the namespaces has changed."""
        return [
            other["metadata"]["resourceVersion"]
            for namespace in sorted({pod.namespace for pod in self.pods})
            for other in list_objects(self.session, self.resource, namespace, {})
        ]

    def _ask_again(self, is_over: bool) -> None:
        again = self.refused
        for pod in again:
            self.session.say(f"evicting pod {pod.namespace}/{pod.name}")
        why = NEVER if is_over else self._time_is_over
        if why:
            self.errors += [KubectlError(f"error when evicting {_named(pod)}: {why}") for pod in again]
            self.refused = []
        else:
            self._ask(again)

    @property
    def _time_is_over(self) -> str:
        is_over = self.timeout and self.passed >= self.timeout
        return f"global timeout reached: {go_duration(self.timeout)}" if is_over else ""

    def _look(self) -> None:
        """Name those that are gone; when the time is over, nobody is waited for any more."""
        done = "deleted" if self.flags.on("disable-eviction") else "evicted"
        for pod in list(self.going):
            found = self._found(pod)
            if found is None:
                self.session.say(f"pod/{pod.name} {done}")
            elif is_long_gone(self.session, found, self.flags):
                limit = self.flags.number("skip-wait-for-delete-timeout")
                self.session.say(
                    f"pod {quote(pod.name)} has DeletionTimestamp older than {limit} seconds, skipping"
                )
            else:
                continue
            self.going.remove(pod)
        if self._time_is_over:
            self._give_up("context deadline exceeded")

    def _give_up(self, why: str) -> None:
        if self.flags.on("disable-eviction") and self.going:
            self.errors.append(DeadlineError(why))
            self.going = []
        self.errors += [
            KubectlError(
                f"error when waiting for pod {quote(pod.name)} in namespace {quote(pod.namespace)} "
                f"to terminate: {why}"
            )
            for pod in self.going
        ]
        self.going = []

    def _found(self, pod: Item) -> dict[str, Any] | None:
        """The pod as it is now; None if it is gone, though there may be a successor."""
        try:
            found: dict[str, Any] = self.session.client.get(pod.path)
        except ApiError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise
        return found if found["metadata"]["uid"] == pod.object["metadata"]["uid"] else None


def is_long_gone(session: Session, pod: dict[str, Any], flags: Flags) -> bool:
    """Should it have ended more than --skip-wait-for-delete-timeout seconds ago?"""
    limit, end = flags.number("skip-wait-for-delete-timeout"), pod["metadata"].get("deletionTimestamp")
    return bool(limit > 0 and end) and int(to_virtual(session.client.now()) - seconds(end)) > limit


def together(errors: list[Exception]) -> Exception:
    """The error, or all of them in one."""
    if len(errors) == 1:
        return errors[0]
    return RefusedError(errors)


class DeadlineError(KubectlError):
    """Pods that were deleted rather than evicted are not gone in time."""


class RefusedError(KubectlError):
    """Several pods that are not gone, in brackets where one error would stand."""

    def __init__(self, errors: list[Exception]) -> None:
        self.errors = errors
        super().__init__(f"[{', '.join(str(error) for error in errors)}]")


def _named(pod: Item) -> str:
    return f'pods/"{pod.name}" -n "{pod.namespace}"'
