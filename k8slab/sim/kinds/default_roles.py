"""The roles for people that every cluster has. Nothing is refused here for lack of a role.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
"""

from __future__ import annotations

from k8slab.objects.meta import Object

AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-"
LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
READ = "get list watch"
WRITE = "create delete deletecollection patch update"
BOTH = "create delete deletecollection get list patch update watch"

TO_ADMIN = (
    ("authorization.k8s.io", "localsubjectaccessreviews", "create"),
    ("rbac.authorization.k8s.io", "rolebindings roles", BOTH),
)
TO_EDIT = (
    ("", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", READ),
    ("", "serviceaccounts", "impersonate"),
    ("", "pods pods/attach pods/exec pods/portforward pods/proxy", WRITE),
    ("", "pods/eviction", "create"),
    (
        "",
        "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale "
        "secrets serviceaccounts services services/proxy",
        WRITE,
    ),
    ("", "serviceaccounts/token", "create"),
    (
        "apps",
        "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale "
        "statefulsets statefulsets/scale",
        WRITE,
    ),
    ("autoscaling", "horizontalpodautoscalers", WRITE),
    ("batch", "cronjobs jobs", WRITE),
    (
        "extensions",
        "daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets "
        "replicasets/scale replicationcontrollers/scale",
        WRITE,
    ),
    ("policy", "poddisruptionbudgets", WRITE),
    ("networking.k8s.io", "ingresses networkpolicies", WRITE),
    ("coordination.k8s.io", "leases", BOTH),
)
TO_VIEW = (
    (
        "",
        "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods "
        "replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status",
        READ,
    ),
    (
        "",
        "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status "
        "resourcequotas resourcequotas/status",
        READ,
    ),
    ("", "namespaces", READ),
    ("discovery.k8s.io", "endpointslices", READ),
    (
        "apps",
        "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status "
        "replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale "
        "statefulsets/status",
        READ,
    ),
    ("autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status", READ),
    ("batch", "cronjobs cronjobs/status jobs jobs/status", READ),
    (
        "extensions",
        "daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses "
        "ingresses/status networkpolicies replicasets replicasets/scale replicasets/status "
        "replicationcontrollers/scale",
        READ,
    ),
    ("policy", "poddisruptionbudgets poddisruptionbudgets/status", READ),
    ("networking.k8s.io", "ingresses ingresses/status networkpolicies", READ),
)
AGGREGATED = (
    ("admin", "", (*TO_ADMIN, *TO_EDIT, *TO_VIEW)),
    ("edit", "admin", (*TO_EDIT, *TO_VIEW)),
    ("view", "edit", TO_VIEW),
)
"""A role, the role that it is part of, and its rules: (group, resources, verbs)."""
PARTS = (("admin", TO_ADMIN), ("edit", TO_EDIT), ("view", TO_VIEW))


def roles() -> list[Object]:
    """The ClusterRoles, by name."""
    everything = [
        {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
        {"nonResourceURLs": ["*"], "verbs": ["*"]},
    ]
    found = [{"metadata": _metadata("cluster-admin"), "rules": everything}]
    found += [_aggregated(name, into, rules) for name, into, rules in AGGREGATED]
    found += [
        {"metadata": _metadata(f"system:aggregate-to-{name}", name), "rules": _rules(rules)}
        for name, rules in PARTS
    ]
    return sorted(found, key=lambda role: str(role["metadata"]["name"]))


def binding() -> Object:
    """Who may do everything: the administrators."""
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}
    masters = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:masters"}
    return {"metadata": _metadata("cluster-admin"), "roleRef": reference, "subjects": [masters]}


def _metadata(name: str, into: str = "") -> Object:
    labels = {**LABELS, f"{AGGREGATE}{into}": "true"} if into else dict(LABELS)
    return {"name": name, "labels": labels, "annotations": dict(ANNOTATIONS)}


def _aggregated(name: str, into: str, rules: tuple[tuple[str, str, str], ...]) -> Object:
    selector = {"matchLabels": {f"{AGGREGATE}{name}": "true"}}
    return {
        "metadata": _metadata(name, into),
        "aggregationRule": {"clusterRoleSelectors": [selector]},
        "rules": _rules(rules),
    }


def _rules(rows: tuple[tuple[str, str, str], ...]) -> list[Object]:
    return [
        {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split()}
        for group, resources, verbs in rows
    ]
