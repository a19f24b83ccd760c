"""A language made for tests: every message of English stands between ⟦ and ⟧."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

from tools.messages import compiled, template

LANGUAGE = "en_XA"
WORD = re.compile(r"(?<![\w./:=$`\"-])[a-z]{2,}(?![\w/.:=-])")
"""A word of a sentence; names, fields and Kubernetes' words look otherwise."""
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")


def write(folder: Path) -> None:
    """Put the catalogue where `$K8SLAB_LOCALE` finds it, as `$K8SLAB_LANG` names it."""
    catalog = Catalog(locale="en")
    for entry in template():
        if entry.id:
            forms = tuple(f"⟦{form}⟧" for form in ([entry.id] if isinstance(entry.id, str) else entry.id))
            catalog.add(entry.id, forms if len(forms) > 1 else forms[0])
    file = folder / LANGUAGE / "LC_MESSAGES" / "k8slab.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(catalog))


def outside(text: str) -> str:
    """What is left of a text without all that was translated."""
    while INNERMOST.search(text):
        text = INNERMOST.sub("", text)
    return text


def untranslated(text: str, *known: str) -> list[str]:
    """The words of a text that come from no message, but for the known ones: names, and Kubernetes' words."""
    return [word for word in _words(outside(text)) if word not in known]


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in WORD.finditer(text))
