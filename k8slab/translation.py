"""What learners read, in their language. English is the source; the catalogues are in `k8slab/locale`.

A message is a text with named places, never an f-string, so that it can be found and translated as a whole:

    say("{pod} waits for {volume}", pod=name, volume=claim)
    say_many("{number} pod", "{number} pods", len(pods))

It is translated when it is said, by $K8SLAB_LANG; what Kubernetes and kubectl say stays as they say it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

DOMAIN = "k8slab"
ENGLISH = "en"
LOCALE = Path(__file__).parent / "locale"


def say(message: str, /, **values: object) -> str:
    """The message in the learner's language, with its places filled in; without values, as it stands."""
    return _filled(_catalogue().gettext(message), message, values) if message else ""


def say_many(one: str, many: str, number: int, /, **values: object) -> str:
    """The message for that number, in the plural form that the language has for it, with ``{number}``."""
    english = one if number == 1 else many
    return _filled(_catalogue().ngettext(one, many, number), english, {**values, "number": number})


def message(text: str) -> str:
    """The text itself: marks what a table or a class holds and `say` says later."""
    return text


def _filled(text: str, english: str, values: dict[str, object]) -> str:
    """A translation whose places are not those of the message is told in English."""
    if not values:
        return text
    try:
        return text.format(**values)
    except (LookupError, ValueError):
        return english.format(**values)


def _catalogue() -> NullTranslations:
    return _load(os.environ.get("K8SLAB_LANG") or ENGLISH, os.environ.get("K8SLAB_LOCALE") or str(LOCALE))


@lru_cache
def _load(language: str, folder: str) -> NullTranslations:
    """Of a folder that $K8SLAB_LOCALE may name; a language without a catalogue there is English."""
    return translation(DOMAIN, folder, [language], fallback=True)
