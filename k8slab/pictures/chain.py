"""What hangs together: a workload, its pods, their claims, volumes and storage; Services, pods and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.links.flow import Draft, Flow, Piece, Tie
from k8slab.pictures.links.member import Member, members_of
from k8slab.pictures.links.owner import owner_of, retention
from k8slab.pictures.links.pod import pod_piece
from k8slab.pictures.links.services import Services
from k8slab.pictures.links.start import Start, start_at
from k8slab.pictures.links.storage import Storage
from k8slab.pictures.picture import Picture
from k8slab.pictures.wording import counted, tally
from k8slab.pictures.workloads import Workloads
from k8slab.story import Scene, Story, seconds_text
from k8slab.translation import message, say, say_many

MOST_MEMBERS = 20
MOST_TROUBLED = 12
ENDS = 2
"""So many at either end are always shown."""


@dataclass(frozen=True, repr=False)
class Chain(Picture):
    """From an object to its data and to its names, at one virtual second.

    Of more than ``MOST_MEMBERS`` pods the first, the last and those with trouble are shown, the others
    counted. Shows itself in a notebook.
    """

    subject: str
    namespace: str
    storage: Flow
    names: Flow
    omitted: str
    time: float

    @classmethod
    def of(cls, story: Story, target: str, namespace: str = "default", time: float | None = None) -> Chain:
        """From "sts/zk", "ds/…", "deploy/…", "rs/…", "svc/…" or "pod/…".

        Raises K8slabError if there never was such an object until then.
        """
        scene = Scene(story, time)
        start = start_at(scene, target, namespace)
        members = members_of(start, scene)
        strands = _strands(start, members, scene)
        shown = _shown(members, strands)
        kept = [strand for member, strand in zip(members, strands, strict=True) if member in shown]
        omitted = [strand for member, strand in zip(members, strands, strict=True) if member not in shown]
        storage = _storage(start, kept, omitted, scene)
        names = Services(scene, start, members, shown).draft().flow()
        subject = f"{start.kind} {start.name}"
        return cls(subject, namespace, storage, names, _told_of(omitted), scene.time)

    def head(self) -> str:
        return say(
            "Chain of {subject} in namespace {namespace} at {time}",
            subject=self.subject,
            namespace=self.namespace,
            time=seconds_text(self.time),
        )

    def lines(self) -> list[str]:
        """Each thing below what leads to it; [broken] and [loose] stand before links that are not whole."""
        return [
            self.head(),
            *([self.omitted] if self.omitted else []),
            *self._storage_lines(),
            *self._name_lines(),
        ]

    def _storage_lines(self) -> Iterator[str]:
        yield say(STORAGE_TITLE)
        yield from (f"  {line}" for line in self.storage.lines())
        if not self.storage.pieces:
            yield say("  no pods")

    def _name_lines(self) -> Iterator[str]:
        yield say(NAMES_TITLE)
        yield from (f"  {line}" for line in self.names.lines())
        if not self.names.pieces:
            yield say("  no Service")

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.chain_svg import draw

        return draw(self, canvas)


STORAGE_TITLE = message("From pods to their data")
NAMES_TITLE = message("From Services to names")


def _strands(start: Start, members: Sequence[Member], scene: Scene) -> list[Draft]:
    """What hangs on each member, with the member."""
    workloads, storage = Workloads(scene), Storage(scene, retention(start))
    return [_strand(member, scene, workloads, storage) for member in members]


def _strand(member: Member, scene: Scene, workloads: Workloads, storage: Storage) -> Draft:
    draft = Draft()
    draft.add(pod_piece(member, scene, workloads))
    storage.hang(draft, member)
    return draft


def _shown(members: list[Member], strands: list[Draft]) -> list[Member]:
    if len(members) <= MOST_MEMBERS:
        return members
    troubled = [m for m, strand in zip(members, strands, strict=True) if strand.is_troubled][:MOST_TROUBLED]
    ends = (*members[:ENDS], *members[-ENDS:])
    names = {member.name for member in (*ends, *troubled)}
    return [member for member in members if member.name in names]


def _storage(start: Start, kept: Iterable[Draft], omitted: list[Draft], scene: Scene) -> Flow:
    whole = Draft()
    owners = {}
    for strand in kept:
        pod = next(iter(strand.pieces.values()))
        owner = owner_of(start, pod.name, scene)
        if owner is not None:
            owners[owner.piece.key] = owner
            whole.add(owner.piece)
        whole.join(strand)
        if owner is not None:
            whole.add(pod, owner.piece.key, owner.word, *_grip(pod))
    if not whole.pieces and (owner := owner_of(start, "", scene)) is not None:
        whole.add(owner.piece)
    if omitted:
        _count(whole, next(iter(owners), ""), omitted)
    return whole.flow()


def _grip(pod: Piece) -> tuple[Tie, str]:
    if pod.there:
        return Tie.WHOLE, ""
    return (Tie.BROKEN, "") if pod.trouble else (Tie.LOOSE, "")


def _count(whole: Draft, owner: str, omitted: list[Draft]) -> None:
    """One piece for each kind of what is not shown."""
    source = owner
    for kind in dict.fromkeys(piece.kind for strand in omitted for piece in strand.pieces.values()):
        found = [piece for strand in omitted for piece in strand.pieces.values() if piece.kind == kind]
        state = tally(piece.state for piece in found if piece.state)
        piece = Piece(f"rest/{kind}", kind, say("{number} more", number=len(found)), state)
        source = whole.add(piece, source, say("and") if source == owner else say("with"))


def _told_of(omitted: list[Draft]) -> str:
    if not omitted:
        return ""
    troubled = sum(strand.is_troubled for strand in omitted)
    trouble = say(", {troubled} of them with trouble", troubled=troubled) if troubled else ""
    are = say_many("is", "are", len(omitted))
    return say(
        "{more_pods} {are} counted, not shown{trouble}: the first, the last and those with trouble are shown",
        more_pods=counted(len(omitted), "more pod"),
        are=are,
        trouble=trouble,
    )
