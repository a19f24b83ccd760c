"""Help, refusals and suggestions: what tells a learner how to go on."""

from __future__ import annotations

import io

import pytest

from k8slab.kubectl import run
from k8slab.kubectl.verbs.refused import ADVICE
from k8slab.kubectl.verbs.table import GROUPS, VERBS, suggestions
from tests.kubectl.recorded import simulator


def told(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(list(argv), simulator(), out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_kubectl_alone_lists_every_command_with_what_it_does() -> None:
    code, out, err = told()
    assert (code, err) == (0, "")
    for name in {name.partition(" ")[0] for name in VERBS}:
        assert any(line.startswith(f"  {name} ") and len(line.split()) > 1 for line in out.splitlines()), name
    assert (code, out, err) == told("--help") == told("help")


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_command_says_how_it_is_called(name: str) -> None:
    code, out, err = told(*name.split(), "--help")
    assert (code, err) == (0, "")
    assert f"kubectl {name}" in out
    assert told("help", *name.split()) == (code, out, err) == told(*name.split(), "-h")


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_alone_lists_what_is_below_it(name: str) -> None:
    code, out, err = told(*name.split())
    assert code == 1
    below = [verb.removeprefix(f"{name} ") for verb in VERBS if verb.startswith(f"{name} ")]
    assert all(f"  {verb}" in out + err for verb in below)
    assert told(*name.split(), "-h") == (0, out + err, "")


@pytest.mark.parametrize("name", sorted(ADVICE))
def test_what_is_not_here_is_refused_with_advice(name: str) -> None:
    expected = f"error: 'kubectl {name}' is not supported by this kubectl: {ADVICE[name]}\n"
    assert told(*name.split(), "sts", "web", "--whatever") == (1, "", expected)


def test_a_mistyped_command_is_answered_with_those_that_may_be_meant() -> None:
    assert suggestions("gt") == ["set", "get", "cp"]
    assert suggestions("Rollou") == ["rollout"]
    assert suggestions("frobnicate") == []


def test_an_output_format_that_is_not_here_is_refused() -> None:
    expected = 'error: the output format "kyaml" is not one that this kubectl has\n'
    assert told("get", "ns", "default", "-o", "kyaml") == (1, "", expected)


@pytest.mark.parametrize(
    "argv",
    [
        ("apply", "-f", "https://example.com/x.yaml"), ("apply", "-k", "."), ("get", "-k", "."),
        ("apply", "-f", "x", "--prune"), ("create", "-f", "x", "--edit"),
        ("run", "p", "--image=x", "--overrides={}"),
    ],
)  # fmt: skip
def test_a_flag_that_is_not_here_is_refused(argv: tuple[str, ...]) -> None:
    code, out, err = told(*argv)
    assert (code, out) == (1, "")
    assert "not supported" in err
