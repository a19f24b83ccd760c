"""Which toleration matches which taint."""

from __future__ import annotations

import pytest

from k8slab.objects import taints

TAINT = {"key": "dedicated", "value": "x", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("toleration", "tolerated"),
    [
        ({"key": "dedicated", "value": "x", "effect": "NoSchedule"}, True),
        ({"key": "dedicated", "operator": "Equal", "value": "x"}, True),
        ({"key": "dedicated", "operator": "Exists"}, True),
        ({"operator": "Exists"}, True),
        ({"operator": "Exists", "effect": "NoExecute"}, False),
        ({"key": "dedicated", "value": "y"}, False),
        ({"key": "other", "operator": "Exists"}, False),
        ({"key": "dedicated"}, False),
    ],
)
def test_a_toleration_must_match_key_value_and_effect(toleration: dict[str, str], tolerated: bool) -> None:
    assert taints.tolerates(toleration, TAINT) is tolerated


def test_the_first_taint_that_keeps_a_pod_out_is_found() -> None:
    soft = {"key": "soft", "effect": "PreferNoSchedule"}
    assert taints.untolerated([soft, TAINT], []) is TAINT
    assert taints.untolerated([soft, TAINT], [{"operator": "Exists"}]) is None
    assert taints.untolerated([TAINT], [], effects=("NoExecute",)) is None
