"""What the models do not say about fields: which strings there are, and what some fields are for."""

from __future__ import annotations

STANDARD = {
    "metadata": "Standard metadata of the object: its name, labels, annotations and owners.",
    "spec": "What is wanted.",
    "status": "What was last observed. Filled in by the system, read-only.",
}
"""Fields that most kinds have."""

TEMPLATE = "The pods to be made: their labels and their spec. Its labels must match the selector."
SELECTOR = "Which pods belong to this object. Must match the template's labels; cannot be changed."

SAID = {
    "Affinity.nodeAffinity": "Which nodes the pod may, or would rather, run on.",
    "Affinity.podAffinity": "Which other pods this one should be near to.",
    "Affinity.podAntiAffinity": "Which other pods this one should be kept apart from.",
    "Container.lifecycle": "What to run right after the container's start and before it is stopped.",
    "Container.livenessProbe": "How to find out whether the container has to be restarted.",
    "Container.readinessProbe": "How to find out whether the container can serve requests.",
    "Container.resources": "How much cpu and memory the container asks for and may use at most.",
    "Container.securityContext": "Rights and identity of the container; goes before that of the pod.",
    "Container.startupProbe": "How to find out whether the container has started.",
    "ContainerStatus.lastState": "The state before the last restart.",
    "ContainerStatus.state": "The state that the container is in.",
    "DaemonSetSpec.selector": SELECTOR,
    "DaemonSetSpec.template": f"{TEMPLATE} One pod is made on every node that it fits and tolerates.",
    "DaemonSetSpec.updateStrategy": "How pods are replaced after the template has changed.",
    "DaemonSetUpdateStrategy.rollingUpdate": "How fast to replace pods, if the type is RollingUpdate.",
    "DeploymentSpec.selector": SELECTOR,
    "DeploymentSpec.strategy": "How old pods are replaced by new ones.",
    "DeploymentSpec.template": TEMPLATE,
    "DeploymentStrategy.rollingUpdate": "How fast to replace pods, if the type is RollingUpdate.",
    "EnvVar.valueFrom": "Where to take the value from. Cannot be used together with a value.",
    "Lifecycle.postStart": "What to do right after the container was made.",
    "Lifecycle.preStop": "What to do before the container is asked to stop.",
    "PersistentVolumeClaimSpec.resources": "The least that the volume must have: requests.storage.",
    "PersistentVolumeClaimSpec.selector": "Which volumes come into question, by their labels.",
    "PersistentVolumeSpec.claimRef": "The claim that the volume is bound to.",
    "PersistentVolumeSpec.nodeAffinity": "From which nodes the volume can be reached.",
    "PodAffinityTerm.labelSelector": "Which pods the term is about.",
    "PodDisruptionBudgetSpec.selector": "Which pods the budget protects.",
    "PodSpec.affinity": "Where the pod may run: rules about nodes and about other pods.",
    "PodSpec.securityContext": "Rights and identity of all of the pod's containers.",
    "Probe.exec": "Run a command in the container; exit code 0 is success.",
    "Probe.httpGet": "Make an HTTP request; a status from 200 to 399 is success.",
    "Probe.tcpSocket": "Open a connection to a port; if that works, it is a success.",
    "ReplicaSetSpec.selector": SELECTOR,
    "ReplicaSetSpec.template": TEMPLATE,
    "StatefulSetSpec.ordinals": "How the pods are numbered. Without it they count from 0.",
    "StatefulSetSpec.persistentVolumeClaimRetentionPolicy": (
        "What becomes of the claims made from volumeClaimTemplates. Without it they are kept."
    ),
    "StatefulSetSpec.selector": SELECTOR,
    "StatefulSetSpec.template": (
        f"{TEMPLATE} Each pod is called after the set and its ordinal: web-0, web-1 and so on."
    ),
    "StatefulSetSpec.updateStrategy": "How pods are replaced after the template has changed.",
    "StatefulSetUpdateStrategy.rollingUpdate": "Which pods to replace, and how fast.",
}
"""Fields that the models leave without a description, and that people look up."""

ENUMS = {
    "Container.imagePullPolicy": "Always IfNotPresent Never",
    "Container.terminationMessagePolicy": "FallbackToLogsOnError File",
    "ContainerPort.protocol": "SCTP TCP UDP",
    "DaemonSetUpdateStrategy.type": "OnDelete RollingUpdate",
    "DeploymentStrategy.type": "Recreate RollingUpdate",
    "HTTPGetAction.scheme": "HTTP HTTPS",
    "NamespaceStatus.phase": "Active Terminating",
    "NodeSelectorRequirement.operator": "DoesNotExist Exists Gt In Lt NotIn",
    "PersistentVolumeClaimSpec.volumeMode": "Block Filesystem",
    "PersistentVolumeClaimStatus.phase": "Bound Lost Pending",
    "PersistentVolumeSpec.persistentVolumeReclaimPolicy": "Delete Recycle Retain",
    "PersistentVolumeSpec.volumeMode": "Block Filesystem",
    "PersistentVolumeStatus.phase": "Available Bound Failed Pending Released",
    "PodSpec.dnsPolicy": "ClusterFirst ClusterFirstWithHostNet Default None",
    "PodSpec.preemptionPolicy": "Never PreemptLowerPriority",
    "PodSpec.restartPolicy": "Always Never OnFailure",
    "PodStatus.phase": "Failed Pending Running Succeeded Unknown",
    "PodStatus.qosClass": "BestEffort Burstable Guaranteed",
    "ServicePort.protocol": "SCTP TCP UDP",
    "ServiceSpec.externalTrafficPolicy": "Cluster Local",
    "ServiceSpec.internalTrafficPolicy": "Cluster Local",
    "ServiceSpec.ipFamilyPolicy": "PreferDualStack RequireDualStack SingleStack",
    "ServiceSpec.sessionAffinity": "ClientIP None",
    "ServiceSpec.type": "ClusterIP ExternalName LoadBalancer NodePort",
    "StatefulSetSpec.podManagementPolicy": "OrderedReady Parallel",
    "StatefulSetUpdateStrategy.type": "OnDelete RollingUpdate",
    "StorageClass.reclaimPolicy": "Delete Recycle Retain",
    "StorageClass.volumeBindingMode": "Immediate WaitForFirstConsumer",
    "Taint.effect": "NoExecute NoSchedule PreferNoSchedule",
    "Toleration.effect": "NoExecute NoSchedule PreferNoSchedule",
    "Toleration.operator": "Equal Exists",
    "TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule ScheduleAnyway",
}
"""Strings of which there are only some."""
