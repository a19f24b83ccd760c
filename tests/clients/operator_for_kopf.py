"""A small operator: each ConfigMap labelled `copy: yes` gets a StatefulSet whose size it says."""

from __future__ import annotations

from typing import Any

import kopf
from kubernetes import client, config

from tests.clients.manifests import web

WATCHED = ("", "v1", "configmaps")


@kopf.on.startup()
def log_in(**_: Any) -> None:
    config.load_kube_config()


@kopf.on.create(*WATCHED, labels={"copy": "yes"})
def deploy(name: str, namespace: str, body: kopf.Body, **_: Any) -> None:
    manifest = web(int(body["data"]["size"]))
    manifest["metadata"]["name"] = name
    kopf.adopt(manifest)
    client.AppsV1Api().create_namespaced_stateful_set(namespace, manifest)


@kopf.on.update(*WATCHED, labels={"copy": "yes"}, field="data.size")
def resize(name: str, namespace: str, new: str, **_: Any) -> None:
    size = {"spec": {"replicas": int(new)}}
    client.AppsV1Api().patch_namespaced_stateful_set_scale(name, namespace, size)


@kopf.on.delete(*WATCHED, labels={"copy": "yes"})
def leave_a_note(name: str, namespace: str, **_: Any) -> None:
    note = {"metadata": {"name": f"{name}-was-here"}}
    client.CoreV1Api().create_namespaced_config_map(namespace, note)
