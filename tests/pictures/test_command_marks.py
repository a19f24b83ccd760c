"""Marks of commands: one for what a command did at one moment."""

from __future__ import annotations

from typing import Any

from k8slab.pictures import Mark
from k8slab.pictures.command_marks import command_marks


def done(time: float, namespace: str, command: str, name: str) -> dict[str, Any]:
    return {"time": time, "namespace": namespace, "command": command, "object": name}


def test_what_one_command_did_at_one_moment_is_one_mark() -> None:
    applied = [done(0, "a", "kubectl apply", f"pods/p{number}") for number in range(6)]
    assert command_marks([*applied, done(1, "a", "kubectl apply", "pods/q")]) == [
        Mark(0, "command", "kubectl apply pods/p0, pods/p1, pods/p2, pods/p3 and 2 more"),
        Mark(1, "command", "kubectl apply pods/q"),
    ]


def test_a_namespace_has_its_own_commands_and_those_about_what_has_none() -> None:
    every = [done(0, "a", "DELETE", "x"), done(1, "b", "DELETE", "y"), done(2, "", "nodes", "n1 stop")]
    assert [mark.text for mark in command_marks(every, "a")] == ["DELETE x", "nodes n1 stop"]


def test_what_was_done_to_one_object_several_times_names_it_once() -> None:
    names = ["zk-0", *["client"] * 8, "zk-1"]
    every = [done(1, "a", "exec in", name) for name in names]
    assert [mark.text for mark in command_marks(every)] == ["exec in zk-0, client (8 times), zk-1"]
