"""What checks ask about ZooKeeper's servers: as far as the API shows it."""

from __future__ import annotations

import re

from k8slab.checks.unmet import expect
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

IMAGE = "kubebiz/zookeeper"


def runs_zookeeper(pod: Object) -> None:
    """A cluster starts any image it can pull: a slip of the pen is found here, not by it."""
    found = [container["image"] for container in pod["spec"]["containers"]]
    expect(
        any(image.partition(":")[0] == IMAGE for image in found),
        expected=say("a container of the image {image}", image=IMAGE),
        found=", ".join(found),
        where=place_of(pod),
        next=say("compare the image's name, letter by letter, with the task"),
    )


def counts_servers(template: Object, where: str, *numbers: int) -> None:
    """Raise Unmet if a pod, or a template, does not start a server that counts so many, or one of so many."""
    containers = template["spec"]["containers"]
    command = " ".join(word for each in containers for word in each.get("command", []) + each.get("args", []))
    found = re.findall(r"--servers=(\d+)", command)
    expect(
        found in [[str(number)] for number in numbers],
        expected=f"--servers={numbers[0]}",
        found=", ".join(f"--servers={number}" for number in found) or say("no --servers"),
        where=where,
        next=say("It stands in the command of the template: start-zookeeper --servers=…"),
    )


def place_of(pod: Object) -> str:
    """Where an expectation about a pod is not met."""
    return say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod))
