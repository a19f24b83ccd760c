"""The commands: which there are, and the module of each."""

from __future__ import annotations

VERBS = {
    "annotate": "label",
    "api-resources": "api_resources",
    "api-versions": "api_versions",
    "apply": "apply",
    "apply set-last-applied": "apply_set_last_applied",
    "apply view-last-applied": "apply_view_last_applied",
    "attach": "attach",
    "auth can-i": "auth_can_i",
    "auth whoami": "auth_whoami",
    "autoscale": "autoscale",
    "cluster-info": "cluster_info",
    "config current-context": "config",
    "config delete-context": "config_contexts",
    "config get-clusters": "config_contexts",
    "config get-contexts": "config_contexts",
    "config get-users": "config_contexts",
    "config rename-context": "config_contexts",
    "config set-context": "config_contexts",
    "config use": "config_contexts",
    "config use-context": "config_contexts",
    "config view": "config",
    "cordon": "cordon",
    "cp": "cp",
    "create": "create",
    "create clusterrole": "create_role",
    "create clusterrolebinding": "create_rolebinding",
    "create cm": "create_configmap",
    "create configmap": "create_configmap",
    "create cronjob": "create_job",
    "create deployment": "create_deployment",
    "create deploy": "create_deployment",
    "create ing": "create_ingress",
    "create ingress": "create_ingress",
    "create job": "create_job",
    "create namespace": "create_namespace",
    "create ns": "create_namespace",
    "create pc": "create_priorityclass",
    "create pdb": "create_poddisruptionbudget",
    "create poddisruptionbudget": "create_poddisruptionbudget",
    "create priorityclass": "create_priorityclass",
    "create quota": "create_quota",
    "create resourcequota": "create_quota",
    "create role": "create_role",
    "create rolebinding": "create_rolebinding",
    "create sa": "create_serviceaccount",
    "create secret docker-registry": "create_secret",
    "create secret generic": "create_secret",
    "create secret tls": "create_secret",
    "create service clusterip": "create_service",
    "create service externalname": "create_service",
    "create service loadbalancer": "create_service",
    "create service nodeport": "create_service",
    "create serviceaccount": "create_serviceaccount",
    "create token": "create_token",
    "delete": "delete",
    "describe": "describe",
    "diff": "diff",
    "drain": "drain",
    "events": "events",
    "exec": "exec",
    "explain": "explain",
    "expose": "expose",
    "get": "get",
    "label": "label",
    "logs": "logs",
    "options": "options",
    "patch": "patch",
    "port-forward": "port_forward",
    "replace": "replace",
    "rollout history": "rollout.history",
    "rollout pause": "rollout.pause",
    "rollout restart": "rollout.restart",
    "rollout resume": "rollout.pause",
    "rollout status": "rollout.status",
    "rollout undo": "rollout.undo",
    "run": "run",
    "scale": "scale",
    "set env": "set_env",
    "set image": "set_image",
    "set resources": "set_resources",
    "set sa": "set_serviceaccount",
    "set selector": "set_selector",
    "set serviceaccount": "set_serviceaccount",
    "set subject": "set_subject",
    "taint": "taint",
    "top node": "top",
    "top nodes": "top",
    "top no": "top",
    "top po": "top",
    "top pod": "top",
    "top pods": "top",
    "uncordon": "cordon",
    "version": "version",
    "wait": "wait",
}
GROUPS = ("auth", "config", "create secret", "create service", "rollout", "set", "top")
"""Commands that only have commands below them."""

ALIASES = {"create svc": "create service"}
SUGGESTED = (
    "create", "expose", "run", "set", "explain", "get", "edit", "delete", "rollout", "scale",
    "autoscale", "certificate", "cluster-info", "top", "cordon", "uncordon", "drain", "taint",
    "describe", "logs", "attach", "exec", "port-forward", "proxy", "cp", "auth", "debug", "events",
    "diff", "apply", "patch", "replace", "wait", "kustomize", "label", "annotate", "completion", "alpha",
    "api-resources", "api-versions", "config", "plugin", "version", "options",
)  # fmt: skip
"""kubectl's commands in the order in which it suggests them for one that is mistyped."""


def below(group: str) -> list[str]:
    """The commands below a group, in alphabetical order."""
    start = group + " "
    return sorted({name.removeprefix(start) for name in VERBS if name.startswith(start)})


def suggestions(word: str) -> list[str]:
    """Commands that may have been meant: those that begin so, or differ in at most two letters."""
    return [name for name in SUGGESTED if _is_close(word.lower(), name) or name.startswith(word.lower())]


def _is_close(one: str, other: str) -> bool:
    return _distance(one, other) <= 2


def _distance(one: str, other: str) -> int:
    """Levenshtein's: how many letters must be put in, taken out or changed."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, against in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != against)))
    return row[-1]
