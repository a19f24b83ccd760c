"""The pages of the Kubernetes documentation that answers point to: one table."""

from __future__ import annotations

from typing import NamedTuple

ROOT = "https://kubernetes.io/docs/"


class Page(NamedTuple):
    """A page, or a section of one."""

    title: str
    path: str

    @property
    def address(self) -> str:
        return ROOT + self.path


_PODS = "concepts/workloads/pods/"
_CONTROLLERS = "concepts/workloads/controllers/"
_SCHEDULING = "concepts/scheduling-eviction/"
_VOLUMES = "concepts/storage/persistent-volumes/"
_CLASSES = "concepts/storage/storage-classes/"
_SERVICES = "concepts/services-networking/"
_NODES = "concepts/architecture/nodes/"

POD_PHASE = Page("Pod phase", f"{_PODS}pod-lifecycle/#pod-phase")
POD_CONDITIONS = Page("Pod conditions", f"{_PODS}pod-lifecycle/#pod-conditions")
CONTAINER_STATES = Page("Container states", f"{_PODS}pod-lifecycle/#container-states")
RESTARTS = Page("How Pods handle problems with containers", f"{_PODS}pod-lifecycle/#container-restarts")
FAILURE = Page(
    "Determine the Reason for Pod Failure", "tasks/debug/debug-application/determine-reason-pod-failure/"
)
PROBES = Page(
    "Liveness, Readiness, and Startup Probes", "concepts/configuration/liveness-readiness-startup-probes/"
)
READINESS_GATES = Page("Pod readiness", f"{_PODS}pod-lifecycle/#pod-readiness-gate")
TERMINATION = Page("Termination of Pods", f"{_PODS}pod-lifecycle/#pod-termination")
FORCED_DELETION = Page(
    "Force Delete StatefulSet Pods", "tasks/run-application/force-delete-stateful-set-pod/"
)
INIT_CONTAINERS = Page("Init Containers", f"{_PODS}init-containers/")
IMAGES = Page("Images: ImagePullBackOff", "concepts/containers/images/#imagepullbackoff")
PULLING = Page("Images: image pull policy", "concepts/containers/images/#image-pull-policy")
VOLUME_TYPES = Page("Volumes", "concepts/storage/volumes/")
DISRUPTIONS = Page("Pod disruption budgets", f"{_PODS}disruptions/#pod-disruption-budgets")
DRAINING = Page("Safely Drain a Node", "tasks/administer-cluster/safely-drain-node/")
FINALIZERS = Page("Finalizers", "concepts/overview/working-with-objects/finalizers/")
NAMESPACES = Page("Deleting a namespace", "tasks/administer-cluster/namespaces/#deleting-a-namespace")
QUOTAS = Page("Resource Quotas", "concepts/policy/resource-quotas/")
CONTROLLERS = Page("Controllers", "concepts/architecture/controller/")

SCHEDULER = Page("Kubernetes Scheduler", f"{_SCHEDULING}kube-scheduler/#kube-scheduler-implementation")
SCHEDULING_GATES = Page("Pod Scheduling Readiness", f"{_SCHEDULING}pod-scheduling-readiness/")
NODE_SELECTION = Page(
    "Assigning Pods to Nodes: node affinity", f"{_SCHEDULING}assign-pod-node/#node-affinity"
)
NODE_NAME = Page("Assigning Pods to Nodes: nodeName", f"{_SCHEDULING}assign-pod-node/#nodename")
POD_AFFINITY = Page(
    "Inter-pod affinity and anti-affinity",
    f"{_SCHEDULING}assign-pod-node/#affinity-and-anti-affinity",
)
TAINTS = Page("Taints and Tolerations", f"{_SCHEDULING}taint-and-toleration/")
TAINT_EVICTION = Page("Taint based Evictions", f"{_SCHEDULING}taint-and-toleration/#taint-based-evictions")
SPREADING = Page("Pod Topology Spread Constraints", f"{_SCHEDULING}topology-spread-constraints/")
PREEMPTION = Page("Pod Priority and Preemption", f"{_SCHEDULING}pod-priority-preemption/")
RESOURCES = Page("Resource Management", "concepts/configuration/manage-resources-containers/")
HOST_PORTS = Page("Pod API: ports", "reference/kubernetes-api/workload-resources/pod-v1/#ports")

NODE_CONDITIONS = Page("Node conditions", "reference/node/node-status/#condition")
NODE_CONTROLLER = Page("Node controller", f"{_NODES}#node-controller")
CORDON = Page("Manual Node administration", f"{_NODES}#manual-node-administration")

BINDING = Page("Persistent Volumes: binding", f"{_VOLUMES}#binding")
RESERVING = Page("Reserving a PersistentVolume", f"{_VOLUMES}#reserving-a-persistentvolume")
CLAIM_CLASS = Page("Claims: class", f"{_VOLUMES}#class-1")
ACCESS_MODES = Page("Access modes", f"{_VOLUMES}#access-modes")
VOLUME_NODES = Page("Volumes: node affinity", f"{_VOLUMES}#node-affinity")
RECLAIMING = Page("Reclaiming", f"{_VOLUMES}#reclaiming")
PROTECTION = Page("Storage Object in Use Protection", f"{_VOLUMES}#storage-object-in-use-protection")
DEFAULT_CLASS = Page("Default StorageClass", f"{_CLASSES}#default-storageclass")
BINDING_MODE = Page("Volume binding mode", f"{_CLASSES}#volume-binding-mode")
PROVISIONER = Page("Provisioner", f"{_CLASSES}#provisioner")
ZONES = Page("topology.kubernetes.io/zone", "reference/labels-annotations-taints/#topologykubernetesiozone")

STATEFULSETS = Page("StatefulSets", f"{_CONTROLLERS}statefulset/")
ORDER = Page(
    "Deployment and Scaling Guarantees", f"{_CONTROLLERS}statefulset/#deployment-and-scaling-guarantees"
)
POD_MANAGEMENT = Page("Pod Management Policies", f"{_CONTROLLERS}statefulset/#pod-management-policies")
UPDATE_STRATEGIES = Page("StatefulSets: update strategies", f"{_CONTROLLERS}statefulset/#update-strategies")
ROLLING_UPDATES = Page("StatefulSets: rolling updates", f"{_CONTROLLERS}statefulset/#rolling-updates")
PARTITIONS = Page("Partitioned rolling updates", f"{_CONTROLLERS}statefulset/#partitions")
FORCED_ROLLBACK = Page("Forced rollback", f"{_CONTROLLERS}statefulset/#forced-rollback")
MIN_READY = Page("Minimum ready seconds", f"{_CONTROLLERS}statefulset/#minimum-ready-seconds")
CLAIM_RETENTION = Page(
    "PersistentVolumeClaim retention", f"{_CONTROLLERS}statefulset/#persistentvolumeclaim-retention"
)
STABLE_NETWORK = Page("Stable Network ID", f"{_CONTROLLERS}statefulset/#stable-network-id")
DAEMONSETS = Page("DaemonSet", f"{_CONTROLLERS}daemonset/")
DAEMON_NODES = Page("Running Pods on select Nodes", f"{_CONTROLLERS}daemonset/#running-pods-on-select-nodes")
DAEMON_TAINTS = Page("DaemonSets: taints and tolerations", f"{_CONTROLLERS}daemonset/#taints-and-tolerations")
DAEMON_UPDATE = Page("Perform a Rolling Update on a DaemonSet", "tasks/manage-daemon/update-daemon-set/")
DEPLOYMENTS = Page("Deployment status", f"{_CONTROLLERS}deployment/#deployment-status")
DEPLOYMENT_ROLLING = Page(
    "Deployments: rolling update", f"{_CONTROLLERS}deployment/#rolling-update-deployment"
)
PAUSED = Page(
    "Pausing and Resuming a rollout of a Deployment",
    f"{_CONTROLLERS}deployment/#pausing-and-resuming-a-deployment",
)
FAILED_DEPLOYMENT = Page("Failed Deployment", f"{_CONTROLLERS}deployment/#failed-deployment")
REPLICASETS = Page("ReplicaSet", f"{_CONTROLLERS}replicaset/")
JOBS = Page("Jobs", f"{_CONTROLLERS}job/")
JOB_BACKOFF = Page("Jobs: Pod backoff failure policy", f"{_CONTROLLERS}job/#pod-backoff-failure-policy")

SERVICE = Page("Service", f"{_SERVICES}service/")
HEADLESS = Page("Headless Services", f"{_SERVICES}service/#headless-services")
NO_SELECTOR = Page("Services without selectors", f"{_SERVICES}service/#services-without-selectors")
DEBUG_SERVICE = Page("Debug Services", "tasks/debug/debug-application/debug-service/")
ENDPOINTS = Page("EndpointSlices: conditions", f"{_SERVICES}endpoint-slices/#conditions")
DNS = Page("DNS for Services and Pods", f"{_SERVICES}dns-pod-service/")
