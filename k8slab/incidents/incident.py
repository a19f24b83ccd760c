"""An incident: what is reported, what must hold in the end, hints in steps, and a solution that is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.incidents.goals import Goal
from k8slab.incidents.mischief import Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.translation import say


class Repair(NamedTuple):
    """What mends one cause; the last one has no cause and looks at the end."""

    cause: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, repr=False)
class Incident:
    """Shows itself as a ticket; ``causes`` and ``repairs`` would give it away, so it does not show those."""

    seed: int
    workload: Workload
    reports: tuple[str, ...]
    goals: tuple[Goal, ...]
    hints: tuple[str, ...]
    repairs: tuple[Repair, ...]
    site: Site = field(compare=False)

    @property
    def solved(self) -> bool:
        """Does everything hold that must hold? Looks at the cluster as it is; time does not move."""
        return not any(found for _, found in self.findings())

    def findings(self) -> list[tuple[str, str]]:
        """(goal, what is found instead) of each goal; nothing is found where it is reached."""
        return [(goal.words, goal.look(self.site)) for goal in self.goals]

    def hint(self, number: int = 1) -> str:
        """The hint of that number, from 1; they tell more and more."""
        if not 1 <= number <= len(self.hints):
            raise K8slabError(
                say(
                    "expected the number of a hint, 1 to {most}, found {number}",
                    most=len(self.hints),
                    number=number,
                )
            )
        return self.hints[number - 1]

    def solution(self) -> list[str]:
        """Lines of kubectl that solve it, one after the other; not the only way."""
        return [_told(step) for repair in self.repairs for step in repair.steps]

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of what is wrong, in the order in which it is mended."""
        return tuple(repair.cause for repair in self.repairs if repair.cause)

    def solve(self) -> None:
        """Carry the known solution out. Raises K8slabError at a step that does not succeed any more."""
        for repair in self.repairs:
            self.mend(repair)
        self.site.settle()

    def mend(self, repair: Repair) -> None:
        """Carry a part of the solution out."""
        for step in repair.steps:
            self.site.kubectl(step.line, stdin=step.stdin)
            if step.then:
                self.site.advance(step.then)

    @property
    def title(self) -> str:
        where = say(
            "StatefulSet {stateful_set} in namespace {namespace}",
            stateful_set=self.workload.stateful_set,
            namespace=self.workload.namespace,
        )
        return say("Incident {seed}: {where}", seed=self.seed, where=where)

    def __repr__(self) -> str:
        lines = [self.title, "", *self.reports, "", say("What must hold in the end:")]
        lines += [f"  {_mark(found)} {words}{_instead(found)}" for words, found in self.findings()]
        return "\n".join(
            [*lines, "", say("Hints: {number}; incident.hint(1) is the first.", number=len(self.hints))]
        )

    def _repr_html_(self) -> str:
        told = "".join(f"<p style='margin:4px 0'>{_html(report)}</p>" for report in self.reports)
        goals = "".join(
            f"<li>{_shown_mark(found)} {_html(words)}{_html(_instead(found))}</li>"
            for words, found in self.findings()
        )
        border = "#2e7d32" if self.solved else "#b26a00"
        return (
            f"<div style='border-left:4px solid {border};padding:4px 12px'>"
            f"<p style='margin:0'><strong>{_html(self.title)}</strong></p>{told}"
            f"<p style='margin:4px 0 0'>{_html(say('What must hold in the end:'))}</p>"
            f"<ul style='margin:0;list-style:none;padding-left:12px'>{goals}</ul>{self._folded_hints()}</div>"
        )

    def _folded_hints(self) -> str:
        """Each hint is inside the one before it: nobody sees the last by accident."""
        folded = ""
        for number in range(len(self.hints), 0, -1):
            title = say("Hint {number} of {most}", number=number, most=len(self.hints))
            inside = f"<summary>{title}</summary>{_html(self.hints[number - 1])}{folded}"
            folded = f"<details style='margin:4px 0 0'>{inside}</details>"
        return folded


def _told(step: Step) -> str:
    line = f"kubectl {step.line}"
    if step.stdin:
        line += f" <<'EOF'\n{step.stdin}EOF"
    return line + (
        say("  # then let {seconds:g}s pass", seconds=step.then) if step.then > 1 and not step.stdin else ""
    )


def _mark(found: str) -> str:
    return "✗" if found else "✓"


def _shown_mark(found: str) -> str:
    """With words for those who do not see it."""
    return f"<span role='img' aria-label='{'not yet' if found else 'holds'}'>{_mark(found)}</span>"


def _instead(found: str) -> str:
    return say(" (found: {found})", found=found) if found else ""


def _html(text: str) -> str:
    """Escaped, with `code` in backticks set as code and line ends kept."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)).replace("\n", "<br>")
