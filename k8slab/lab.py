"""The lab: a cluster of one's own, held by a notebook."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from k8slab import magics
from k8slab.backends import private_file
from k8slab.backends.child import Served, Settings
from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.command_line import Output, execute, words
from k8slab.duration import Duration, seconds_of
from k8slab.environment import KUBECONFIG
from k8slab.errors import K8slabError
from k8slab.faults import Faults
from k8slab.snapshot import Snapshot
from k8slab.stepping import Predicate, Step, Stepper, run_until
from k8slab.story import Condition
from k8slab.verdict import Verdict
from k8slab.waiting import Object, Reached, Target, Waiter

if TYPE_CHECKING:
    from kubernetes.client import AppsV1Api, Configuration, CoreV1Api

    from k8slab.incidents import Incident
    from k8slab.kubectl.discovery import Resource
    from k8slab.pictures import Chain, Mark, NodeMap, Rollout, Timeline
    from k8slab.story import Story
    from k8slab.why import Why
    from k8slab.widgets.dashboard import Dashboard

NODES = ("k8s-m1", "k8s-m2", "k8s-m3")


class Lab:
    """A cluster that starts with this object and ends with it, or with the notebook's kernel.

    ``nodes`` are names or a number; ``seed`` decides all that a cluster may choose; ``clock`` is "instant"
    (virtual time passes while somebody waits) or "live:SPEED"; ``feature_gates`` are those of Kubernetes.
    ``journal`` is a file that keeps all that happens; the lab goes on from what it holds already.
    The newest lab is the one that ``kubectl``, ``%kubectl`` and official clients reach: $KUBECONFIG names it.
    """

    ends_with_its_last_name = True

    def __init__(
        self,
        nodes: Sequence[str] | int = NODES,
        *,
        seed: int = 0,
        clock: str = "instant",
        feature_gates: Mapping[str, bool] | None = None,
        backend: str = "simulator",
        journal: str | Path | None = None,
    ) -> None:
        if backend != "simulator":
            raise K8slabError(
                f"expected the backend 'simulator', found {backend!r}: there is no other one yet"
            )
        file = None if journal is None else Path(journal).absolute()
        self._reach(Served(Settings(_node_names(nodes), clock, seed, feature_gates or {}, journal=file)))

    def _reach(self, served: Served) -> None:
        self._served = served
        self.kubeconfig = self._served.kubeconfig
        self._kubectl = HttpTransport.from_kubeconfig(self.kubeconfig, user_agent="kubectl/k8slab-lab")
        self._active = HttpTransport.from_kubeconfig(self.kubeconfig)
        self._passive = HttpTransport.from_kubeconfig(self.kubeconfig, passive=True)
        self._control = Control(self._passive)
        KUBECONFIG.point_to(self.kubeconfig)
        transports = (self._kubectl, self._active, self._passive)
        self._end = weakref.finalize(self, _end, self._served, transports, self.kubeconfig)
        magics.load_if_in_ipython()

    def kubectl(self, line: str, *, stdin: str = "") -> Output:
        """Run a line of kubectl ("get po -n zookeeper") and print what it prints.

        An error of kubectl is printed, not raised; the result has ``code``, ``stdout`` and ``stderr``.
        """
        return self._run(words(line), stdin)

    def apply(self, manifest: str | Path, *, namespace: str | None = None) -> Output:
        """``kubectl apply`` of a file, a folder, an address, or the text of a manifest."""
        where = ["--namespace", namespace] if namespace else []
        if isinstance(manifest, str) and "\n" in manifest.strip():
            return self._run(["apply", "-f", "-", *where], manifest)
        return self._run(["apply", "-f", str(manifest), *where])

    def wait(
        self,
        target: str,
        *,
        namespace: str = "default",
        until: str | Callable[[Object], bool] = "ready",
        timeout: float = 600.0,
    ) -> Reached:
        """Let virtual time pass until "statefulset/zk" is "ready", "deleted", or a predicate of it holds.

        Returns at the first instant at which it does. Raises K8slabError when ``timeout`` virtual seconds
        have passed, or when the cluster has settled without it.
        """
        if isinstance(until, str) and until not in ("ready", "deleted"):
            raise K8slabError(f"expected until='ready', 'deleted' or a function, found {until!r}")
        return Waiter(self._active, self._passive).wait(self._target(target, namespace), until, timeout)

    def settle(self, timeout: float | None = None) -> Reached:
        """Let virtual time pass until nothing more will happen, or for ``timeout`` virtual seconds."""
        return _now(self._control.settle(timeout))

    def advance(self, seconds: Duration) -> Reached:
        """Let virtual time pass: so many seconds, or "30s", "1m30s"."""
        return _now(self._control.advance(seconds_of(seconds)))

    def step(self) -> Step:
        """Go on to the next change; what it says is false once the cluster has settled."""
        return Stepper(self._control).step()

    def run_until(
        self,
        condition: str | Predicate,
        *,
        namespace: str | None = None,
        timeout: Duration = 3600.0,
    ) -> Reached:
        """Go on, change by change, until "zk-2 Ready", "pvc/datadir-zk-0 Bound", "zk-1 deleted", … holds.

        Or until a function of the objects that are there says so:
        ``lab.run_until(lambda now: len(now.list("pods", "zookeeper")) == 2)``. Stops at the very change that
        makes it hold. Without ``namespace`` the name is looked for in all of them. Raises K8slabError when
        so much virtual time has passed, or when the cluster has settled without it.
        """
        seconds = seconds_of(timeout)
        if callable(condition):
            words = "what the function asks for"
            return Stepper(self._control).run_until(words, condition, seconds, lambda now: "it not true")
        wanted = Condition.parse(condition, namespace)
        return run_until(self._control, wanted, self._resource(wanted.kind).plural, seconds)

    def pause(self) -> Reached:
        """Let a live clock stand still. Raises ApiError with the instant one, which does so by itself."""
        return _now(self._control.set_clock(paused=True))

    def resume(self) -> Reached:
        """Let a live clock that was paused go on."""
        return _now(self._control.set_clock(paused=False))

    @property
    def is_paused(self) -> bool:
        """Does a live clock stand still?"""
        return bool(self._control.cluster()["paused"])

    @property
    def speed(self) -> float | None:
        """Virtual seconds to the second of a live clock, which may be set; None with the instant one."""
        name, _, speed = str(self._control.cluster()["clock"]).partition(":")
        return float(speed) if name == "live" else None

    @speed.setter
    def speed(self, speed: float) -> None:
        self._control.set_clock(speed=speed)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Remember this moment, to go back to it; costs some bytes, however large the cluster is."""
        return Snapshot(**self._control.snapshot(name))

    def snapshots(self) -> list[Snapshot]:
        """All that were taken, in order; also those of branches that were left by going back."""
        return [Snapshot(**taken) for taken in self._control.snapshots()]

    def rewind(self, to: Snapshot | float | str) -> Reached:
        """Go back to a snapshot (or its name), or to a virtual second.

        The cluster is as it was then; what happened since is on another branch, whose snapshots can be gone
        to as well. Raises ApiError for a moment that is not there.
        """
        if isinstance(to, Snapshot | str):
            name = to.name if isinstance(to, Snapshot) else to
            return _now(self._control.rewind(snapshot=name))
        return _now(self._control.rewind(time=float(to)))

    def reset(self) -> Reached:
        """Begin anew, with the cluster as it was at first."""
        return _now(self._control.reset())

    def fork(self) -> Lab:
        """Another lab, independent of this one, that begins at this moment."""
        other = object.__new__(Lab)
        other._reach(self._served.fork())
        return other

    @classmethod
    def load(cls, file: str | Path, *, clock: str = "instant") -> Lab:
        """A lab whose cluster did all that a journal tells; the file stays as it is.

        Raises K8slabError for a journal that is damaged or edited, naming the line that broke it.
        """
        lab = object.__new__(cls)
        lab._reach(Served.of_journal(_read(file), Settings(clock=clock)))
        return lab

    def save(self, file: str | Path) -> Path:
        """Write the journal: what `k8slab replay`, or a lab with ``journal``, does again."""
        path = Path(file)
        private_file.write(path, self._control.journal().decode())
        return path

    def add_node(self, name: str) -> None:
        """A further node joins the cluster."""
        self._control.add_node(name)

    def load_image(self, image: str, *, node: str | None = None) -> None:
        """Bring an image to a node, or to all, without a pull, as `kind load docker-image` does."""
        for each in [node] if node else self._control.cluster()["nodes"]:
            self._control.bring_image(each, image)

    def build_image(self, image: str, base: str, *, node: str) -> None:
        """Build an image from ``base`` on a node, where alone it will be: nobody pushes it."""
        self._control.bring_image(node, image, base)

    @cached_property
    def faults(self) -> Faults:
        """What can be made to fail, one line each; shows what fails at present."""
        return Faults(self._control)

    def incident(
        self,
        seed: int,
        workload: str | None = None,
        *,
        namespace: str = "default",
        daemonset: str | None = None,
    ) -> Incident:
        """Let one to three things go wrong, chosen by the seed; shows what must hold in the end.

        They happen to a StatefulSet that is there and well ("sts/zk") and perhaps to a DaemonSet ("agent"),
        or else to a workload that is deployed for it in a namespace of its own. Whatever goes wrong can be
        mended by kubectl. Virtual time passes until the trouble shows.
        """
        from k8slab.incidents import Site, begin

        site = Site(self._kubectl, self._passive)
        name = (workload or "").rpartition("/")[2]
        return begin(site, seed, name, namespace, daemon_set=(daemonset or "").rpartition("/")[2])

    @property
    def now(self) -> float:
        """The virtual second."""
        return float(self._control.cluster()["time"])

    @cached_property
    def core(self) -> CoreV1Api:
        """The official Python client's `CoreV1Api`, for this cluster."""
        from kubernetes.client import CoreV1Api

        return CoreV1Api(self._official)

    @cached_property
    def apps(self) -> AppsV1Api:
        """The official Python client's `AppsV1Api`, for this cluster."""
        from kubernetes.client import AppsV1Api

        return AppsV1Api(self._official)

    @property
    def configuration(self) -> Configuration:
        """The official Python client's configuration, for whoever makes clients of their own."""
        from kubernetes.client import Configuration
        from kubernetes.config import load_kube_config

        found = Configuration()
        load_kube_config(str(self.kubeconfig), client_configuration=found, persist_config=False)
        return found

    @cached_property
    def _official(self) -> Any:
        from kubernetes.config import new_client_from_config

        return new_client_from_config(config_file=str(self.kubeconfig), persist_config=False)

    def story(self) -> Story:
        """Everything that happened so far, as watches have shown it."""
        from k8slab.story import Story

        return Story.from_dicts(self._control.story())

    def timeline(
        self,
        *,
        namespace: str | None = None,
        selector: str | None = None,
        since: float = 0.0,
        until: float | None = None,
        by: str | None = None,
        marks: Iterable[Mark] | None = None,
    ) -> Timeline:
        """A picture of pods over virtual time, by default all of them until now.

        ``by="node"`` gives each node its rows, as pods of DaemonSets have anyway; ``marks`` are moments to
        point out beside those that the cluster's story tells, by default the commands that were given.
        """
        from k8slab.pictures import Timeline

        return Timeline.of(
            self.story(),
            namespace=namespace,
            selector=selector,
            since=since,
            until=self.now if until is None else until,
            by=by,
            marks=self.marks(namespace) if marks is None else marks,
        )

    def rollout(self, target: str, *, namespace: str = "default", time: float | None = None) -> Rollout:
        """A picture of how far "sts/zk", "ds/…" or "deploy/…" is updated, now or at a virtual second."""
        from k8slab.pictures import Rollout

        return Rollout.of(self.story(), target, namespace, self.now if time is None else time)

    def why(self, about: str, *, namespace: str | None = None) -> Why:
        """Why "pod/zk-3" is as it is: the chain of causes, from what the API shows; no time passes.

        The namespace is by default the context's. Raises K8slabError, naming what there is, if there is no
        such object.
        """
        from k8slab.backends.kubeconfig import read_access
        from k8slab.why import ask

        return ask(self._passive, about, namespace or read_access(self.kubeconfig).namespace)

    def node_map(
        self, *, time: float | None = None, namespace: str | None = None, selector: str | None = None
    ) -> NodeMap:
        """A picture of the nodes and the pods on them, by default all of them now."""
        from k8slab.pictures import NodeMap

        time = self.now if time is None else time
        return NodeMap.of(self.story(), time, namespace, selector)

    def chain(self, target: str, *, namespace: str = "default", time: float | None = None) -> Chain:
        """A picture of what hangs together: from "sts/zk" (or ds, deploy, svc, pod) to its data and names."""
        from k8slab.pictures import Chain

        return Chain.of(self.story(), target, namespace, self.now if time is None else time)

    def marks(self, namespace: str | None = None) -> list[Mark]:
        """The commands that were given and not refused; those of one namespace, and of nodes."""
        from k8slab.pictures.command_marks import command_marks

        return command_marks(self._control.marks(), namespace)

    def dashboard(self, target: str = "", *, namespace: str = "default") -> Dashboard:
        """A live picture of the cluster with its controls; ``target`` is what it follows ("sts/zk").

        By default that is the newest workload. It looks at this lab and does not keep it from ending.
        """
        try:
            from k8slab.widgets import dashboard
        except ImportError as error:
            raise K8slabError(
                f"expected ipywidgets and anywidget, found {error}. Next: pip install 'k8slab[lab]'"
            ) from error
        return dashboard.of(self, target, namespace)

    def check(self, name: str) -> Verdict:
        """Ask the referee about a task. The verdict shows itself, with hints."""
        return Verdict.from_dict(self._control.check(name))

    def close(self) -> None:
        """End the cluster; a second time does nothing. A lab that nobody holds any more ends by itself."""
        if official := self.__dict__.get("_official"):
            official.close()
        self._end()

    def _run(self, arguments: list[str], stdin: str = "") -> Output:
        return execute(arguments, self._kubectl, kubeconfig=self.kubeconfig, stdin=stdin)

    def _resource(self, word: str) -> Resource:
        """What kubectl means by that word. Raises K8slabError for one that names no kind."""
        from k8slab.kubectl.client import Client
        from k8slab.kubectl.discovery import catalogue_of

        return catalogue_of(Client(self._passive, lambda warning: None)).find(word)

    def _target(self, target: str, namespace: str) -> Target:
        word, slash, name = target.partition("/")
        if not (word and slash and name):
            raise K8slabError(f"expected a kind and a name, as in 'statefulset/zk', found {target!r}")
        resource = self._resource(word)
        where = f" in namespace {namespace}" if resource.namespaced else ""
        return Target(f"{target}{where}", resource.path(namespace), name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if not self._end.alive:
            return "<Lab: closed>"
        cluster = self._control.cluster()
        time = Reached("settled" if cluster["settled"] else "busy", cluster["time"])
        return f"<Lab: a simulated cluster of {', '.join(cluster['nodes'])}; {time}>"


def _now(answer: Mapping[str, Any]) -> Reached:
    state = "paused" if answer.get("paused") else "settled" if answer["settled"] else "still busy"
    return Reached(state, answer["time"])


def _read(file: str | Path) -> str:
    """Raises K8slabError for a file that cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise K8slabError(f"expected a journal at {file}, found none: {error}.") from error


def _end(served: Served, transports: Sequence[HttpTransport], kubeconfig: Path) -> None:
    KUBECONFIG.forget(kubeconfig)
    for transport in transports:
        transport.close()
    served.stop()


def _node_names(nodes: Sequence[str] | int) -> tuple[str, ...]:
    """The names of nodes; a number stands for k8s-m1, k8s-m2, …"""
    if isinstance(nodes, int):
        return tuple(f"k8s-m{number}" for number in range(1, nodes + 1))
    if isinstance(nodes, str):
        raise K8slabError(f"expected node names in a list, or a number, found the text {nodes!r}")
    return tuple(nodes)
