import pytest

from k8slab.pictures.shapes import Box, element, fitting, number, rect, shortened, text


@pytest.mark.parametrize(
    ("value", "told"), [(1, "1"), (1.25, "1.2"), (10, "10"), (0.04, "0"), (-3.5, "-3.5")]
)
def test_coordinates_are_short(value, told):
    assert number(value) == told


def test_colours_are_classes_and_paints_are_attributes():
    assert rect(Box(0, 1, 2, 3), fill="ink", stroke="none") == (
        "<rect class='f-ink' x='0' y='1' width='2' height='3' stroke='none'/>"
    )
    assert element("path", fill="url(#k-a)", stroke="line", stroke_width=2, rx=None) == (
        "<path class='s-line' fill='url(#k-a)' stroke-width='2'/>"
    )


def test_text_says_only_what_is_not_usual():
    assert text(1, 2, "a < b") == "<text class='f-ink' x='1' y='2'>a &lt; b</text>"
    assert "text-anchor='end'" in text(1, 2, "a", anchor="end")


def test_long_texts_are_shortened_with_a_sign():
    assert shortened("zookeeper-0", 200) == "zookeeper-0"
    assert shortened("zookeeper-0", 40) == "zook…"


def test_the_first_choice_that_fits_is_taken():
    assert fitting(["Ready, revision 2", "Ready", "R"], 60) == "Ready"
    assert fitting(["Ready"], 5) == ""
