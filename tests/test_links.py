"""Links lead somewhere and pictures have words. Nothing is fetched: of web pages, the form is judged."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from k8slab.checks.catalogue import Catalogue
from k8slab.why import pages
from tests.documents import ROOT, Document, Link, document, documents, github_slug, jupyter_slug

HOSTS = {
    "github.com",
    "issues.apache.org",
    "jupytext.readthedocs.io",
    "kind.sigs.k8s.io",
    "kubernetes.io",
    "nbgrader.readthedocs.io",
    "zookeeper.apache.org",
}
"""Whom the course sends its readers to. A new name here is a decision: will the page be there next year?"""
ADDRESS = re.compile(r"https://[a-z0-9.-]+(/[\w.~%+@:=,-]+)*/?(\?[\w.~%+@:=,&-]+)?(#[\w.~%+@:=,-]+)?")

read = pytest.mark.parametrize("found", documents(), ids=lambda found: found.name)


def is_carried(address: str) -> bool:
    """A picture that is in the page itself."""
    return address.startswith("data:image/")


def is_outside(address: str) -> bool:
    return not is_carried(address) and (bool(urlsplit(address).scheme) or address.startswith("//"))


def fault_of(address: str) -> str:
    """What is wrong with an address on the web; nothing if all is well."""
    if not ADDRESS.fullmatch(address) or address.endswith((".", ",")):
        return f"{address}: not the address of a page, which begins with https"
    if urlsplit(address).hostname not in HOSTS:
        return f"{address}: its host is not in HOSTS"
    path = urlsplit(address).path
    if urlsplit(address).hostname == "kubernetes.io" and not path.endswith("/") and "." not in path:
        return f"{address}: kubernetes.io's own addresses end with a slash"
    return ""


def way_of(link: Link, found: Document) -> str:
    """What is wrong with the way to a file, or a place in it; nothing if all is well."""
    name, _, anchor = link.address.partition("#")
    target = (found.base / unquote(name)).resolve() if name else found.path
    if not target.exists():
        return f"{link.address}: there is no {target}"
    if not target.is_relative_to(ROOT):
        return f"{link.address}: leads out of the repository"
    if anchor and unquote(anchor) not in document(target).anchors:
        return f"{link.address}: there is no such heading in {target.name}"
    return ""


@read
def test_every_link_within_the_repository_leads_to_a_file_and_a_heading_in_it(found: Document) -> None:
    local = [link for link in found.links if not is_outside(link.address) and not is_carried(link.address)]
    assert [fault for link in local if (fault := way_of(link, found))] == []


@read
def test_every_link_to_the_web_is_well_formed_and_to_a_host_that_is_known(found: Document) -> None:
    outside = [link.address for link in found.links if is_outside(link.address)]
    assert [fault for address in outside if (fault := fault_of(address))] == []


@read
def test_every_picture_has_a_text_in_its_place(found: Document) -> None:
    pictures = [link for link in found.links if link.alt is not None]
    assert [link.address for link in pictures if not (link.alt or "").strip()] == []


def test_what_the_library_gives_to_read_is_well_formed_and_known() -> None:
    of_why = [value.address for value in vars(pages).values() if isinstance(value, pages.Page)]
    of_checks = [check.docs for check in Catalogue.load()]
    assert len(of_why) > 20
    assert [fault for address in of_why + of_checks if (fault := fault_of(address))] == []


@pytest.mark.parametrize(
    "address",
    [
        "http://kubernetes.io/docs/",
        "https://kubernetes.io/docs/concepts",
        "https://kubernetes.io/docs/concepts/ ",
        "https://kubernetes.io/docs//concepts/",
        "https://kubernetes.io/docs/#a#b",
        "https://kubernetes.io/docs/.",
        "https://kubernetes.example/docs/",
        "//kubernetes.io/docs/",
        "mailto:somebody@kubernetes.io",
    ],
)
def test_a_wrong_address_is_found(address: str) -> None:
    assert is_outside(address)
    assert fault_of(address)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a](gone.md)", "there is no"),
        ("[a](there.md#else)", "no such heading"),
        ("[a](#else)", "no such heading"),
        ("<a href='gone.md'>a</a>", "there is no"),
        ("[a](there.md#a-heading-of-its-own)", ""),
        ("[a](#here)", ""),
        ("`[a](gone.md)`", None),
    ],
)
def test_a_way_that_leads_nowhere_is_found(
    text: str, fault: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_links.ROOT", tmp_path)
    (tmp_path / "there.md").write_text("# A heading: of *its* own\n")
    page = tmp_path / "page.md"
    page.write_text(f"# Here\n\n{text}\n")
    found = Document(page, tmp_path)
    ways = [way_of(link, found) for link in found.links]
    if fault is None:
        assert ways == []
    else:
        (way,) = ways
        assert fault in way if fault else way == ""


def test_a_picture_without_words_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("![](a.png) ![ ](b.png) ![c](c.png)\n\n<img src='d.png'>\n")
    assert [link.alt for link in Document(page, tmp_path).links] == ["", " ", "c", ""]


def test_headings_are_named_as_github_and_jupyterlab_name_them() -> None:
    assert github_slug("How time goes back, `lab.rewind`?") == "how-time-goes-back-labrewind"
    assert jupyter_slug("Your turn: a set") == "Your-turn:-a-set"
