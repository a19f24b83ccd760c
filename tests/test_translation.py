"""What learners read is said in their language, where there is a catalogue for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from k8slab.translation import message, say, say_many

FORMS = {"{number} pod": ("{number} Hülse", "{number} Hülsen")}
TEXTS = {
    "{pod} waits for {volume}": "Auf {volume} wartet {pod}",
    "found {it}": "gefunden {das}",
    "nothing": "nichts",
    'a manifest {kind: Pod}, "as is"': "ein Manifest {kind: Pod}",
}


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of one's own, with a text whose place is not that of the message."""
    catalog = Catalog(locale="de")
    for text, translated in TEXTS.items():
        catalog.add(text, translated)
    for one, forms in FORMS.items():
        catalog.add((one, one + "s"), forms)
    file = tmp_path / "de" / "LC_MESSAGES" / "k8slab.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_mo(opened, catalog)
    monkeypatch.setenv("K8SLAB_LOCALE", str(tmp_path))
    monkeypatch.setenv("K8SLAB_LANG", "de")


def test_without_a_language_it_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("K8SLAB_LANG", raising=False)
    assert say("{pod} waits for {volume}", pod="zk-0", volume="pv-0") == "zk-0 waits for pv-0"
    assert [say_many("{number} pod", "{number} pods", number) for number in (0, 1, 2)] == [
        "0 pods",
        "1 pod",
        "2 pods",
    ]


def test_a_language_without_a_catalogue_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K8SLAB_LANG", "tlh")
    assert say("nothing") == "nothing"


@pytest.mark.usefixtures("german")
def test_places_may_stand_in_another_order() -> None:
    assert say("{pod} waits for {volume}", pod="zk-0", volume="pv-0") == "Auf pv-0 wartet zk-0"


@pytest.mark.usefixtures("german")
def test_a_number_has_the_form_that_the_language_asks_for() -> None:
    assert say_many("{number} pod", "{number} pods", 1) == "1 Hülse"
    assert say_many("{number} pod", "{number} pods", 3) == "3 Hülsen"


@pytest.mark.usefixtures("german")
def test_a_message_that_is_not_translated_is_said_in_english() -> None:
    assert say("not {what}", what="yet") == "not yet"
    assert say("") == ""


@pytest.mark.usefixtures("german")
def test_a_translation_with_another_place_is_said_in_english() -> None:
    assert say("found {it}", it="zk-0") == "found zk-0"


@pytest.mark.usefixtures("german")
def test_a_message_without_values_may_have_braces_and_values_may_as_well() -> None:
    assert say('a manifest {kind: Pod}, "as is"') == "ein Manifest {kind: Pod}"
    assert say("{pod} waits for {volume}", pod="{x}", volume="{") == "Auf { wartet {x}"


def test_it_is_translated_when_it_is_said_not_when_it_is_marked(
    german: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {"none": message("nothing")}
    assert (table["none"], say(table["none"])) == ("nothing", "nichts")
    monkeypatch.setenv("K8SLAB_LANG", "en")
    assert say(table["none"]) == "nothing"
