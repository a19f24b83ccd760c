import pytest

from k8slab.pictures.links.source import direct_sources, source_of


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"nfs": {"server": "10.1.1.1", "path": "/a"}}, ("NFS 10.1.1.1", ("path /a",))),
        ({"hostPath": {"path": "/a", "type": ""}}, ("hostPath", ("path /a",))),
        ({"local": {"path": "/mnt/ssd"}}, ("local disk", ("path /mnt/ssd",))),
        (
            {"csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"}},
            ("CSI ebs.csi.aws.com", ("handle vol-1",)),
        ),
        (
            {
                "csi": {
                    "driver": "nfs.csi.k8s.io",
                    "volumeHandle": "h",
                    "volumeAttributes": {"server": "s", "share": "/x"},
                }
            },
            ("CSI nfs.csi.k8s.io", ("server s", "share /x")),
        ),
        ({"emptyDir": {}}, ("emptyDir", ("goes with the pod",))),
        ({"emptyDir": {"medium": "Memory"}}, ("emptyDir", ("in memory", "goes with the pod"))),
        ({"iscsi": {"targetPortal": "10.1.1.1", "lun": 0}}, ("iscsi", ("lun 0", "targetPortal 10.1.1.1"))),
    ],
)
def test_storage_is_told_by_its_kind_and_place(spec, told):
    volume = {"capacity": {"storage": "1Gi"}, "claimRef": {"name": "c"}, "nodeAffinity": {}, **spec}
    assert source_of(volume) == told


def test_a_volume_that_names_no_storage_has_none():
    assert source_of({"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"]}) is None


def test_a_pods_own_storage_is_what_it_mounts_without_a_claim_and_without_the_api():
    volumes = [
        {"name": "a", "hostPath": {"path": "/var/log"}},
        {"name": "b", "hostPath": {"path": "/var/lib"}},
        {"name": "c", "persistentVolumeClaim": {"claimName": "c"}},
        {"name": "d", "configMap": {"name": "d"}},
        {"name": "e", "projected": {"sources": []}},
    ]
    assert direct_sources({"spec": {"volumes": volumes}}) == {"hostPath": ["path /var/log", "path /var/lib"]}
