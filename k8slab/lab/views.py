"""What a lab shows of its cluster: its story, pictures of it, and why things are as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from k8slab.lab.virtual_time import VirtualTime

if TYPE_CHECKING:
    from k8slab.pictures import Chain, Comparison, Mark, NodeMap, Rollout, Timeline
    from k8slab.story import Story
    from k8slab.why import Why


class Views(VirtualTime):
    """They look, and change nothing; no time passes."""

    def story(self) -> Story:
        """Everything that happened so far, as watches have shown it."""
        from k8slab.story import Story

        return Story.from_dicts(self._control.story())

    def marks(self, namespace: str | None = None) -> list[Mark]:
        """The commands that were given and not refused; those of one namespace, and of nodes."""
        from k8slab.pictures.command_marks import command_marks

        return command_marks(self._control.marks(), namespace)

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

    def why(self, about: str, *, namespace: str | None = None, time: float | None = None) -> Why:
        """Why "pod/zk-3" is as it is, or was at a virtual second: the chain of causes; no time passes.

        The namespace is by default the context's. Raises K8slabError, naming what there is, if there is no
        such object.
        """
        from k8slab.backends.kubeconfig import read_access
        from k8slab.why import Given, ask, explain

        namespace = namespace or read_access(self.kubeconfig).namespace
        if time is not None:
            return explain(Given.of(self.story(), time), about, namespace)
        return ask(self._passive, about, namespace)

    def compare(
        self,
        one: Views | Story,
        other: Views | Story | None = None,
        *,
        labels: tuple[str, str] = ("a", "b"),
        at: float | tuple[float, float] | None = None,
        namespace: str | None = None,
        selector: str | None = None,
        by: str | None = None,
    ) -> Comparison:
        """Two labs or stories side by side, this lab's with another one by default.

        They are aligned where they parted (a fork, a rewind), or at the second ``at``, one for both or one
        for each. The picture tells what differs: when all were Ready, in which order, who was replaced.
        """
        from k8slab.pictures import Comparison

        pair = (self, one) if other is None else (one, other)
        told = [each.story() if isinstance(each, Views) else each for each in pair]
        labs = [each if isinstance(each, Views) else None for each in pair]
        ends = [lab.now if lab else story.end for lab, story in zip(labs, told, strict=True)]
        marks = [lab.marks(namespace) if lab else [] for lab in labs]
        return Comparison.of(
            *told,
            labels=labels,
            at=at,
            until=(ends[0], ends[1]),
            namespace=namespace,
            selector=selector,
            by=by,
            marks=(marks[0], marks[1]),
        )
