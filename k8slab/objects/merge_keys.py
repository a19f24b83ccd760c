"""How lists and maps of the API are merged: one row per field that is not simply replaced.

Columns: field, patch strategy, the key that tells the elements of a list apart, list type and its keys.
Source: https://kubernetes.io/docs/reference/kubernetes-api/ and
https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

VALIDATIONS = "apiextensions.v1.JSONSchemaProps.x-kubernetes-validations"
ROWS = f"""
apiextensions.v1.CustomResourceDefinitionStatus.conditions -          -             map  type
{VALIDATIONS}                                      merge      rule          map  rule
apps.v1.DaemonSetStatus.conditions                 merge      type          map  type
apps.v1.DeploymentSpec.strategy                    retainKeys -             -    -
apps.v1.DeploymentStatus.conditions                merge      type          map  type
apps.v1.ReplicaSetStatus.conditions                merge      type          map  type
apps.v1.StatefulSetStatus.conditions               merge      type          map  type
batch.v1.JobStatus.conditions                      merge      type          atomic -
batch.v1.PodFailurePolicyOnExitCodesRequirement.values -          -             set  -
batch.v1.UncountedTerminatedPods.failed            -          -             set  -
batch.v1.UncountedTerminatedPods.succeeded         -          -             set  -
core.v1.ComponentStatus.conditions                 merge      type          map  type
core.v1.Container.env                              merge      name          map  name
core.v1.Container.ports                            merge      containerPort map  containerPort,protocol
core.v1.Container.volumeDevices                    merge      devicePath    map  devicePath
core.v1.Container.volumeMounts                     merge      mountPath     map  mountPath
core.v1.ContainerRestartRuleOnExitCodes.values     -          -             set  -
core.v1.ContainerStatus.allocatedResourcesStatus   merge      name          map  name
core.v1.ContainerStatus.volumeMounts               merge      mountPath     map  mountPath
core.v1.EphemeralContainer.env                     merge      name          map  name
core.v1.EphemeralContainer.ports                   merge      containerPort map  containerPort,protocol
core.v1.EphemeralContainer.volumeDevices           merge      devicePath    map  devicePath
core.v1.EphemeralContainer.volumeMounts            merge      mountPath     map  mountPath
core.v1.NamespaceStatus.conditions                 merge      type          map  type
core.v1.NodeAllocatableResourceClaimStatus.containers -          -             set  -
core.v1.NodeSpec.podCIDRs                          merge      -             set  -
core.v1.NodeStatus.addresses                       merge      type          map  type
core.v1.NodeStatus.conditions                      merge      type          map  type
core.v1.PersistentVolumeClaimStatus.conditions     merge      type          map  type
core.v1.PodSpec.containers                         merge      name          map  name
core.v1.PodSpec.ephemeralContainers                merge      name          map  name
core.v1.PodSpec.hostAliases                        merge      ip            map  ip
core.v1.PodSpec.imagePullSecrets                   merge      name          map  name
core.v1.PodSpec.initContainers                     merge      name          map  name
core.v1.PodSpec.resourceClaims                     merge,retainKeys name          map  name
core.v1.PodSpec.schedulingGates                    merge      name          map  name
core.v1.PodSpec.topologySpreadConstraints          merge      topologyKey   map  topologyKey,whenUnsatisfiable
core.v1.PodSpec.volumes                            merge,retainKeys name          map  name
core.v1.PodStatus.conditions                       merge      type          map  type
core.v1.PodStatus.hostIPs                          merge      ip            atomic -
core.v1.PodStatus.podIPs                           merge      ip            map  ip
core.v1.PodStatus.resourceClaimStatuses            merge,retainKeys name          map  name
core.v1.ReplicationControllerStatus.conditions     merge      type          map  type
core.v1.ResourceRequirements.claims                -          -             map  name
core.v1.ResourceStatus.resources                   -          -             map  resourceID
core.v1.ServiceAccount.secrets                     merge      name          map  name
core.v1.ServiceSpec.ports                          merge      port          map  port,protocol
core.v1.ServiceStatus.conditions                   merge      type          map  type
discovery.v1.Endpoint.addresses                    -          -             set  -
meta.v1.ObjectMeta.finalizers                      merge      -             set  -
meta.v1.ObjectMeta.ownerReferences                 merge      uid           map  uid
policy.v1.PodDisruptionBudgetSpec.selector         replace    -             -    -
policy.v1.PodDisruptionBudgetStatus.conditions     merge      type          map  type
storage.v1.CSIDriverSpec.volumeLifecycleModes      -          -             set  -
storage.v1.CSINodeSpec.drivers                     merge      name          map  name
"""

PACKAGES = {
    "meta.v1": "io.k8s.apimachinery.pkg.apis.meta.v1",
    "apiextensions.v1": "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
}
NONE = "-"


class Rule(NamedTuple):
    """How one field is merged; what does not apply is empty."""

    strategies: tuple[str, ...] = ()
    merge_key: str = ""
    list_type: str = ""
    list_keys: tuple[str, ...] = ()

    @property
    def merges(self) -> bool:
        """Is a list merged with the present one instead of replacing it?"""
        return "merge" in self.strategies

    @property
    def retains_keys(self) -> bool:
        """Does a patch say which fields may stay?"""
        return "retainKeys" in self.strategies

    @property
    def replaces(self) -> bool:
        """Is an object replaced instead of being merged?"""
        return "replace" in self.strategies


REPLACED = Rule()


def rule(definition: str, field: str) -> Rule:
    """The rule for a definition's field; lists without one are replaced, objects without one are merged."""
    return rules().get((definition, field), REPLACED)


def rule_at(kind: str, path: tuple[str, ...]) -> Rule:
    """The rule for the field at a path (names only, without list positions) of an object of that kind."""
    return _by_type().get((_type_at(kind, path[:-1]), path[-1]), REPLACED)


def _type_at(kind: str, path: tuple[str, ...]) -> str:
    """The type of what stands at the path, as far as any of its fields has a rule."""
    if not path:
        return kind
    if path[-1] in ("spec", "status"):
        owner = kind if len(path) == 1 else OWNERS.get(path[-2], "")
        return owner + path[-1].title() if owner else ""
    return TYPES.get(path[-1], "")


TYPES = {
    "metadata": "ObjectMeta",
    "containers": "Container",
    "initContainers": "Container",
    "ephemeralContainers": "EphemeralContainer",
    "containerStatuses": "ContainerStatus",
    "resources": "ResourceRequirements",
}
OWNERS = {"template": "Pod", "volumeClaimTemplates": "PersistentVolumeClaim"}


@cache
def _by_type() -> dict[tuple[str, str], Rule]:
    return {(definition.rpartition(".")[2], field): found for (definition, field), found in rules().items()}


@cache
def rules() -> dict[tuple[str, str], Rule]:
    """(definition, field) -> rule."""
    return dict(_rule(row.split()) for row in ROWS.strip().splitlines())


def _rule(columns: list[str]) -> tuple[tuple[str, str], Rule]:
    name, strategies, merge_key, list_type, list_keys = columns
    short, _, field = name.rpartition(".")
    package, _, type_name = short.rpartition(".")
    home = PACKAGES.get(package, f"io.k8s.api.{package}")
    key = "" if merge_key == NONE else merge_key
    rest = ("" if list_type == NONE else list_type, _words(list_keys))
    return (f"{home}.{type_name}", field), Rule(_words(strategies), key, *rest)


def _words(column: str) -> tuple[str, ...]:
    return () if column == NONE else tuple(column.split(","))
