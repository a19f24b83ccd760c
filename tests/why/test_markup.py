"""An answer as HTML and as text: whole, escaped, in one line where a line is meant."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from k8slab.why import Given, Link, Proof, Why, explain, pages
from tests.why.manifests import apart, statefulset

HOSTILE = "<img src=x onerror=alert(1)>\"'&\n\x1b[31m\u202e<script>"
VOID = {"img", "br", "hr"}


class Reader(HTMLParser):
    """Collects tags and text, and sees that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(why: Why) -> Reader:
    reader = Reader()
    reader.feed(why._repr_html_())
    assert reader.open == []
    return reader


def example(ground: Any) -> Why:
    template = {"containers": [{"name": "main", "image": "nginx"}], "affinity": apart("zk")}
    ground.apply(statefulset("zk", 5, template=template))
    ground.settle()
    why: Why = ground.why("sts/zk")
    return why


def test_it_tells_all_that_the_text_tells(ground: Any) -> None:
    why = example(ground)
    told = read(why).text
    for link in why.links:
        assert link.says in told
        assert all(f"{proof.source}: {proof.value}" in told for proof in link.proofs)
        assert link.next in told
        assert link.advice in told
    assert told.count("[root cause]") == 1


def test_the_evidence_of_root_causes_is_open_and_the_rest_folded(ground: Any) -> None:
    folds = [attributes for tag, attributes in read(example(ground)).tags if tag == "details"]
    assert ["open" in attributes for attributes in folds] == [False, False, True]


def test_links_lead_to_the_documentation_only(ground: Any) -> None:
    why = example(ground)
    addresses = [attributes["href"] for tag, attributes in read(why).tags if tag == "a"]
    assert addresses == [link.page.address for link in why.links if link.page]
    assert all(str(address).startswith("https://kubernetes.io/docs/") for address in addresses)


def test_it_is_a_nested_list_with_the_pages_own_colours(ground: Any) -> None:
    why = example(ground)
    reader = read(why)
    tags = [tag for tag, _ in reader.tags]
    assert tags[0] == "section"
    assert reader.tags[0][1]["aria-label"] == "Why statefulset/zk (namespace default) is as it is"
    assert tags.count("ol") == 1 + len([link for link in why.links if link.causes])
    styles = " ".join(attributes.get("style") or "" for _, attributes in reader.tags)
    assert set(re.findall(r"(?<![-\w])(?:color|background)\s*:\s*(\w+)", styles)) <= {"inherit", "none"}
    assert "#" not in styles
    assert "<script" not in why._repr_html_()


def hostile() -> Why:
    pod = {
        "kind": "Pod",
        "metadata": {"name": HOSTILE, "namespace": HOSTILE},
        "spec": {"containers": [{"name": HOSTILE, "image": HOSTILE}], "nodeName": HOSTILE},
        "status": {
            "phase": "Pending",
            "conditions": [{"type": "Ready", "status": "False", "reason": HOSTILE, "message": HOSTILE}],
            "containerStatuses": [
                {"name": HOSTILE, "state": {"waiting": {"reason": "ErrImagePull", "message": HOSTILE}}}
            ],
        },
    }
    return explain(
        Given([pod, {"kind": "Node", "metadata": {"name": HOSTILE}, "spec": {}}]), f"pod/{HOSTILE}", HOSTILE
    )


def test_names_and_messages_of_a_cluster_are_escaped() -> None:
    why = hostile()
    reader = read(why)
    assert {tag for tag, _ in reader.tags} <= {
        "section", "p", "strong", "ol", "li", "div", "details", "summary", "ul", "code", "a",
    }  # fmt: skip
    assert "<img src=x onerror=alert(1)>" in reader.text


def test_text_holds_no_control_characters_of_a_clusters_messages() -> None:
    told = str(hostile())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", told)
    assert max(map(len, told.splitlines())) <= 110


def test_a_word_longer_than_a_line_is_broken() -> None:
    why = Why(Link("pod/p", "x" * 300, proofs=(Proof("event", "Q" * 300),), next="z" * 300))
    lines = str(why).splitlines()
    assert max(map(len, lines)) <= 110
    assert sum(line.count("Q") for line in lines) == 300


def test_the_time_is_virtual_seconds_or_a_date() -> None:
    assert "Why pod/p is as it is, at 46.3s" in str(Why(Link("pod/p", "is"), now=46.3))
    link = Link("pod/p", "is", since=-3.0e6, page=pages.TAINTS)
    assert "1  pod/p is (since 2025-11-27T06:40:00Z) [a]" in str(Why(link))


def test_no_age_is_told_and_the_same_cluster_gives_the_same_words(build: Any) -> None:
    told = {str(example(build())) for _ in range(2)}
    assert len(told) == 1
    assert " ago" not in told.pop()


def test_every_page_stands_in_the_table_once() -> None:
    table = [value for value in vars(pages).values() if isinstance(value, pages.Page)]
    assert len({page.address for page in table}) == len(table)
    assert all(page.title for page in table)
    sources = "".join(file.read_text(encoding="utf-8") for file in Path(pages.__file__).parent.glob("*.py"))
    names = [name for name, value in vars(pages).items() if isinstance(value, pages.Page)]
    assert [name for name in names if f"pages.{name}" not in sources] == []
