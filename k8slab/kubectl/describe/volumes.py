"""The volumes of a pod, and what a PersistentVolume is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.kubectl.describe.text import Sheet

Object = Mapping[str, Any]
Fields = list[tuple[str, Any]]


def write_volumes(sheet: Sheet, volumes: list[Any] | None, indent: str = "") -> None:
    if not volumes:
        sheet.line(f"{indent}Volumes:\t<none>")
        return
    sheet.line(f"{indent}Volumes:")
    for volume in volumes:
        sheet.line(f"{' ' if indent else ''}{volume['name']}:", 1)
        write_source(sheet, volume)


def write_source(sheet: Sheet, volume: Object) -> None:
    """The type of a volume and its settings."""
    for name, fields in SOURCES.items():
        if name in volume:
            for title, value in fields(volume[name]):
                sheet.field(title, value, 2)
            return
    sheet.line("<unknown>", 2)


def _flag(value: Any) -> str:
    return "true" if value else "false"


def _host_path(source: Object) -> Fields:
    return [
        ("Type", "HostPath (bare host directory volume)"),
        ("Path", source.get("path", "")),
        ("HostPathType", source.get("type") or ""),
    ]


def _empty_dir(source: Object) -> Fields:
    return [
        ("Type", "EmptyDir (a temporary directory that shares a pod's lifetime)"),
        ("Medium", source.get("medium", "")),
        ("SizeLimit", source.get("sizeLimit") or "<unset>"),
    ]


def _secret(source: Object) -> Fields:
    return [
        ("Type", "Secret (a volume populated by a Secret)"),
        ("SecretName", source.get("secretName", "")),
        ("Optional", _flag(source.get("optional"))),
    ]


def _config_map(source: Object) -> Fields:
    return [
        ("Type", "ConfigMap (a volume populated by a ConfigMap)"),
        ("Name", source.get("name", "")),
        ("Optional", _flag(source.get("optional"))),
    ]


def _nfs(source: Object) -> Fields:
    return [
        ("Type", "NFS (an NFS mount that lasts the lifetime of a pod)"),
        ("Server", source.get("server", "")),
        ("Path", source.get("path", "")),
        ("ReadOnly", _flag(source.get("readOnly"))),
    ]


def _claim(source: Object) -> Fields:
    return [
        ("Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"),
        ("ClaimName", source.get("claimName", "")),
        ("ReadOnly", _flag(source.get("readOnly"))),
    ]


def _projected(source: Object) -> Fields:
    fields: Fields = [("Type", "Projected (a volume that contains injected data from multiple sources)")]
    for part in source.get("sources") or ():
        if "secret" in part:
            fields += [
                ("SecretName", part["secret"]["name"]),
                ("Optional", _flag(part["secret"].get("optional"))),
            ]
        elif "downwardAPI" in part:
            fields.append(("DownwardAPI", "true"))
        elif "configMap" in part:
            config_map = part["configMap"]
            fields += [("ConfigMapName", config_map["name"]), ("Optional", _flag(config_map.get("optional")))]
        elif "serviceAccountToken" in part:
            fields.append(("TokenExpirationSeconds", part["serviceAccountToken"].get("expirationSeconds", 0)))
    return fields


def _local(source: Object) -> Fields:
    return [
        ("Type", "LocalVolume (a persistent volume backed by local storage on a node)"),
        ("Path", source.get("path", "")),
    ]


def _csi(source: Object) -> Fields:
    return [
        ("Type", "CSI (a Container Storage Interface (CSI) volume source)"),
        ("Driver", source.get("driver", "")),
        ("FSType", source.get("fsType", "")),
        ("VolumeHandle", source.get("volumeHandle", "")),
        ("ReadOnly", _flag(source.get("readOnly"))),
    ]


SOURCES = {
    "hostPath": _host_path,
    "emptyDir": _empty_dir,
    "secret": _secret,
    "configMap": _config_map,
    "nfs": _nfs,
    "persistentVolumeClaim": _claim,
    "projected": _projected,
    "local": _local,
    "csi": _csi,
}
