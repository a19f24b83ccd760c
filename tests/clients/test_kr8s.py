"""kr8s against the simulator."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from k8slab.backends.simulator import Served

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("session", ["create_list_scale_patch_delete", "watch", "exec_log_forward"])
def test_a_session_with_kr8s(served: Served, session: str) -> None:
    command = [sys.executable, "-m", "tests.clients.kr8s_session", session, str(served.kubeconfig)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
