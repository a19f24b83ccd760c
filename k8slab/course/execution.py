"""Running a notebook in a kernel of its own."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from k8slab.errors import K8slabError

CELL_TIMEOUT = 120
NOT_THE_AUTHORS = ("KUBECONFIG", "K8SLAB_STUDENT", "K8SLAB_GRADING", "JUPYTERHUB_USER")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def execute(notebook: Any, folder: Path, lessons: Path, name: str) -> None:
    """Run every cell in `folder` with a fresh kernel and keep the outputs in the notebook.

    Raises K8slabError naming the first cell that fails.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as profile:
        _connect(client, Path(profile))
        try:
            client.execute(env=environment(lessons, Path(profile)))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise K8slabError(f"{name}: a cell failed, expected all to run\n{error}") from None
    _forget_widgets(notebook)


def _forget_widgets(notebook: Any) -> None:
    """Keep what stands still of a widget: the live one ended with the kernel, and its name is another each time."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", ()):
                output.data.pop(WIDGET_VIEW, None)


def _connect(client: Any, folder: Path) -> None:
    """Talk to the kernel over unix sockets where there are any: a free TCP port may be taken before it is used."""
    manager = client.create_kernel_manager()
    if sys.platform != "win32":
        manager.transport = "ipc"
        manager.connection_file = str(folder / "kernel.json")


def environment(lessons: Path, profile: Path) -> dict[str, str]:
    """The kernel's environment: no start-up files, cluster or name of the author's, one time zone."""
    kept = {key: value for key, value in os.environ.items() if key not in NOT_THE_AUTHORS}
    return kept | {
        "IPYTHONDIR": str(profile),
        "K8SLAB_LESSONS": str(lessons),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }
