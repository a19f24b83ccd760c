"""Getting a container's image onto the node.

1. An image is pulled if the policy says Always, or IfNotPresent and the node lacks it; with Never it is not.
2. A name that is no image reference is refused without asking a registry.
3. What a registry refuses is told in its own words, and tried again after a back-off.

Source: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
"""

from __future__ import annotations

import re
from collections.abc import Callable

from k8slab.sim.node.container import Container
from k8slab.sim.node.images import Image, short, with_tag
from k8slab.sim.node.kubelet import Kubelet
from k8slab.sim.node.registry import Registry

Event = Callable[[Container, str, str, str], None]
"""(container, type, reason, message)"""
RECHECK_SECONDS = 0.2
ADDRESS = "192.0.2.1:443"
"""Where every registry is, by the numbers kept for examples."""
REFUSALS = {
    "not found": ("NotFound", "{name}: not found"),
    "denied": (
        "Unknown",
        "pull access denied, repository does not exist or may require authorization: "
        "server message: insufficient_scope: authorization failed",
    ),
    "unauthorized": (
        "Unknown",
        "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
    ),
    "timeout": (
        "DeadlineExceeded",
        'failed to do request: Head "{manifest}": dial tcp {address}: i/o timeout',
    ),
    "rate-limit": ("Unknown", "unexpected status from HEAD request to {manifest}: 429 Too Many Requests"),
}
"""By what a registry says of an image: the error's code and its end."""
REFERENCE = re.compile(
    r"^[a-z0-9]+(?:(?:[._-]|__)[a-z0-9]+)*(?::\d+)?(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
    r"(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$"
)


class Pulls:
    """Pulls images for the containers of one pod and says so in events; ``pulled`` is told of each."""

    def __init__(
        self, kubelet: Kubelet, registry: Registry, event: Event, pulled: Callable[[], None]
    ) -> None:
        self._pulled = pulled
        self._kubelet = kubelet
        self._registry = registry
        self._event = event

    def begin(self, container: Container) -> float | None:
        """How long the pull will take: 0 if the image is there, None if it may not be pulled."""
        name = container.spec["image"]
        policy = container.spec.get("imagePullPolicy", "IfNotPresent")
        if complaint := invalid_name(name):
            self._invalid(container, complaint)
            return None
        if self.is_needless(container):
            message = f'Container image "{name}" already present on machine and can be accessed by the pod'
            self._event(container, "Normal", "Pulled", message)
            return 0.0
        if policy == "Never":
            self._never(container, name)
            return None
        self._event(container, "Normal", "Pulling", f'Pulling image "{name}"')
        return self.seconds(container)

    def seconds(self, container: Container) -> float:
        """How long a pull takes, from its beginning to its end or its refusal."""
        image = self._image(container)
        present = image.pullable and self._kubelet.holds(container.spec["image"])
        return RECHECK_SECONDS if present else image.pull_seconds

    def is_refused(self, container: Container) -> bool:
        """Would a pull come to nothing?"""
        return not self._image(container).pullable

    def is_needless(self, container: Container) -> bool:
        """Is the image there, and may it be taken as it is?"""
        policy = container.spec.get("imagePullPolicy", "IfNotPresent")
        return policy != "Always" and self._kubelet.holds(container.spec["image"])

    def _image(self, container: Container) -> Image:
        return self._registry.image(self._kubelet.name, container.spec["image"])

    def end(self, container: Container, took: float) -> bool:
        """Record how the pull went, after so many seconds; False if there is no such image."""
        name = container.spec["image"]
        image = self._image(container)
        if not image.pullable:
            self._fail(container, name, image.refusal)
            return False
        self._kubelet.hold(name)
        self._pulled()
        time = _duration(took)
        message = f'Successfully pulled image "{name}" in {time} ({time} including waiting). '
        self._event(container, "Normal", "Pulled", f"{message}Image size: {image.size} bytes.")
        return True

    def back_off(self, container: Container) -> None:
        """The next attempt will take a while: say so."""
        if container.waits_because != "ErrImagePull":
            return
        waiting = container.state["waiting"]
        name = container.spec["image"]
        self._event(container, "Normal", "BackOff", f'Back-off pulling image "{name}"')
        self._event(container, "Warning", "Failed", "Error: ImagePullBackOff")
        message = f'Back-off pulling image "{name}": ErrImagePull: {waiting["message"]}'
        container.wait("ImagePullBackOff", message)

    def _fail(self, container: Container, name: str, refusal: str) -> None:
        code, text = REFUSALS[refusal]
        said = text.format(name=name, manifest=_manifest(name), address=ADDRESS)
        why = (
            f'rpc error: code = {code} desc = failed to pull and unpack image "{name}": '
            f'failed to resolve reference "{name}": {said}'
        )
        self._event(container, "Warning", "Failed", f'Failed to pull image "{name}": {why}')
        self._event(container, "Warning", "Failed", "Error: ErrImagePull")
        container.wait("ErrImagePull", why)

    def _invalid(self, container: Container, complaint: str) -> None:
        why = f'Failed to apply default image tag "{container.spec["image"]}": {complaint}'
        self._event(container, "Warning", "InspectFailed", why)
        self._event(container, "Warning", "Failed", "Error: InvalidImageName")
        container.wait("InvalidImageName", why)

    def _never(self, container: Container, name: str) -> None:
        why = f'Container image "{name}" is not present with pull policy of Never'
        self._event(container, "Warning", "ErrImageNeverPull", why)
        self._event(container, "Warning", "Failed", "Error: ErrImageNeverPull")
        container.wait("ErrImageNeverPull", why)


def invalid_name(name: str) -> str:
    """Why ``name`` is no reference of an image; empty if it is one."""
    if REFERENCE.match(name):
        return ""
    lower = REFERENCE.match(name.lower()) and name.lower() != name
    path = name if "/" in name else f"library/{name.partition(':')[0]}"
    why = f": repository name ({path}) must be lowercase" if lower else ""
    return f'couldn\'t parse image name "{name}": invalid reference format{why}'


def _manifest(name: str) -> str:
    """Where a registry tells of an image."""
    reference = with_tag(short(name))
    host, slash, path = reference.partition("/")
    if not slash or not (re.search(r"[.:]", host) or host == "localhost"):
        host, path = "registry-1.docker.io", reference if slash else f"library/{reference}"
    repository, tag = path.rsplit("@" if "@" in path else ":", 1)
    return f"https://{host}/v2/{repository}/manifests/{tag}"


def _duration(value: float) -> str:
    """Seconds as Go prints them, to the millisecond: 300ms, 1.5s, 4s, 1m30s."""
    millis = round(value * 1000)
    if millis < 1000:
        return f"{millis}ms"
    minutes, rest = divmod(millis, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{f'{hours}h' if hours else ''}{f'{minutes}m' if hours or minutes else ''}{rest / 1000:g}s"
