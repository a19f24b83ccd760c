"""The page about time, faults and pictures: its blocks are one session, which runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "time-faults-and-pictures.md"


def test_the_blocks_of_the_page_run_from_top_to_bottom(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-W", "error", "-c", "\n".join(blocks)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "partition 2: " in ran.stdout or "partition 2 " in ran.stdout
    assert "the kubelet on k8s-m2 does not answer" in ran.stdout
    assert "nginx:1.27" in ran.stdout
