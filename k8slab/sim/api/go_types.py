"""What the API server's own language calls the types: its messages show these names."""

from __future__ import annotations

from k8slab.sim.api.schema import items, reference

SCALARS = {"boolean": "bool", "double": "float64", "bytes": "[]uint8"}
RETENTION = "v1.PersistentVolumeClaimRetentionPolicyType"

NAMED = {
    "Container.imagePullPolicy": "v1.PullPolicy",
    "Container.terminationMessagePolicy": "v1.TerminationMessagePolicy",
    "ContainerPort.protocol": "v1.Protocol",
    "DaemonSetUpdateStrategy.type": "v1.DaemonSetUpdateStrategyType",
    "DeploymentStrategy.type": "v1.DeploymentStrategyType",
    "HTTPGetAction.scheme": "v1.URIScheme",
    "LabelSelectorRequirement.operator": "v1.LabelSelectorOperator",
    "NodeSelectorRequirement.operator": "v1.NodeSelectorOperator",
    "ObjectMeta.uid": "types.UID",
    "OwnerReference.uid": "types.UID",
    "PersistentVolumeClaimSpec.accessModes": "[]v1.PersistentVolumeAccessMode",
    "PersistentVolumeClaimSpec.volumeMode": "v1.PersistentVolumeMode",
    "PersistentVolumeSpec.accessModes": "[]v1.PersistentVolumeAccessMode",
    "PersistentVolumeSpec.capacity": "v1.ResourceList",
    "PersistentVolumeSpec.persistentVolumeReclaimPolicy": "v1.PersistentVolumeReclaimPolicy",
    "PersistentVolumeSpec.volumeMode": "v1.PersistentVolumeMode",
    "PodSpec.dnsPolicy": "v1.DNSPolicy",
    "PodSpec.restartPolicy": "v1.RestartPolicy",
    "ResourceRequirements.limits": "v1.ResourceList",
    "ResourceRequirements.requests": "v1.ResourceList",
    "ServicePort.protocol": "v1.Protocol",
    "ServiceSpec.sessionAffinity": "v1.ServiceAffinity",
    "ServiceSpec.type": "v1.ServiceType",
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": RETENTION,
    "StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": RETENTION,
    "StatefulSetSpec.podManagementPolicy": "v1.PodManagementPolicyType",
    "StatefulSetUpdateStrategy.type": "v1.StatefulSetUpdateStrategyType",
    "Taint.effect": "v1.TaintEffect",
    "Toleration.effect": "v1.TaintEffect",
    "Toleration.operator": "v1.TolerationOperator",
    "VolumeResourceRequirements.limits": "v1.ResourceList",
    "VolumeResourceRequirements.requests": "v1.ResourceList",
}
"""Fields of a named type, as far as people get them wrong."""


def go_type(definition: str, name: str, type_name: str) -> str:
    """The type of a definition's field."""
    short = definition.rpartition(".")[2]
    return NAMED.get(f"{short}.{name}") or plain(type_name)


def plain(type_name: str) -> str:
    """`[]#io.k8s.api.core.v1.Container` -> `[]v1.Container`."""
    if inner := items(type_name):
        return ("[]" if type_name.startswith("[]") else "map[string]") + plain(inner)
    if definition := reference(type_name):
        return ".".join(definition.split(".")[-2:])
    return SCALARS.get(type_name, type_name)


def element(name: str) -> str:
    """`[]v1.PersistentVolumeAccessMode` -> `v1.PersistentVolumeAccessMode`."""
    return name.removeprefix("[]").removeprefix("map[string]")
