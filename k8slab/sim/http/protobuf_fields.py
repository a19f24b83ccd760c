"""Field numbers of the API's protobuf messages, for the kinds that kubectl sends that way."""

META = "io.k8s.apimachinery.pkg.apis.meta.v1."
CORE = "io.k8s.api.core.v1."

NETWORK = "io.k8s.api.networking.v1."

# The JSON names of a message's fields in the order of their numbers, from 1 on; "-" is no field, "+" a
# message of which the fields stand in the object itself.
NUMBERED = {
    META + "ObjectMeta": "name generateName namespace selfLink uid resourceVersion generation "
    "creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences "
    "finalizers - - managedFields",
    META + "OwnerReference": "kind - name uid apiVersion controller blockOwnerDeletion",
    META + "LabelSelector": "matchLabels matchExpressions",
    META + "LabelSelectorRequirement": "key operator values",
    META + "DeleteOptions": "gracePeriodSeconds preconditions orphanDependents propagationPolicy dryRun",
    META + "Preconditions": "uid resourceVersion",
    CORE + "Namespace": "metadata spec status",
    CORE + "NamespaceSpec": "finalizers",
    CORE + "NamespaceStatus": "phase conditions",
    CORE + "ConfigMap": "metadata data binaryData immutable",
    CORE + "Secret": "metadata data type stringData immutable",
    CORE + "ServiceAccount": "metadata secrets imagePullSecrets automountServiceAccountToken",
    CORE + "ObjectReference": "kind namespace name uid apiVersion resourceVersion fieldPath",
    CORE + "LocalObjectReference": "name",
    CORE + "Service": "metadata spec status",
    CORE + "ServiceSpec": "ports selector clusterIP type externalIPs - sessionAffinity loadBalancerIP "
    "loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort "
    "publishNotReadyAddresses sessionAffinityConfig - - ipFamilyPolicy clusterIPs ipFamilies "
    "allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution",
    CORE + "ServicePort": "name protocol port targetPort nodePort appProtocol",
    CORE + "ServiceStatus": "loadBalancer conditions",
    CORE + "LoadBalancerStatus": "ingress",
    CORE + "Binding": "metadata target",
    CORE + "PodTemplateSpec": "metadata spec",
    CORE + "PodSpec": "volumes containers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds "
    "dnsPolicy nodeSelector serviceAccountName serviceAccount nodeName hostNetwork hostPID hostIPC "
    "securityContext imagePullSecrets hostname subdomain affinity schedulerName initContainers "
    "automountServiceAccountToken tolerations hostAliases priorityClassName priority dnsConfig "
    "shareProcessNamespace readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead "
    "topologySpreadConstraints ephemeralContainers setHostnameAsFQDN os hostUsers schedulingGates "
    "resourceClaims resources hostnameOverride",
    CORE
    + "PodSecurityContext": "seLinuxOptions runAsUser runAsNonRoot supplementalGroups fsGroup runAsGroup "
    "sysctls windowsOptions fsGroupChangePolicy seccompProfile appArmorProfile supplementalGroupsPolicy "
    "seLinuxChangePolicy",
    CORE + "Container": "name image command args workingDir ports env resources volumeMounts livenessProbe "
    "readinessProbe lifecycle terminationMessagePath imagePullPolicy securityContext stdin stdinOnce tty "
    "envFrom terminationMessagePolicy volumeDevices startupProbe resizePolicy restartPolicy "
    "restartPolicyRules",
    CORE + "ContainerPort": "name hostPort containerPort protocol hostIP",
    CORE + "EnvVar": "name value valueFrom",
    CORE + "ResourceRequirements": "limits requests claims",
    "io.k8s.api.apps.v1.Deployment": "metadata spec status",
    "io.k8s.api.apps.v1.DeploymentSpec": "replicas selector template strategy minReadySeconds "
    "revisionHistoryLimit paused - progressDeadlineSeconds",
    "io.k8s.api.apps.v1.DeploymentStrategy": "type rollingUpdate",
    "io.k8s.api.apps.v1.RollingUpdateDeployment": "maxUnavailable maxSurge",
    "io.k8s.api.apps.v1.DeploymentStatus": "observedGeneration replicas updatedReplicas availableReplicas "
    "unavailableReplicas conditions readyReplicas collisionCount terminatingReplicas",
    CORE + "ResourceQuota": "metadata spec status",
    CORE + "ResourceQuotaSpec": "hard scopes scopeSelector",
    CORE + "ResourceQuotaStatus": "hard used",
    "io.k8s.api.batch.v1.Job": "metadata spec status",
    "io.k8s.api.batch.v1.JobSpec": "parallelism completions activeDeadlineSeconds selector manualSelector "
    "template backoffLimit ttlSecondsAfterFinished completionMode suspend podFailurePolicy "
    "backoffLimitPerIndex maxFailedIndexes podReplacementPolicy managedBy successPolicy",
    "io.k8s.api.batch.v1.JobStatus": "conditions startTime completionTime active succeeded failed "
    "completedIndexes uncountedTerminatedPods ready failedIndexes terminating",
    "io.k8s.api.batch.v1.JobTemplateSpec": "metadata spec",
    "io.k8s.api.batch.v1.CronJob": "metadata spec status",
    "io.k8s.api.batch.v1.CronJobSpec": "schedule startingDeadlineSeconds concurrencyPolicy suspend "
    "jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit timeZone",
    "io.k8s.api.batch.v1.CronJobStatus": "active - - lastScheduleTime lastSuccessfulTime",
    "io.k8s.api.autoscaling.v1.Scale": "metadata spec status",
    "io.k8s.api.autoscaling.v1.ScaleSpec": "replicas",
    "io.k8s.api.autoscaling.v1.ScaleStatus": "replicas selector",
    "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler": "metadata spec status",
    "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec": "scaleTargetRef minReplicas maxReplicas "
    "targetCPUUtilizationPercentage",
    "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus": "observedGeneration lastScaleTime "
    "currentReplicas desiredReplicas currentCPUUtilizationPercentage",
    "io.k8s.api.autoscaling.v1.CrossVersionObjectReference": "kind name apiVersion",
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler": "metadata spec status",
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec": "scaleTargetRef minReplicas maxReplicas metrics",
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus": "observedGeneration lastScaleTime "
    "currentReplicas desiredReplicas currentMetrics conditions",
    "io.k8s.api.autoscaling.v2.CrossVersionObjectReference": "kind name apiVersion",
    "io.k8s.api.autoscaling.v2.MetricSpec": "type - - resource",
    "io.k8s.api.autoscaling.v2.ResourceMetricSource": "name target",
    "io.k8s.api.autoscaling.v2.MetricTarget": "type value averageValue averageUtilization",
    NETWORK + "Ingress": "metadata spec status",
    NETWORK + "IngressSpec": "defaultBackend tls rules ingressClassName",
    NETWORK + "IngressBackend": "- - resource service",
    NETWORK + "IngressServiceBackend": "name port",
    NETWORK + "ServiceBackendPort": "name number",
    NETWORK + "IngressTLS": "hosts secretName",
    NETWORK + "IngressRule": "host +IngressRuleValue",
    NETWORK + "IngressRuleValue": "http",
    NETWORK + "HTTPIngressRuleValue": "paths",
    NETWORK + "HTTPIngressPath": "path backend pathType",
    NETWORK + "IngressStatus": "loadBalancer",
    NETWORK + "IngressLoadBalancerStatus": "ingress",
    "io.k8s.api.policy.v1.Eviction": "metadata deleteOptions",
    "io.k8s.api.policy.v1.PodDisruptionBudget": "metadata spec status",
    "io.k8s.api.policy.v1.PodDisruptionBudgetSpec": "minAvailable selector maxUnavailable "
    "unhealthyPodEvictionPolicy",
    "io.k8s.api.policy.v1.PodDisruptionBudgetStatus": "observedGeneration disruptedPods disruptionsAllowed "
    "currentHealthy desiredHealthy expectedPods conditions",
    "io.k8s.api.scheduling.v1.PriorityClass": "metadata value globalDefault description preemptionPolicy",
    "io.k8s.api.rbac.v1.Role": "metadata rules",
    "io.k8s.api.rbac.v1.ClusterRole": "metadata rules aggregationRule",
    "io.k8s.api.rbac.v1.PolicyRule": "verbs apiGroups resources resourceNames nonResourceURLs",
    "io.k8s.api.rbac.v1.RoleBinding": "metadata subjects roleRef",
    "io.k8s.api.rbac.v1.ClusterRoleBinding": "metadata subjects roleRef",
    "io.k8s.api.rbac.v1.Subject": "kind apiGroup name namespace",
    "io.k8s.api.rbac.v1.RoleRef": "apiGroup kind name",
    "io.k8s.api.authorization.v1.SelfSubjectAccessReview": "metadata spec status",
    "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec": "resourceAttributes nonResourceAttributes",
    "io.k8s.api.authorization.v1.ResourceAttributes": "namespace verb group version resource subresource "
    "name fieldSelector labelSelector",
    "io.k8s.api.authorization.v1.NonResourceAttributes": "path verb",
    "io.k8s.api.authorization.v1.SubjectAccessReviewStatus": "allowed reason evaluationError denied",
    "io.k8s.api.authorization.v1.SelfSubjectRulesReview": "metadata spec status",
    "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec": "namespace",
    "io.k8s.api.authorization.v1.SubjectRulesReviewStatus": "resourceRules nonResourceRules incomplete "
    "evaluationError",
    "io.k8s.api.authentication.v1.SelfSubjectReview": "metadata status",
    "io.k8s.api.authentication.v1.SelfSubjectReviewStatus": "userInfo",
    "io.k8s.api.authentication.v1.TokenRequest": "metadata spec status",
    "io.k8s.api.authentication.v1.TokenRequestSpec": "audiences - boundObjectRef expirationSeconds",
    "io.k8s.api.authentication.v1.TokenRequestStatus": "token expirationTimestamp",
    "io.k8s.api.authentication.v1.BoundObjectReference": "kind apiVersion name uid",
    "io.k8s.api.authentication.v1.UserInfo": "username uid groups extra",
}
