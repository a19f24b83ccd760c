"""The containers that run in the cluster: commands in them, their logs, their answers to probes.

1. A container gets its files when it starts: the image's, and the volumes mounted over them.
2. What is written beside the volumes is lost when the container ends; volumes are kept.
3. The log of the run before is kept until the next one ends; all logs go with the pod.
4. First processes go on as soon as somebody looks, each up to the present virtual second.
5. A container that a kubelet has launched ends when its first process does.
6. With their node's machine all containers end. Without a kubelet they go on, even when their pods are gone.

Source: https://kubernetes.io/docs/concepts/containers/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from k8slab.objects import meta, resolver
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.containers import environment, lifecycle_hooks, probes, web
from k8slab.sim.containers.commands import Commands, Outcome, Wait
from k8slab.sim.containers.container import MOST_STEPS, Running
from k8slab.sim.containers.first_process import FirstProcesses, unknown_program
from k8slab.sim.containers.last_words import MESSAGE_PATH, last_words
from k8slab.sim.containers.links import Links
from k8slab.sim.containers.machines import Machines
from k8slab.sim.containers.names import Names
from k8slab.sim.containers.ports import Ports
from k8slab.sim.containers.runs import Runs
from k8slab.sim.containers.software import software
from k8slab.sim.shell import Machine, Volume
from k8slab.sim.shell.refusal import refusal
from k8slab.sim.storage import Disks
from k8slab.sim.store import Change

WAITED_FOR = (kinds.SERVICE, kinds.ENDPOINT_SLICE, kinds.CONFIG_MAP)
GROUPS = (("initContainerStatuses", "initContainers"), ("containerStatuses", "containers"))


class Containers:
    """Follows the pods' statuses; it never writes objects.

    `kill` is told of signals to first processes, `ended` of their ends with the container's identity and the
    exit code, `changed` of each pod whose files may have changed. `is_unseen` says of a deleted pod whether
    nobody on its node has heard of that: then its containers go on.
    """

    def __init__(self, api: Api, clock: Clock, disks: Disks) -> None:
        self._api = api
        self._clock = clock
        self._at: float | None = None
        self._runs = Runs()
        self.links, self.names, self.ports = Links(), Names(api), Ports(self)
        self._bases: dict[str, str] = {}
        self._commands = Commands(self.machine, self._tell_changed)
        self._machines = Machines(api, disks, self._runs, self)
        self._first_processes = FirstProcesses(clock, self._go_on)
        self.is_unseen: Callable[[Object], bool] = lambda pod: False
        self.ended: Callable[[Key, str, int], None] = lambda key, identity, code: None
        self.kill: Callable[[Key, str, int], None] = lambda key, name, code: None
        self.changed: Callable[[Key], None] = lambda key: None
        api.store.subscribe(self._notice)

    def now(self) -> float:
        """The present second; inside a first process, the second that it has come to."""
        return self._clock.now if self._at is None else self._at

    def derive(self, image: str, base: str) -> None:
        """What is in ``image`` is what is in the image that it was built from."""
        self._bases[image] = self._bases.get(base, base)

    # Following the pods (1), (2), (3)

    def _notice(self, change: Change) -> None:
        if change.kind in WAITED_FOR:
            self.stir()
        if change.kind is not kinds.POD:
            return
        if change.type == "DELETED":
            if not self.is_unseen(change.object):
                self.forget(meta.uid(change.object))
        else:
            self._look(change.object)

    def _look(self, pod: Object) -> None:
        status = pod.get("status") or {}
        for group, specs in GROUPS:
            by_name = {each["name"]: each for each in pod["spec"].get(specs) or ()}
            for each in status.get(group) or ():
                if each.get("containerID") and each["name"] in by_name:
                    self._follow(pod, by_name[each["name"]], each)

    def _follow(self, pod: Object, spec: Object, status: Object) -> None:
        identity, state = status["containerID"], status.get("state") or {}
        if self._runs.find(identity) is None and ("running" in state or "terminated" in state):
            began = (state.get("running") or state.get("terminated") or {}).get("startedAt")
            self._begin(pod, spec, identity, seconds(began) if began else self._clock.now)
        found = self._runs.find(identity)
        if found is not None:
            self._runs.update(found, pod)
            if found.alive and "running" not in state:
                self._catch_up(found)
                found.alive, found.wakes = False, None
                found.layer = Volume(self.now)

    def _begin(
        self,
        pod: Object,
        spec: Object,
        identity: str,
        began: float,
        *,
        is_init: bool = False,
        decides: bool = False,
    ) -> str:
        """Why its first process cannot be started; empty if it can."""
        inside = software(self._bases.get(str(spec["image"]), str(spec["image"])))
        layer = Volume.of(self.now, inside.all_files())
        layer.add(_files_of(pod, spec))
        began = min(began, self._clock.now)
        running = Running(
            identity, spec["name"], pod, spec, inside, layer, began, decides=decides, is_init=is_init
        )
        self._runs.add(running)
        if why := self._launch(running):
            running.alive = False
            return why
        self._first_processes.wake(running)
        if inside.is_ensemble:
            for each in self._runs.alike(running):
                self._catch_up(each)
        return ""

    def _launch(self, running: Running) -> str:
        machine = self.machine(running)
        machine.is_first = True
        machine.otherwise = unknown_program(is_init=running.is_init)
        spec, variables = running.spec, dict(machine.environment)
        command = [environment.expand(word, variables) for word in spec.get("command") or ()]
        arguments = [environment.expand(word, variables) for word in spec.get("args") or ()]
        line = running.software.command_line(command, arguments)
        if why := refusal(machine, line):
            return why
        running.ports = web.listening(running, machine.files, line)
        running.launch(machine, line, self.now)
        self._catch_up(running)
        return ""

    def power_off(self, node: str) -> None:
        """All that runs on the node ends without a word (6)."""
        self.links.switch(node, on=False)
        for each in self._runs.on_node(node):
            each.alive, each.wakes = False, None

    def power_on(self, node: str) -> None:
        """The node's machine is there again; nothing runs on it yet."""
        self.links.switch(node, on=True)

    def catch_up(self, node: str = "") -> None:
        """Bring all first processes, or those of a node, up to the present.

        What they meet from now on will be different, or somebody is about to read what they have written.
        """
        for each in self._runs.on_node(node) if node else self._runs.alive():
            self._catch_up(each)

    def stir(self) -> None:
        """Something that init containers may wait for may be there now."""
        self._first_processes.stir()

    def is_alive(self, identity: str) -> bool:
        found = self._runs.find(identity)
        return found is not None and found.alive

    def forget(self, uid: str) -> None:
        """The pod's containers are stopped and removed."""
        self._commands.forget(self._runs.forget(uid))

    def machine(self, running: Running) -> Machine:
        """What the programs in a container see."""
        return self._machines.of(running)

    def _tell_changed(self, key: Key) -> None:
        self.changed(key)

    # First processes (4), (5)

    def launch(self, pod: Object, name: str, identity: str, *, is_init: bool) -> str:
        """A container starts, and will end when its first process does (5).

        Why it cannot: there is no such program; empty if it can.
        """
        every = (*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ()))
        spec = next(each for each in every if each["name"] == name)
        return self._begin(pod, spec, identity, self._clock.now, is_init=is_init, decides=True)

    def _go_on(self, running: Running) -> None:
        self._catch_up(running)
        if running.alive:
            self.changed(meta.key(running.pod))

    def _look_for_end(self, running: Running) -> None:
        if (code := running.exit_code) is not None:
            self._end(running, code)

    def give_up(self, running: Running, code: int, words: str) -> None:
        """Its first process ends by itself, after a last line in its log."""
        if running.alive and running.decides:
            running.log.write(self.now(), f"{words}\n".encode())
            running.gave_up = code
            self._end(running, code)

    def _end(self, running: Running, code: int) -> None:
        """Tell of it, but not at once: whoever looks at the container is in the middle of something."""
        if not running.decides:
            return
        running.decides = False

        def tell() -> None:
            if running.alive:
                self.ended(meta.key(running.pod), running.identity, code)

        self._clock.call_later(0.0, tell)

    def _catch_up(self, running: Running) -> None:
        for _ in range(MOST_STEPS):
            if running.wakes is None or running.wakes > self._clock.now or self._at is not None:
                return
            with self._being_at(running.wakes):
                running.step()
            self._look_for_end(running)
        running.wakes = self._clock.now

    @contextmanager
    def _being_at(self, time: float) -> Iterator[None]:
        self._at = time
        try:
            yield
        finally:
            self._at = None

    def of(self, pod: Object) -> list[Running]:
        """The pod's running containers, each up to the present."""
        found = self._runs.latest(pod)
        for each in found:
            self._catch_up(each)
        return [each for each in found if each.alive]

    def find(self, pod: Object, name: str) -> Running | None:
        """The running container of that name."""
        return next((each for each in self.of(pod) if each.name == name), None)

    # What others ask for

    def execute(self, running: Running, command: list[str], stdin: bytes, wait: Wait) -> Outcome:
        """Run a command in a container; `wait` lets virtual seconds pass while it sleeps."""
        return self._commands.execute(running, command, stdin, wait)

    def go_on(self, running: Running, session: str, lines: bytes, wait: Wait) -> tuple[Outcome, bool]:
        """Give further lines to a shell that stays; also, whether it has ended."""
        return self._commands.go_on(running, session, lines, wait)

    def probe(self, pod: Object, name: str, probe: Object) -> probes.Answer:
        """What a probe finds wrong: nothing in what is not simulated."""
        running = self.find(pod, name)
        return probes.Answer() if running is None else probes.answer(running, self.machine(running), probe)

    def configuration_error(self, pod: Object, spec: Object) -> str:
        """Why a container cannot be made from what the API holds; empty if it can."""
        return environment.complaint(self._api, pod, spec)

    def hook(self, identity: str, handler: Object, address: str) -> lifecycle_hooks.Ran | None:
        """Run a hook of a pod with that address: its seconds, and why it fails; None if it cannot."""
        found = self._runs.find(identity)
        if found is None:
            return None
        return lifecycle_hooks.run(found, self.machine(found), handler, address)

    def say(self, identity: str, words: str) -> None:
        """A line in the container's log, as its process's last one before it is brought to its end."""
        if (found := self._runs.find(identity)) is not None:
            self._catch_up(found)
            found.log.write(self._clock.now, f"{words}\n".encode())

    def exit_code(self, identity: str) -> int | None:
        """Of a first process that has ended."""
        found = self._runs.find(identity)
        return None if found is None else found.exit_code

    def last_words(self, identity: str, code: int) -> str:
        """The termination message of a container that ends now."""
        found = self._runs.find(identity)
        if found is None:
            return ""
        self._catch_up(found)
        return last_words(found.spec, self.machine(found).files, found.log, code)

    def log(self, identity: str) -> Running | None:
        """The run of that container ID, whose log is asked for; None if it is not kept any more."""
        return self._runs.find(identity)


def _files_of(pod: Object, spec: Object) -> dict[str, bytes]:
    """What the kubelet puts into every container."""
    return {
        spec.get("terminationMessagePath") or MESSAGE_PATH: b"",
        "/etc/hostname": f"{environment.hostname(pod)}\n".encode(),
        "/etc/hosts": resolver.hosts_file(pod).encode(),
        "/etc/resolv.conf": resolver.of_pod(pod).text().encode(),
    }
