"""Commands that only look, on recorded objects: byte for byte what kubectl 1.36 printed."""

from __future__ import annotations

import io
from typing import Any

import pytest

from k8slab.kubectl import run
from tests.kubectl.recorded import RecordedCluster, recording

SCENARIOS = (
    "a_zk_parallel", "b_zk_ordered", "c_broken", "c_ondelete", "c_partition", "c_rolling_update",
    "d_maxunavailable_gated", "d_minready", "d_pods", "d_pvc_pending", "d_pvc_retention", "d_validation",
    "e_ds_basic", "e_ds_rollout", "e_ds_strategy", "f_deploy", "h_node_failure", "s_article",
)  # fmt: skip
NOT_RECORDED = {
    ("describe", "node"): "leases are not in the recordings, and a node's description shows one",
    ("get", "endpoints"): "the server's warning is not in the recorded object",
}
FORMS = ("yaml", "json", "name", "jsonpath", "custom-columns")


def looks_without_tables(argv: list[str]) -> bool:
    """Tables are made by the server, so there is nothing of kubectl's to compare."""
    if (argv[0], argv[1]) in NOT_RECORDED or "--show-managed-fields" in argv:
        return False
    if argv[0] == "get":
        return "-o" in argv and argv[argv.index("-o") + 1].startswith(FORMS)
    return argv[0] == "describe" or argv[:2] == ["rollout", "history"]


def commands() -> list[Any]:
    return [
        pytest.param(name, step["i"], id=f"{name}-{step['i']}-{' '.join(step['argv'][1:4])}")
        for name in SCENARIOS
        for step in recording(name).steps
        if "argv" in step and looks_without_tables(step["argv"][1:]) and "KubeAPI" not in step["stdout"]
    ]


def ran(name: str, step: int, fraction: float) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    cluster = RecordedCluster(name, step, fraction)
    code = run(recording(name).steps[step]["argv"][1:], cluster, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(("name", "step"), commands())
def test_a_recorded_object_is_shown_as_kubectl_did(name: str, step: int) -> None:
    """Ages hang on the fraction of a second at which the recording began: one of ten must fit."""
    told = recording(name).steps[step]
    tries = 10 if told["argv"][1] == "describe" else 1
    found = [ran(name, step, tenth / 10) for tenth in range(tries)]
    assert (told["rc"], told["stdout"], told["stderr"]) in found, found[-1]
