"""What checks ask about tolerations."""

from typing import Any

import pytest

from k8slab.checks import Unmet
from k8slab.checks.tolerations import FOR_EVER, patience_of, tolerates_for

KEY = "node.kubernetes.io/unreachable"
EXISTS = {"key": KEY, "operator": "Exists"}


def pod(*tolerations: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"name": "web", "namespace": "ns"}, "spec": {"tolerations": list(tolerations)}}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([{**EXISTS, "effect": "NoSchedule", "tolerationSeconds": 9}], 0),
        ([{**EXISTS, "operator": "Equal", "value": "yes", "tolerationSeconds": 9}], 0),
        ([{**EXISTS, "effect": "NoExecute", "tolerationSeconds": 30}], 30),
        ([{"operator": "Exists", "tolerationSeconds": 30}], 30),
        ([{**EXISTS, "tolerationSeconds": 30}, {**EXISTS, "tolerationSeconds": 20}, EXISTS], 20),
        ([EXISTS], FOR_EVER),
    ],
)
def test_a_pod_is_as_patient_as_the_shortest_toleration_that_fits(
    tolerations: list[dict[str, Any]], seconds: float
) -> None:
    assert patience_of(pod(*tolerations), KEY) == seconds


def test_another_patience_is_told_in_seconds_or_as_none() -> None:
    tolerates_for(pod({**EXISTS, "tolerationSeconds": 30}), KEY, 30)
    with pytest.raises(Unmet, match="found it tolerated for 0 s"):
        tolerates_for(pod(), KEY, 30)
    with pytest.raises(Unmet, match="found it tolerated for ever"):
        tolerates_for(pod(EXISTS), KEY, 30)
