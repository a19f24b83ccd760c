"""Flags on the command line."""

from __future__ import annotations

import pytest

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags, parse

KNOWN = (
    Flag("namespace", "n"),
    Flag("watch", "w", "bool"),
    Flag("all", "A", "bool"),
    Flag("replicas", "r", "int"),
    Flag("filename", "f", "strings"),
    Flag("timeout", type="duration", default=30.0),
    Flag("dry-run", default="none", alone="unchanged"),
)


def parsed(*argv: str) -> tuple[list[str], Flags]:
    return parse(list(argv), KNOWN, "kubectl get")


@pytest.mark.parametrize("argv", [["-n", "x"], ["-nx"], ["-n=x"], ["--namespace", "x"], ["--namespace=x"]])
def test_a_value_may_follow_in_any_form(argv: list[str]) -> None:
    assert parsed("po", *argv)[1].text("namespace") == "x"


def test_flags_may_stand_anywhere() -> None:
    arguments, flags = parsed("-n", "x", "po", "-w", "zk-0")
    assert (arguments, flags.on("watch")) == (["po", "zk-0"], True)


def test_short_flags_may_be_joined() -> None:
    flags = parsed("-wAnx")[1]
    assert (flags.on("watch"), flags.on("all"), flags.text("namespace")) == (True, True, "x")


def test_lists_grow() -> None:
    assert parsed("-f", "a,b", "-f", "c")[1].texts("filename") == ["a", "b", "c"]


def test_a_flag_may_have_a_value_when_it_is_alone() -> None:
    arguments, flags = parsed("--dry-run", "po")
    assert (arguments, flags.text("dry-run")) == (["po"], "unchanged")


def test_defaults_hold_until_a_flag_is_given() -> None:
    assert parsed()[1].seconds("timeout") == 30
    assert parsed("--timeout=1m30s")[1].seconds("timeout") == 90


def test_after_two_dashes_all_is_arguments() -> None:
    assert parsed("po", "--", "-w")[0] == ["po", "-w"]


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["--bogus"], "unknown flag: --bogus"),
        (["-wz"], "unknown shorthand flag: 'z' in -z"),
        (["-n"], "flag needs an argument: 'n' in -n"),
        (["--namespace"], "flag needs an argument: --namespace"),
        (
            ["-r", "x"],
            'invalid argument "x" for "-r, --replicas" flag: strconv.ParseInt: parsing "x": invalid syntax',
        ),
        (["--timeout=5"], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'),
        (
            ["--watch=maybe"],
            'invalid argument "maybe" for "-w, --watch" flag: '
            'strconv.ParseBool: parsing "maybe": invalid syntax',
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_kubectls_words(argv: list[str], problem: str) -> None:
    with pytest.raises(KubectlError) as error:
        parsed(*argv)
    assert str(error.value) == f"{problem}\nSee 'kubectl get --help' for usage."
