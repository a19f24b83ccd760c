from xml.etree import ElementTree

from k8slab.pictures.canvas import Canvas, Drawing, in_tab_order
from k8slab.pictures.shapes import Box, rect, text

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert('x')</script>&\x00\x1b\"'"
SEEN = "</text><script>alert('x')</script>&\ufffd\ufffd\"'"


def drawn(canvas: Canvas, *body: str) -> str:
    return canvas.page(Drawing("Title", "all in words", 40, body))


def test_an_image_tells_itself_and_brings_its_colours():
    root = ElementTree.fromstring(drawn(Canvas("k1"), text(1, 2, "hello", ink="failure")))
    assert (root.get("role"), root.find(f"{SVG}title").text) == ("img", "Title")
    assert root.find(f"{SVG}desc").text == "all in words"
    assert ".f-failure{" in root.find(f"{SVG}style").text
    assert "caution" not in root.find(f"{SVG}style").text


def test_an_inline_picture_takes_its_colours_from_the_page():
    root = ElementTree.fromstring(drawn(Canvas("k1", inline=True), text(1, 2, "hello")))
    assert root.get("class") == "k8slab-inline k8slab-theme"
    assert (root.get("role"), root.get("aria-label")) == ("group", "Title")
    assert root.find(f"{SVG}style") is None


def test_ids_begin_with_the_mark_of_the_canvas():
    canvas = Canvas("panel-1")
    assert canvas.paint("creating-1") == "url(#panel-1-creating-1)"
    assert "id='panel-1-creating-1'" in canvas.pattern("creating-1", 6)


def test_an_item_is_a_tooltip_in_an_image_and_data_in_a_page():
    tile = rect(Box(0, 0, 1, 1), fill="ink")
    assert Canvas("k").item(tile, text="Ready", pod="zk-0") == f"<g><title>Ready</title>{tile}</g>"
    item = ElementTree.fromstring(Canvas("k", inline=True).item(tile, text="Ready", pod="zk-0", from_=16.25))
    assert item.get("data-text") == item.get("aria-label") == "Ready"
    assert (item.get("data-pod"), item.get("data-from")) == ("zk-0", "16.25")
    assert (item.get("class"), item.get("role"), item.get("tabindex")) == ("k8slab-item", "img", "-1")


def test_only_the_first_item_of_an_inline_picture_is_in_the_tab_order():
    canvas = Canvas("k", inline=True)
    root = ElementTree.fromstring(in_tab_order(drawn(canvas, canvas.item(text="a"), canvas.item(text="b"))))
    assert [item.get("tabindex") for item in root.iter(f"{SVG}g")] == ["0", "-1"]


def test_hostile_content_is_text_and_nothing_else():
    for canvas in (Canvas("k"), Canvas("k", inline=True)):
        svg = canvas.page(
            Drawing(HOSTILE, HOSTILE, 40, [text(0, 0, HOSTILE), canvas.item(text=HOSTILE, pod=HOSTILE)])
        )
        root = ElementTree.fromstring(svg)
        assert [part.text for part in root.iter(f"{SVG}text")] == [SEEN]
        assert list(root.iter(f"{SVG}script")) == []
