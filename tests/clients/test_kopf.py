"""An operator written with kopf, in a process of its own, against the simulator."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from k8slab.backends.simulator import Served

OPERATOR = Path(__file__).with_name("operator_for_kopf.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def operating(served: Served, folder: Path) -> Iterator[None]:
    """The operator runs; what it says is in the folder."""
    settings = {"KUBECONFIG": str(served.kubeconfig), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    command = [sys.executable, "-m", "kopf", "run", "--standalone", "--namespace=default", str(OPERATOR)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **settings})
        try:
            yield
            assert process.poll() is None, (folder / "said").read_text()
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0, (folder / "said").read_text()


@pytest.fixture
def core(served: Served) -> Iterator[Any]:
    from kubernetes import client, config

    with config.new_client_from_config(str(served.kubeconfig)) as connection:
        yield client.CoreV1Api(connection)


def seen(list_function: Any, until: Any) -> Any:
    """The first object that is as wanted: of those that are there, then of what a watch tells."""
    from kubernetes import watch

    listed = list_function("default")
    events = [{"type": "ADDED", "object": each} for each in listed.items]
    since = listed.metadata.resource_version
    coming = watch.Watch().stream(list_function, "default", resource_version=since, _request_timeout=60)
    for event in chain(events, coming):
        if until(event):
            return event["object"]
    raise AssertionError("it never came")


def test_an_operator_creates_resizes_and_cleans_up(served: Served, core: Any, tmp_path: Path) -> None:
    from kubernetes import client

    apps = client.AppsV1Api(core.api_client)

    def has_ready(count: int) -> Any:
        return lambda event: (event["object"].status.ready_replicas or 0) == count

    with operating(served, tmp_path):
        labelled = {"metadata": {"name": "shop", "labels": {"copy": "yes"}}, "data": {"size": "2"}}
        core.create_namespaced_config_map("default", labelled)
        found = seen(apps.list_namespaced_stateful_set, has_ready(2))
        assert found.metadata.name == "shop"
        assert [each.kind for each in found.metadata.owner_references] == ["ConfigMap"]

        core.patch_namespaced_config_map("shop", "default", {"data": {"size": "3"}})
        seen(apps.list_namespaced_stateful_set, has_ready(3))

        core.delete_namespaced_config_map("shop", "default")
        seen(core.list_namespaced_config_map, lambda each: each["object"].metadata.name == "shop-was-here")
        while apps.list_namespaced_stateful_set("default").items:
            """Every question lets time go on."""
    assert core.list_namespaced_pod("default").items == []
