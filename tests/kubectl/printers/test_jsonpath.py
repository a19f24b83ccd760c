"""JSONPath templates."""

from __future__ import annotations

import pytest

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.printers.jsonpath import Template, relaxed

PODS = {
    "kind": "List",
    "items": [
        {"metadata": {"name": "zk-0", "labels": {"app": "zk", "a.b/c": "d"}}, "spec": {"n": 1, "on": True}},
        {"metadata": {"name": "zk-1", "labels": {}}, "spec": {"n": 2, "list": [1, "x", None, 1.5]}},
    ],
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.kind}", "List"),
        ("{$.kind}{@.kind}", "ListList"),
        ("kind: {.kind}!", "kind: List!"),
        ("{.items[*].metadata.name}", "zk-0 zk-1"),
        ("{.items[0].metadata.name}", "zk-0"),
        ("{.items[-1].metadata.name}", "zk-1"),
        ("{.items[0:1].metadata.name}", "zk-0"),
        ("{.items[*]['metadata.name','spec.n']}", "zk-0 zk-1 1 2"),
        (r"{.items[0].metadata.labels.a\.b/c}", "d"),
        (r"{.items[0].metadata.labels['a\.b/c']}", "d"),
        ("{..name}", "zk-0 zk-1"),
        ('{.items[?(@.metadata.name=="zk-1")].spec.n}', "2"),
        ("{.items[?(@.spec.n>1)].metadata.name}", "zk-1"),
        ("{.items[?(@.spec.on)].metadata.name}", "zk-0"),
        ('{range .items[*]}{.metadata.name}{"\\t"}{.spec.n}{"\\n"}{end}', "zk-0\t1\nzk-1\t2\n"),
        ("{.items[1].spec.list}", '[1,"x",null,1.5]'),
        ("{.items[1].spec.list[*]}", "1 x  1.5"),
        ("{.items[0].metadata.labels}", '{"a.b/c":"d","app":"zk"}'),
        ("{.items[0].spec.on}", "true"),
        ("{.nosuch.field}", ""),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert Template(template).render(PODS) == text


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{.kind", "error parsing jsonpath {.kind, unclosed action"),
        ("{.items[0", "error parsing jsonpath {.items[0, unterminated array"),
        ("{.items[?(@.a==1", "error parsing jsonpath {.items[?(@.a==1, unterminated filter"),
        ("{end}", "error parsing jsonpath {end}, not in range, nothing to end"),
    ],
)
def test_a_template_that_cannot_be_read_is_refused(template: str, problem: str) -> None:
    with pytest.raises(KubectlError) as error:
        Template(template)
    assert str(error.value) == problem


def test_an_index_beyond_the_end_is_an_error() -> None:
    with pytest.raises(KubectlError, match="array index out of bounds: index 5, length 2"):
        Template("{.items[5]}").render(PODS)


@pytest.mark.parametrize("path", [".metadata.name", "metadata.name", "{.metadata.name}"])
def test_columns_and_orders_do_without_braces(path: str) -> None:
    assert relaxed(path).values(PODS["items"][0]) == ["zk-0"]
