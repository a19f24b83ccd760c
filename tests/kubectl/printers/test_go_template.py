"""What is made of a Go template; `sessions/templates.txt` compares more of them with the real kubectl."""

from __future__ import annotations

import pytest

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.printers.go_template import Template

POD = {
    "kind": "Pod",
    "metadata": {"name": "web-0", "labels": {"b": "2", "a": "1"}},
    "spec": {"priority": 0, "containers": [{"image": "nginx:1"}, {"image": "zoo:2"}], "hostNetwork": True},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{{.metadata.name}}", "web-0"),
        ("{{range $i, $c := .spec.containers}}{{$i}}{{$c.image}} {{end}}", "0nginx:1 1zoo:2 "),
        ("{{range $i, $c := .spec.containers}}{{if $i}}, {{end}}{{.image}}{{end}}", "nginx:1, zoo:2"),
        ("{{range .metadata.labels}}{{.}}{{end}}", "12"),
        ("{{.metadata.labels}}{{.spec.hostNetwork}}{{.nothing}}", "map[a:1 b:2]true<no value>"),
        ("{{with .metadata}}{{.name}}/{{$.kind}}{{end}}", "web-0/Pod"),
        ("{{if .spec.priority}}high{{else}}none{{end}}", "none"),
        ("{{$n := 1}}{{range .spec.containers}}{{$n = 2}}{{end}}{{$n}}", "2"),
        ("{{$n := 1}}{{if true}}{{$n := 2}}{{end}}{{$n}}", "1"),
        ('{{(index .spec.containers 1).image | printf "%6s|"}}', " zoo:2|"),
        ("{{or .nothing .kind}} {{and .kind .spec.priority}}", "Pod 0"),
        ("a {{- /* no blanks */ -}} b", "ab"),
        ("{{`}}`}}", "}}"),
        ('{{printf "%d%%" 50}}', "50%"),
        ('{{printf "%s" 5}}', "%!s(int64=5)"),
    ],
)
def test_a_template_is_filled_in(text: str, expected: str) -> None:
    assert Template(text).render(POD) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{.kind", "unclosed action"),
        ("{{if .kind}}", "unexpected EOF"),
        ("{{end}}", "unexpected {{end}}"),
        ("{{frobnicate .kind}}", 'function "frobnicate" not defined'),
        ('{{define "x"}}{{end}}', "define is not supported by this kubectl"),
        ("{{.a | 5}}", "can't give argument to non-function"),
    ],
)
def test_a_text_that_is_no_template_is_refused(text: str, problem: str) -> None:
    with pytest.raises(KubectlError, match="error parsing template") as refused:
        Template(text)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{.no.such}}", "nil pointer evaluating interface {}.such"),
        ("{{range .kind}}{{end}}", "range can't iterate over Pod"),
        ("{{index .spec.containers 9}}", "index out of range"),
    ],
)
def test_what_an_object_does_not_have_is_an_error(text: str, problem: str) -> None:
    with pytest.raises(KubectlError, match="error executing template") as refused:
        Template(text).render(POD)
    assert problem in str(refused.value)
