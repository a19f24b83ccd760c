from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.sim.kinds import PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM

NFS = {"server": "192.168.2.1", "path": "/data"}


def volume(**spec: Any) -> dict[str, Any]:
    base = {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteMany", "ReadWriteOnce"], "nfs": NFS}
    made = {"metadata": {"name": "pv001"}, "spec": {**base, **spec}}
    PERSISTENT_VOLUME.default(made)
    PERSISTENT_VOLUME.prepare(made, None)
    return made


def claim(**spec: Any) -> dict[str, Any]:
    base = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1024Mi"}}}
    made = {"metadata": {"name": "c"}, "spec": {**base, **spec}}
    PERSISTENT_VOLUME_CLAIM.default(made)
    PERSISTENT_VOLUME_CLAIM.prepare(made, None)
    return made


def messages(kind: Any, obj: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [str(error) for error in kind.validate(obj, old)]


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"accessModes": []}, ["spec.accessModes: Required value"]),
        (
            {"accessModes": ["ReadOften"]},
            [
                'spec.accessModes: Unsupported value: "ReadOften": supported values: '
                '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'
            ],
        ),
        (
            {"capacity": {"storage": "0"}},
            ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
        ),
        ({"nfs": None}, ["spec: Required value: must specify a volume type"]),
        ({"hostPath": {"path": "/x"}}, ["spec.hostPath: Forbidden: may not specify more than 1 volume type"]),
        (
            {"nfs": {"path": "data"}},
            [
                "spec.nfs.server: Required value",
                'spec.nfs.path: Invalid value: "data": must be an absolute path',
            ],
        ),
        (
            {"nfs": None, "local": {"path": "/mnt"}},
            ["metadata.annotations: Required value: Local volume requires node affinity"],
        ),
        (
            {"nfs": None, "hostPath": {"path": "/"}, "persistentVolumeReclaimPolicy": "Recycle"},
            [
                "spec.persistentVolumeReclaimPolicy: Forbidden: "
                "may not be 'recycle' for a hostPath mount of '/'"
            ],
        ),
        (
            {"persistentVolumeReclaimPolicy": "Keep"},
            [
                'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": '
                'supported values: "Delete", "Recycle", "Retain"'
            ],
        ),
    ],
)
def test_a_bad_volume_is_refused(spec: dict[str, Any], found: list[str]) -> None:
    assert messages(PERSISTENT_VOLUME, volume(**spec)) == found


def test_the_source_of_a_volume_stands() -> None:
    old, moved = volume(), volume(nfs={**NFS, "path": "/other"})
    assert messages(PERSISTENT_VOLUME, moved, old) == [
        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n"
        "@@ -5,7 +5,7 @@\n"
        '  "Glusterfs": null,\n'
        '  "NFS": {\n'
        '   "Server": "192.168.2.1",\n'
        '-  "Path": "/data",\n'
        '+  "Path": "/other",\n'
        '   "ReadOnly": false\n'
        "  },\n"
        '  "RBD": null,\n\n'
    ]
    assert messages(PERSISTENT_VOLUME, volume(persistentVolumeReclaimPolicy="Delete"), old) == []


def test_access_modes_are_shown_short_and_in_order() -> None:
    cells = [column.value(volume(), 0) for column in PERSISTENT_VOLUME.columns[1:6]]
    assert cells == ["2Gi", "RWO,RWX", "Retain", "Pending", ""]


def test_what_is_being_deleted_shows_as_terminating() -> None:
    leaving = volume()
    leaving["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert PERSISTENT_VOLUME.columns[4].value(leaving, 0) == "Terminating"


def test_a_claim_asks_for_a_canonical_amount() -> None:
    assert claim()["spec"]["resources"]["requests"]["storage"] == "1Gi"


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"accessModes": []}, ["spec.accessModes: Required value: at least 1 access mode is required"]),
        (
            {"accessModes": ["ReadWriteOncePod", "ReadOnlyMany"]},
            ["spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes"],
        ),
        ({"resources": {}}, ["spec.resources[storage]: Required value"]),
        (
            {"volumeMode": "Tape"},
            ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
        ),
    ],
)
def test_a_bad_claim_is_refused(spec: dict[str, Any], found: list[str]) -> None:
    assert messages(PERSISTENT_VOLUME_CLAIM, claim(**spec)) == found


IMMUTABLE = (
    "spec: Forbidden: spec is immutable after creation except resources.requests and "
    "volumeAttributesClassName for bound claims\n"
)


def test_a_claims_spec_stands_but_its_volume_may_be_named_once() -> None:
    old = claim()
    bound = claim(volumeName="pv001")
    assert messages(PERSISTENT_VOLUME_CLAIM, bound, old) == []
    assert messages(PERSISTENT_VOLUME_CLAIM, claim(volumeName="pv002"), bound) == [
        f"{IMMUTABLE}@@ -9,7 +9,7 @@\n"
        '    "storage": "1Gi"\n'
        "   }\n"
        "  },\n"
        '- "VolumeName": "pv001",\n'
        '+ "VolumeName": "pv002",\n'
        '  "StorageClassName": null,\n'
        '  "VolumeMode": "Filesystem",\n'
        '  "DataSource": null,\n\n'
    ]


def test_a_claim_may_get_a_class_once() -> None:
    fast = claim(storageClassName="fast")
    assert messages(PERSISTENT_VOLUME_CLAIM, fast, claim()) == []
    (why,) = messages(PERSISTENT_VOLUME_CLAIM, claim(storageClassName="slow"), fast)
    assert why.startswith(IMMUTABLE)
    (why,) = messages(PERSISTENT_VOLUME_CLAIM, fast, claim(storageClassName=""))
    assert '- "StorageClassName": "",\n+ "StorageClassName": "fast",' in why


@pytest.mark.parametrize("field", ["requests", "limits"])
def test_a_claim_that_is_not_bound_keeps_its_resources(field: str) -> None:
    resources = {"requests": {"storage": "1Gi"}, field: {"storage": "2Gi"}}
    (why,) = messages(PERSISTENT_VOLUME_CLAIM, claim(resources=resources), claim())
    assert why.startswith(IMMUTABLE)


def test_a_bound_claim_may_grow_but_not_shrink() -> None:
    old = claim(volumeName="pv001", resources={"requests": {"storage": "2Gi"}})
    old["status"] = {"phase": "Bound", "capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"]}
    bigger, smaller = copy(old), copy(old)
    bigger["spec"]["resources"]["requests"]["storage"] = "3Gi"
    smaller["spec"]["resources"]["requests"]["storage"] = "1Gi"
    assert messages(PERSISTENT_VOLUME_CLAIM, bigger, old) == []
    assert messages(PERSISTENT_VOLUME_CLAIM, smaller, old) == [
        "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"
    ]


def test_what_is_deprecated_is_warned_about() -> None:
    old = volume(persistentVolumeReclaimPolicy="Recycle")
    assert PERSISTENT_VOLUME.warn(old) == [
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. "
        "Instead, the recommended approach is to use dynamic provisioning."
    ]
    assert PERSISTENT_VOLUME.warn(volume()) == []
    former = claim()
    former["metadata"]["annotations"] = {"volume.beta.kubernetes.io/storage-class": "fast"}
    assert PERSISTENT_VOLUME_CLAIM.warn(former) == [
        "metadata.annotations[volume.beta.kubernetes.io/storage-class]: "
        'deprecated since v1.8; use "storageClassName" attribute instead'
    ]
