"""An answer as text, at most 110 columns wide."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import product
from textwrap import wrap

from k8slab.objects.timestamps import DAY, rfc3339
from k8slab.story.moment import seconds_text
from k8slab.translation import say
from k8slab.why.link import Link, Proof, Step
from k8slab.why.why import Why

WIDTH = 110
INDENT = 2
DEEPEST = 8
MOST_PROOFS = 10
VIRTUAL = 60 * DAY
"""Times until then after the virtual clock's beginning are told in seconds, others as dates."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def text(why: Why) -> str:
    """The numbered chain, the root causes, the pages to read."""
    parts = ["\n".join(_step(why, step)) for step in why.steps]
    parts += [_section(title, lines) for title, lines in _sections(why) if lines]
    return "\n".join([*_wrapped("", heading(why)), "", *parts])


def heading(why: Why) -> str:
    """Which object, and when it was looked at."""
    when = "" if why.now is None else f", {time_text(why.now)}"
    return clean(say("Why {object} is as it is{when}", object=named(why.top), when=when))


def named(link: Link) -> str:
    """The link's object with its namespace."""
    return (
        say("{subject} (namespace {namespace})", subject=link.subject, namespace=link.namespace)
        if link.namespace
        else link.subject
    )


def time_text(virtual: float) -> str:
    """ "at 46s" of virtual time, or "on" a date for clusters that live in ours."""
    if 0 <= virtual < VIRTUAL:
        return say("at {time}", time=seconds_text(virtual))
    return say("at {time}", time=rfc3339(virtual))


def since_text(link: Link) -> str:
    return (
        "" if link.since is None else say(" (since {time})", time=time_text(link.since).removeprefix("at "))
    )


def sentence(link: Link) -> str:
    """What the link says, without its object."""
    return clean(f"{link.says}{since_text(link)}")


def clean(words: str) -> str:
    """In one line: names and messages come from anybody."""
    return CONTROL.sub(" ", words).strip()


def proof_texts(link: Link) -> list[tuple[str, str]]:
    """(where, what) of the link's evidence; of much only the first."""
    rows = [(clean(proof.source), clean(proof.value)) for proof in link.proofs[:MOST_PROOFS]]
    rest = len(link.proofs) - len(rows)
    return [*rows, (say("more"), say("{rest} like these", rest=rest))] if rest > 0 else rows


def letters(why: Why) -> dict[str, str]:
    """For each page's address its mark: a, b, …, aa, …"""
    marks = ("".join(each) for length in (1, 2) for each in product(string.ascii_lowercase, repeat=length))
    return {page.address: mark for page, mark in zip(why.pages, marks, strict=False)}


def _step(why: Why, step: Step) -> Iterator[str]:
    link, margin = step.link, " " * (INDENT * min(step.depth, DEEPEST))
    mark = f" [{letters(why)[link.page.address]}]" if link.page is not None else ""
    yield from _wrapped(f"{margin}{step.number}  ", f"{clean(link.subject)} {sentence(link)}{mark}")
    within = margin + " " * (len(step.number) + 2)
    for label, value in _details(link):
        yield from _wrapped(f"{within}{label:<9} ", value)


def _details(link: Link) -> Iterator[tuple[str, str]]:
    for position, (source, value) in enumerate(proof_texts(link)):
        yield (say("shown by") if position == 0 else ""), str(Proof(source, value))
    if link.advice:
        yield say("to do"), clean(link.advice)
    if link.next:
        yield say("try"), clean(link.next)


def _wrapped(first: str, words: str) -> list[str]:
    rest = " " * len(first)
    return wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [first.rstrip()]  # fmt: skip


def _sections(why: Why) -> Iterator[tuple[str, list[str]]]:
    marks = letters(why)
    title = say("Root cause") if len(why.root) == 1 else say("Root causes")
    yield title, [line for step in root_steps(why) for line in _root(step)]
    yield say("Not seen"), [line for gap in why.gaps for line in _wrapped("  ", clean(gap))]
    yield say("Read"), [f"  [{marks[page.address]}] {page.address}" for page in why.pages]


def root_steps(why: Why) -> list[Step]:
    """The root causes where they come first."""
    first: dict[Link, Step] = {}
    for step in why.steps:
        if why.is_root(step.link):
            first.setdefault(step.link, step)
    return list(first.values())


def _root(step: Step) -> list[str]:
    return _wrapped(f"  {step.number}  ", f"{clean(step.link.subject)} {sentence(step.link)}")


def _section(title: str, lines: list[str]) -> str:
    return "\n".join(["", title, *lines])
