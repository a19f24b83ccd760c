"""An answer as HTML: nested ordered lists, readable on light and dark pages.

It takes over the page's own colours, so that their contrast is the page's; what a colour could tell is told
in words. Everything from the cluster is escaped: names and messages are whatever somebody wrote there.
"""

from __future__ import annotations

from html import escape

from k8slab.translation import say
from k8slab.why.link import Link
from k8slab.why.pages import Page
from k8slab.why.text import clean, heading, named, proof_texts, sentence
from k8slab.why.why import Why

LIST = "list-style:none;margin:0;padding-left:1.2em;border-left:1px solid currentColor"
PLAIN = "list-style:none;margin:0;padding:0"
ITEM = "margin:4px 0;text-align:left"
SMALL = "margin:0 0 0 1.2em;text-align:left"
CODE = "background:none;color:inherit;padding:0;white-space:pre-wrap;overflow-wrap:anywhere"


def markup(why: Why) -> str:
    """A section with the chain, and what could not be read."""
    chain = f'<ol style="{PLAIN}">{_item(why, why.top, "1")}</ol>'
    title = f"<p style='margin:0 0 4px'><strong>{_text(heading(why))}</strong></p>"
    label = escape(say("Why {object} is as it is", object=clean(named(why.top))), quote=True)
    return f'<section aria-label="{label}" style="max-width:60em">{title}{chain}{_gaps(why)}</section>'


def _item(why: Why, link: Link, number: str) -> str:
    mark = f" <strong>[{_text(say('root cause'))}]</strong>" if why.is_root(link) else ""
    subject = f"<strong>{_text(clean(link.subject))}</strong>"
    causes = "".join(_item(why, each, f"{number}.{place}") for place, each in enumerate(link.causes, 1))
    below = f'<ol style="{LIST}">{causes}</ol>' if causes else ""
    head = f"{number} {subject} {_text(sentence(link))}{mark}"
    details = _details(link, is_open=why.is_root(link))
    return f'<li style="{ITEM}"><div>{head}</div>{details}{below}</li>'


def _details(link: Link, *, is_open: bool) -> str:
    """Advice, command and page are seen; evidence is folded away, but for a root cause's."""
    parts = [_advice(link), _next(link), _page(link.page)]
    return _proofs(link, is_open=is_open) + "".join(
        f'<div style="{SMALL}">{part}</div>' for part in parts if part
    )


def _proofs(link: Link, *, is_open: bool) -> str:
    rows = [f"<li>{_text(source)}: {_text(value)}</li>" for source, value in proof_texts(link)]
    if not rows:
        return ""
    listed = f'<ul style="margin:0">{"".join(rows)}</ul>'
    state = " open" if is_open else ""
    return f'<details{state} style="{SMALL}"><summary>{_text(say("Evidence"))}</summary>{listed}</details>'


def _advice(link: Link) -> str:
    return say("To do: {advice}", advice=_text(clean(link.advice))) if link.advice else ""


def _next(link: Link) -> str:
    return f'{_text(say("Try:"))} <code style="{CODE}">{_text(clean(link.next))}</code>' if link.next else ""


def _page(page: Page | None) -> str:
    if page is None:
        return ""
    address = escape(page.address, quote=True)
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{_text(page.title)}</a>'
    return f"{_text(say('Read:'))} {link}"


def _gaps(why: Why) -> str:
    items = "".join(f"<li>{_text(clean(gap))}</li>" for gap in why.gaps)
    return f"<p style='margin:4px 0 0'>{_text(say('Not seen:'))}</p><ul>{items}</ul>" if items else ""


def _text(words: str) -> str:
    return escape(words, quote=True)
