"""The dashboard: pictures of a cluster that lives, and the buttons that act on it.

1. The page asks, at intervals and when a button is pressed; the kernel answers. Nothing runs in the kernel
   between two questions: no thread, no task. It ends with the page, and never keeps a cell from running.
2. An answer holds the pictures that have changed, drawn by `k8slab.pictures`, and nothing that has not.
3. Looking never moves time.
4. Where there is no widget (a page made from a notebook, say) the same pictures stand still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

import anywidget
import traitlets

from k8slab.errors import K8slabError
from k8slab.pictures import Picture, theme
from k8slab.pictures.command_marks import command_marks
from k8slab.story import seconds_text
from k8slab.translation import say
from k8slab.widgets.actions import ACTIONS, line_of
from k8slab.widgets.branch import Branch
from k8slab.widgets.panels import PANELS, Panel, Sight, draw, standing
from k8slab.widgets.player import PACES
from k8slab.widgets.subject import Subject
from k8slab.widgets.window import WHOLE
from k8slab.widgets.workload import Workload, choices, newest

FOLDER = Path(__file__).parent
NUMBERS = count(1)
"""Of the dashboards of this kernel: ids in their pictures begin with it."""


def of(lab: Subject, target: str = "", namespace: str = "default") -> Dashboard:
    """The dashboard of a lab. Raises K8slabError for a target that is no workload."""
    return Dashboard(lab, Workload.named(target, namespace) if target else None)


def trait_of(panel: Panel) -> str:
    """The name under which a panel's picture is sent."""
    return f"panel_{panel.key}"


Pictures = type(
    "Pictures",
    (traitlets.HasTraits,),
    {trait_of(panel): traitlets.Dict().tag(sync=True) for panel in PANELS},
)
"""A trait for each panel, so that those that did not change are not sent."""


class Dashboard(Pictures, anywidget.AnyWidget):  # type: ignore[misc, valid-type]
    """Made by `lab.dashboard()`. ``forks`` are the labs that its button made; they end when it is closed."""

    _esm = FOLDER / "dashboard.js"
    _css = (FOLDER / "dashboard.css").read_text(encoding="utf-8") + theme.page_style()

    panels = traitlets.List().tag(sync=True)
    actions = traitlets.List().tag(sync=True)
    paces = traitlets.List(list(PACES)).tag(sync=True)
    clock = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    log = traitlets.List().tag(sync=True)

    def __init__(self, lab: Subject, workload: Workload | None = None) -> None:
        self._lock = RLock()
        """JupyterLab may hand the page's questions to a thread beside that of the cells."""
        self._branches = [Branch(say("this lab"), lab)]
        self._shown = self._branches[0]
        self._shown.picked = workload
        self._drawn: dict[str, object] = {}
        self._number = next(NUMBERS)
        self._notice = ""
        self.forks: list[Subject] = []
        super().__init__(
            panels=[{"key": panel.key, "title": say(panel.title)} for panel in PANELS],
            actions=[{**action._asdict(), "label": say(action.label)} for action in ACTIONS],
        )
        self.on_msg(self._asked)
        self.refresh()

    def refresh(self) -> None:
        """Look at the cluster and show what changed."""
        with self._lock:
            self._shown.player.refresh()
            self._show()

    def close(self) -> None:
        """Take it away; the clusters that it forked end."""
        for branch in self._branches:
            branch.close()
        super().close()

    def _asked(self, widget: object, content: Mapping[str, Any], buffers: object) -> None:
        """One question of the page: {"ask", "id", …}. It is told when all that changed has been sent.

        What an act had to say stands until the next one.
        """
        with self._lock:
            if content["ask"] != "tick":
                self._notice = ""
            try:
                self._answers()[content["ask"]](content)
            except K8slabError as error:
                self._notice = str(error)
            self._show()
        self.send({"done": content.get("id")})

    def _answers(self) -> dict[str, Callable[[Mapping[str, Any]], object]]:
        player = self._shown.player
        return {
            "tick": lambda asked: player.tick(time.monotonic()),
            "play": lambda asked: player.play(),
            "pause": lambda asked: player.pause(),
            "pace": lambda asked: player.go_at(float(asked["pace"])),
            "step": lambda asked: self._say(player.step()),
            "settle": lambda asked: player.settle(),
            "look": lambda asked: player.look(float(asked["time"])),
            "follow": lambda asked: player.follow(),
            "rewind": lambda asked: player.rewind(),
            "fork": lambda asked: self._fork(),
            "branch": lambda asked: self._switch(int(asked["branch"])),
            "zoom": self._zoom,
            "pick": self._pick,
            "run": self._run,
        }

    def _zoom(self, asked: Mapping[str, Any]) -> None:
        """{"factor", "around"} or {"move"}, a share of the width; neither shows all of it."""
        player = self._shown.player
        if "factor" in asked:
            around = asked.get("around")
            player.window = player.window.zoomed(float(asked["factor"]), player.shown, around)
        elif "move" in asked:
            player.window = player.window.moved(float(asked["move"]), player.shown)
        else:
            player.window = WHOLE

    def _pick(self, asked: Mapping[str, Any]) -> None:
        namespace, short, name = str(asked["workload"]).split("/")
        self._shown.picked = Workload(namespace, short, name)

    def _run(self, asked: Mapping[str, Any]) -> None:
        player, console = self._shown.player, self._shown.console
        line = line_of(str(asked["action"]), asked["picked"])
        entry = console.execute(line, player.now)
        self._notice = say("{line}: exit code {code}", line=line, code=entry.code)
        player.follow()

    def _say(self, notice: str) -> None:
        self._notice = notice

    def _fork(self) -> None:
        player = self._shown.player
        label = say("fork {number} at {time}", number=len(self.forks) + 1, time=seconds_text(player.shown))
        lab = player.fork()
        self.forks.append(lab)
        self._branches.append(Branch(label, lab, owns=True))
        self._switch(len(self._branches) - 1)
        python = f"dashboard.forks[{len(self.forks) - 1}]"
        self._notice = say(
            "{label} is a cluster of its own, in Python {python}; %kubectl reaches it, too.",
            label=label,
            python=python,
        )

    def _switch(self, number: int) -> None:
        self._shown = self._branches[number]
        self._drawn = {}
        self._shown.player.refresh()

    def _show(self) -> None:
        """Send what has changed, in one message."""
        with self.hold_sync():
            self.clock = self._told()
            if self._shown.player.gone:
                return
            self._show_choices()
            self.log = self._shown.console.told()
            for panel in PANELS:
                self._show_panel(panel)

    def _show_choices(self) -> None:
        player = self._shown.player
        key = (player.version, player.shown if player.is_looking_back else None, self._workload())
        if self._is_new("choices", key):
            self.choices = choices(player.story, player.shown, self._workload())

    def _show_panel(self, panel: Panel) -> None:
        """Draw only what can have changed; traits that stay equal are not sent.

        While time goes on, a picture that does not depend on it is drawn when something happens.
        """
        player, sight = self._shown.player, self._sight()
        time = None if player.is_moving else sight.time
        stretch = (sight.since, sight.until) if panel.moves else time
        if self._is_new(panel.key, (player.version, sight.workload, stretch)):
            mark = f"d{self._number}-{panel.key}"
            setattr(self, trait_of(panel), draw(panel, sight, mark)._asdict())

    def _is_new(self, what: str, key: object) -> bool:
        is_new = self._drawn.get(what) != key
        self._drawn[what] = key
        return is_new

    def _sight(self) -> Sight:
        player, workload = self._shown.player, self._workload()
        marks = command_marks(player.commands, workload.namespace if workload else None)
        since, until = player.window.seen_at(player.shown)
        return Sight(player.story, player.shown, since, until, workload, marks)

    def _workload(self) -> Workload | None:
        player = self._shown.player
        return self._shown.picked or newest(player.story, player.shown)

    def _told(self) -> dict[str, Any]:
        player = self._shown.player
        since, until = player.window.seen_at(player.shown)
        return {
            "words": player.words(),
            "gone": bool(player.gone),
            "notice": self._notice,
            "now": player.now,
            "shown": player.shown,
            "looking": player.is_looking_back,
            "live": player.is_live,
            "playing": player.is_playing,
            "pace": player.pace,
            "since": since,
            "until": until,
            "whole": player.window.is_whole,
            "branches": [branch.label for branch in self._branches],
            "branch": self._branches.index(self._shown),
        }

    def __repr__(self) -> str:
        """The text equivalents of all pictures."""
        return "\n\n".join(str(picture) for picture in self._standing())

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """For whoever has widgets the live one, for all others the same pictures, standing still."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        shown = "\n".join(picture._repr_html_() for picture in self._standing())
        return {**data, "text/html": f"<div>{shown}</div>"}, metadata

    def _standing(self) -> list[Picture]:
        with self._lock:
            self._shown.player.refresh()
            return standing(self._sight())
