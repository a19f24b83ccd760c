import re
from itertools import product

import pytest

from k8slab.pictures import theme
from tests.pictures.contrast import ratio

SETS = pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def test_the_contrast_is_that_of_the_standard():
    assert ratio("#000000", "#ffffff") == 21
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SETS
def test_every_ink_can_be_read_on_every_ground(colours):
    low = [pair for pair in product(theme.INKS, theme.GROUNDS) if ratio(*(colours[n] for n in pair)) < 4.5]
    assert low == []


@SETS
def test_every_graphic_can_be_told_from_every_ground(colours):
    low = [pair for pair in product(theme.GRAPHICS, theme.GROUNDS) if ratio(*(colours[n] for n in pair)) < 3]
    assert low == []


@SETS
def test_paper_can_be_read_on_every_solid(colours):
    assert [name for name in theme.SOLIDS if ratio(colours["paper"], colours[name]) < 4.5] == []


def test_both_sets_name_the_same_colours_and_each_has_a_use():
    assert list(theme.LIGHT) == list(theme.DARK)
    assert set(theme.LIGHT) == {"line", *theme.GROUNDS, *theme.GRAPHICS, *theme.SOLIDS}


def test_revisions_share_colours_once_these_are_used_up():
    assert [theme.hue(number) for number in (0, 1, 6, 7)] == ["hue-1", "hue-1", "hue-6", "hue-1"]
    assert theme.tint(8) == "tint-2"


def test_an_image_brings_the_dark_set_for_the_colours_that_it_uses():
    light, dark = theme.image_style(["ink"]).split(theme.PREFERS_DARK)
    assert light == f".k8slab-image .f-ink{{fill:{theme.LIGHT['ink']}}}" + (
        f".k8slab-image .s-ink{{stroke:{theme.LIGHT['ink']}}}"
    )
    assert theme.DARK["ink"] in dark
    assert "quiet" not in theme.image_style(["ink"])


def test_a_page_follows_its_own_theme_before_the_readers_preference():
    rules = theme.page_style().splitlines()
    places = [
        next(index for index, rule in enumerate(rules) if rule.startswith(start))
        for start in (".k8slab-theme{", theme.PREFERS_DARK, theme.LIGHT_PAGES[0], theme.DARK_PAGES[0])
    ]
    assert places == sorted(places)
    assert f"--k8slab-paper:{theme.DARK['paper']}" in rules[places[3]]


def test_the_style_of_a_page_touches_nothing_but_pictures():
    selectors = re.findall(r"([^{}]+)\{(?!\.)[^{}]*\}", theme.page_style().replace(theme.PREFERS_DARK, ""))
    assert selectors
    for selector in (part for found in selectors for part in found.split(",")):
        assert f".{theme.THEME}" in selector or f".{theme.INLINE}" in selector
