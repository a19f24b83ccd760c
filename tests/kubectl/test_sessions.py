"""What the sessions cover that are compared with the real kubectl."""

from __future__ import annotations

from collections import Counter

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.verbs import find_verb
from k8slab.kubectl.verbs.refused import ADVICE
from k8slab.kubectl.verbs.table import GROUPS, VERBS
from tests.kubectl.comparing import lines_of, sessions, shares
from tests.kubectl.wordings import MINORS, NEWEST, OLDEST

FEWEST = 300
ELSEWHERE = {
    "attach": "tests of streams", "cp": "test_exec.py", "exec": "test_exec.py",
    "port-forward": "tests of streams",
    "options": "its text is our own", "create token": "tokens are random",
}  # fmt: skip
"""Commands that no session has, and where they are tested or why not."""


def commands() -> list[str]:
    """The command of every line; "" for one that there is none of."""
    found = []
    for session in sessions():
        for line in lines_of(session):
            try:
                found.append(find_verb(line.words)[0])
            except KubectlError:
                found.append("")
    return found


def test_every_version_of_kubectl_runs_enough_lines() -> None:
    lines: Counter[int] = Counter()
    for minor, session in shares():
        lines[minor] += len(lines_of(session))
    assert set(lines) == set(MINORS)
    assert min(lines.values()) >= FEWEST, lines
    assert lines[OLDEST] == lines[NEWEST] == len(commands())


def test_every_session_is_run_by_a_version_between_the_oldest_and_the_newest() -> None:
    assert {session for minor, session in shares() if OLDEST < minor < NEWEST} == set(sessions())


def test_no_line_is_there_twice_in_a_row_by_mistake() -> None:
    """A session may repeat a line to see that nothing changes, but not thrice."""
    for session in sessions():
        lines = lines_of(session)
        assert not [a for a, b, c in zip(lines, lines[1:], lines[2:], strict=False) if a == b == c], session


def test_every_command_is_in_a_session() -> None:
    """One name for each is enough: `create ns` is `create namespace`."""
    covered = {VERBS[name] for name in commands() if name in VERBS}
    missing = {name for name, module in VERBS.items() if module not in covered}
    assert missing <= set(ELSEWHERE)


def test_every_group_is_asked_for_something_that_it_does_not_have() -> None:
    """`rollout foo`; the two groups below `create` are asked for nothing that is not there."""
    assert set(GROUPS) - set(commands()) <= {"create service"}


def test_no_command_is_both_there_and_refused() -> None:
    assert not set(VERBS) & set(ADVICE)
