"""The order in which Go writes the fields of the objects that kubectl makes from flags: as they are declared.

Objects that come from files or are read with `get` have sorted fields instead.
"""

from __future__ import annotations

from typing import Any

ORDERS = {
    "": "kind apiVersion metadata immutable data binaryData stringData type secrets imagePullSecrets "
    "subjects roleRef rules aggregationRule value globalDefault description preemptionPolicy spec status",
    "metadata": "name generateName namespace selfLink uid resourceVersion generation creationTimestamp "
    "deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers "
    "managedFields",
    "ownerReferences": "apiVersion kind name uid controller blockOwnerDeletion",
    "rules": "verbs apiGroups resources resourceNames nonResourceURLs host http",
    "subjects": "kind apiGroup name namespace",
    "scaleTargetRef": "kind name apiVersion",
    "spec": "schedule timeZone startingDeadlineSeconds concurrencyPolicy volumes initContainers containers "
    "ephemeralContainers restartPolicy terminationGracePeriodSeconds parallelism completions "
    "activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount "
    "automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext "
    "imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName "
    "priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead "
    "topologySpreadConstraints podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex "
    "maxFailedIndexes replicas ports minAvailable selector manualSelector template strategy minReadySeconds "
    "revisionHistoryLimit paused progressDeadlineSeconds ttlSecondsAfterFinished completionMode suspend "
    "jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit podReplacementPolicy managedBy "
    "clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges "
    "externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig "
    "ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy "
    "trafficDistribution maxUnavailable unhealthyPodEvictionPolicy ingressClassName defaultBackend tls rules "
    "hard scopes scopeSelector scaleTargetRef minReplicas maxReplicas metrics behavior",
    "status": "observedGeneration phase conditions message reason hostIP hostIPs podIP podIPs startTime "
    "initContainerStatuses containerStatuses qosClass disruptionsAllowed currentHealthy currentReplicas "
    "desiredReplicas currentMetrics desiredHealthy expectedPods",
    "containers": "name image command args workingDir ports envFrom env resources resizePolicy restartPolicy "
    "volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath "
    "terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty",
    "ports": "name hostPort containerPort protocol hostIP appProtocol port targetPort nodePort",
    "env": "name value valueFrom",
    "resources": "limits requests claims",
    "selector": "matchLabels matchExpressions",
    "strategy": "type rollingUpdate",
    "rollingUpdate": "maxUnavailable maxSurge",
    "volumeMounts": "name readOnly mountPath subPath",
    "volumes": "name",
    "projected": "sources defaultMode",
    "configMap": "name items",
    "tolerations": "key operator value effect tolerationSeconds",
    "metrics": "type object pods resource containerResource external",
    "target": "type value averageValue averageUtilization",
    "paths": "path pathType backend",
    "items": "key path fieldRef",
}
"""Below which field, which fields come first; others follow by name, as the keys of maps do."""
_PLACES = {parent: {name: at for at, name in enumerate(names.split())} for parent, names in ORDERS.items()}


def as_declared(value: Any, parent: str = "") -> Any:
    """The value with its fields in that order; `parent` is the field that holds it."""
    if isinstance(value, list):
        return [as_declared(item, parent) for item in value]
    if not isinstance(value, dict):
        return value
    places = _PLACES.get(parent, {})
    ordered = sorted(value, key=lambda name: (places.get(name, len(places)), name))
    return {name: as_declared(value[name], name) for name in ordered}
