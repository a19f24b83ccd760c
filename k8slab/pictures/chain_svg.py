"""The chain as SVG: a card for each thing, in columns, with lines between those that hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from k8slab.pictures import legend
from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, Canvas, Drawing
from k8slab.pictures.chain import NAMES_TITLE, STORAGE_TITLE, Chain
from k8slab.pictures.links.flow import Flow, Link, Piece, Tie
from k8slab.pictures.paragraph import Words, drawn, words
from k8slab.pictures.shapes import Box, number, path, rect, text
from k8slab.pictures.stage import FAILURES, Stage
from k8slab.translation import say

GAP = 24.5
BETWEEN = 8.0
"""The room between columns, and between cards."""
PAD = 7.0
KNEE = 15.0
"""How far below its upper edge a card is linked."""
SWATCH = 14.0
LANES = 3
"""So many links beside one another can be told apart."""
MOST_LINES = 6
"""A complaint is cut after so many lines; all of it is in the card's text."""
STORAGE_COLUMNS = (128.0, 140.0, 160.0, 150.0, 152.0)
NAMES_COLUMNS = (190.0, 130.0, 130.0, 304.0)
PLACES = {"Pod": 1, "PersistentVolumeClaim": 2, "PersistentVolume": 3, "Storage": 4}
"""The columns of the storage flow by kind; whoever owns pods stands in the first."""
NAME_PLACES = {"Service": 0, "EndpointSlice": 1, "DNS name": 3}
"""The columns of the names flow; what is neither stands among the pods."""


class Table(NamedTuple):
    """How a flow is laid out: widths of columns, and which kind stands in which."""

    widths: tuple[float, ...]
    places: Mapping[str, int]
    otherwise: int

    def without_gaps(self, flow: Flow) -> Table:
        """Columns in which nothing stands take no room."""
        used = {self.column(piece) for piece in flow.pieces}
        widths = (width if index in used else -GAP for index, width in enumerate(self.widths))
        return self._replace(widths=tuple(widths))

    def column(self, piece: Piece) -> int:
        return self.places.get(piece.kind, self.otherwise)

    def left(self, column: int) -> float:
        return MARGIN + sum(self.widths[:column]) + column * GAP


class Card(NamedTuple):
    """A piece with its place and what is written on it."""

    piece: Piece
    box: Box
    head: tuple[Words, ...]
    complaints: tuple[Words, ...]


STORAGE_TABLE = Table(STORAGE_COLUMNS, PLACES, 0)
NAMES_TABLE = Table(NAMES_COLUMNS, NAME_PLACES, 2)


def draw(chain: Chain, canvas: Canvas) -> Drawing:
    """Both flows, one below the other; equal chains give equal elements."""
    brush = Brush(canvas)
    numbers = [piece.revision for flow in (chain.storage, chain.names) for piece in flow.pieces]
    body = [brush.patterns(numbers), text(MARGIN, MARGIN + 12, chain.head(), size=14, bold=True)]
    entries, y = legend.rows(_ties(chain), MARGIN + 25)
    body += entries
    note, y = drawn([words(chain.omitted, 820, ink="quiet")], MARGIN, y)
    body.append(note)
    flows = ((say(STORAGE_TITLE), chain.storage, STORAGE_TABLE), (say(NAMES_TITLE), chain.names, NAMES_TABLE))
    for title, flow, table in flows:
        body.append(text(MARGIN, y + 22, title, bold=True))
        empty = say("no pods") if flow is chain.storage else say("no Service")
        parts, y = _flow(flow, table, y + 32, canvas, empty)
        body += parts
    return Drawing(chain.head(), repr(chain), y + MARGIN, body)


def _ties(chain: Chain) -> list[legend.Entry]:
    present = {link.tie for flow in (chain.storage, chain.names) for link in flow.links}
    meaning = {
        Tie.WHOLE: say("holds"),
        Tie.LOOSE: say("loose: not in use now"),
        Tie.BROKEN: say("broken"),
    }
    return [_entry(tie, meaning[tie]) for tie in Tie if tie in present]


def _entry(tie: Tie, label: str) -> legend.Entry:
    return legend.Entry(lambda x, y: _line(f"M{number(x)} {number(y + 7)}h18", tie, x + 9, y + 7), label)


# Cards


def _flow(flow: Flow, table: Table, y: float, canvas: Canvas, empty: str) -> tuple[list[str], float]:
    if not flow.pieces:
        return [text(MARGIN, y + 12, empty, ink="quiet")], y + 20
    cards = {card.piece.key: card for card in _cards(flow, table.without_gaps(flow), y)}
    lanes = _lanes(flow, table)
    lines = [_linked(link, flow, cards, lanes, canvas) for link in flow.links]
    bottom = max(card.box.y + card.box.height for card in cards.values())
    return [*lines, *(_card(card, flow, canvas) for card in cards.values())], bottom + BETWEEN


def _lanes(flow: Flow, table: Table) -> dict[str, int]:
    """Which of the lanes right of its column each source's links go down: neighbours take different ones."""
    taken = [0] * len(table.widths)
    lanes: dict[str, int] = {}
    for source in dict.fromkeys(link.source for link in flow.links):
        column = table.column(flow.piece(source))
        lanes[source] = taken[column] % LANES
        taken[column] += len(flow.links_from(source)) > 1
    return lanes


def _cards(flow: Flow, table: Table, top: float) -> Iterator[Card]:
    """Each card beside what leads to it, and below all that stands in its column and those right of it."""
    ends = [top] * len(table.widths)
    tops: dict[str, float] = {}
    for piece in flow.pieces:
        column = table.column(piece)
        beside = [tops[link.source] for link in flow.links_to(piece.key) if link.source in tops][:1]
        y = max(*ends[column:], top, *beside)
        card = _placed(piece, flow, Box(table.left(column), y, table.widths[column], 0))
        tops[piece.key] = y
        ends[column] = y + card.box.height + BETWEEN
        yield card


def _placed(piece: Piece, flow: Flow, box: Box) -> Card:
    width = box.width - 2 * PAD
    state = words(piece.state, width - (SWATCH + 4 if _stage(piece) else 0), size=11.5)
    head = (
        words(piece.kind, width, ink="quiet", size=10),
        words(piece.name, width, size=11.5, bold=True),
        state,
        *(words(fact, width, ink="quiet") for fact in piece.facts),
    )
    ink = "failure" if flow.is_troubled(piece) else "caution"
    told = [words(each, width, ink=ink, most=MOST_LINES) for each in flow.complaints(piece)]
    height = sum(each.height for each in (*head, *told)) + 2 * PAD + (6 if told else 0)
    return Card(piece, box._replace(height=height), head, tuple(told))


def _card(card: Card, flow: Flow, canvas: Canvas) -> str:
    piece, box = card.piece, card.box
    troubled = flow.is_troubled(piece)
    outline = {"stroke": "failure" if troubled else "edge", "stroke_width": 2 if troubled else 1}
    dashes = {} if piece.there else {"stroke_dasharray": "4 3"}
    parts = [rect(box, rx=6, fill="panel" if piece.there else "paper", **outline, **dashes)]
    y = box.y + PAD
    for each in card.head:
        swatch = _swatch(piece, box.x + PAD, y, canvas) if each is card.head[2] and each.lines else ""
        told, y = drawn([each], box.x + PAD + (SWATCH + 4 if swatch else 0), y)
        parts += [swatch, told]
    parts += _complaints(card, y, troubled)
    told = ". ".join((str(piece), *flow.complaints(piece)))
    data = {"kind_": piece.kind, "name_": piece.name, "state": piece.state, "object": piece.key}
    return canvas.item(*parts, text=told, **data, **_names(piece))


def _names(piece: Piece) -> dict[str, str]:
    """What a page's buttons may act on."""
    if piece.kind != "Pod" or not piece.there:
        return {}
    namespace = piece.key.split("/")[1]
    return {"pod": piece.name, "namespace": namespace}


def _complaints(card: Card, y: float, troubled: bool) -> Iterator[str]:
    if card.complaints:
        height = sum(each.height for each in card.complaints) + 4
        ground = Box(card.box.x + 2, y + 4, card.box.width - 4, height)
        yield rect(ground, rx=4, fill="failure-tint" if troubled else "caution-tint")
        yield drawn(card.complaints, card.box.x + PAD, y + 4)[0]


def _stage(piece: Piece) -> Stage | None:
    """The stage of a pod's card, by its word."""
    if piece.kind != "Pod":
        return None
    return (
        Stage.FAILING if piece.state in FAILURES else next((s for s in Stage if s.value == piece.state), None)
    )


def _swatch(piece: Piece, x: float, y: float, canvas: Canvas) -> str:
    stage = _stage(piece)
    return Brush(canvas).tile(Box(x, y + 2, SWATCH, 11), stage, piece.revision, rx=2) if stage else ""


# Links


def _linked(
    link: Link, flow: Flow, cards: Mapping[str, Card], lanes: Mapping[str, int], canvas: Canvas
) -> str:
    source, target = cards[link.source].box, cards[link.target].box
    start, end = source.x + source.width, target.x
    knee = start + 6 + lanes[link.source] * 5
    y, to = source.y + KNEE, target.y + KNEE
    steps = f"M{number(start)} {number(y)}H{number(knee)}V{number(to)}H{number(end)}"
    drawn_line = _line(steps, link.tie, (max(knee, end - GAP) + end) / 2, to)
    if link.tie is Tie.WHOLE:
        return drawn_line
    told = (
        f"{flow.piece(link.source).title} {link.word} {flow.piece(link.target).title}: {say(link.tie.value)}"
    )
    alt = f"{told}. {link.reason}" if link.reason else told
    return canvas.item(drawn_line, text=alt, tie=link.tie.value, object=f"{link.source} {link.target}")


def _line(steps: str, tie: Tie, x: float, y: float) -> str:
    """A line with its sign: none if it holds, dashes if it is loose, a cross at a point if it is broken."""
    if tie is Tie.WHOLE:
        return path(steps, fill="none", stroke="edge", stroke_width=1.5)
    if tie is Tie.LOOSE:
        return path(steps, fill="none", stroke="caution", stroke_width=1.5, stroke_dasharray="3 3")
    cross = f"M{number(x - 4)} {number(y - 4)}l8 8m0 -8l-8 8"
    dashed = path(steps, fill="none", stroke="failure", stroke_width=1.5, stroke_dasharray="6 3")
    return dashed + path(cross, fill="none", stroke="failure", stroke_width=2)
