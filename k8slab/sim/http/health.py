"""Is the server alive, and ready? It always is; the checks are those of a kube-apiserver.

Source: https://kubernetes.io/docs/reference/using-api/health-checks/
"""

from __future__ import annotations

from k8slab.sim.http.exchange import Request, Response, text_response

HOOKS = (
    "start-apiserver-admission-initializer",
    "generic-apiserver-start-informers",
    "priority-and-fairness-config-consumer",
    "priority-and-fairness-filter",
    "storage-object-count-tracker-hook",
    "start-apiextensions-informers",
    "start-apiextensions-controllers",
    "crd-informer-synced",
    "start-system-namespaces-controller",
    "peer-endpoint-reconciler-controller",
    "start-cluster-authentication-info-controller",
    "start-kube-apiserver-identity-lease-controller",
    "start-kube-apiserver-identity-lease-garbage-collector",
    "storage-readiness",
    "start-legacy-token-tracking-controller",
    "start-service-ip-repair-controllers",
    "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes",
    "priority-and-fairness-config-producer",
    "bootstrap-controller",
    "start-kubernetes-service-cidr-controller",
    "aggregator-reload-proxy-client-cert",
    "start-kube-aggregator-informers",
    "apiservice-status-local-available-controller",
    "apiservice-status-remote-available-controller",
    "apiservice-registration-controller",
    "apiservice-wait-for-first-sync",
    "apiservice-discovery-controller",
    "kube-apiserver-autoregistration",
)
LATE_HOOKS = ("apiservice-openapi-controller", "apiservice-openapiv3-controller")
ALWAYS = ("ping", "log")
STARTED = (
    *(f"poststarthook/{hook}" for hook in HOOKS),
    "autoregister-completion",
    *(f"poststarthook/{hook}" for hook in LATE_HOOKS),
)
CHECKS = {
    "healthz": (*ALWAYS, *STARTED),
    "livez": (*ALWAYS, *STARTED),
    "readyz": (*ALWAYS, "informer-sync", *STARTED, "shutdown"),
}


def find(request: Request) -> Response | None:
    """The answer to /healthz, /livez, /readyz or one check of theirs; None for any other path."""
    endpoint, _, check = request.path.strip("/").partition("/")
    checks = CHECKS.get(endpoint)
    if checks is None or (check and check not in checks):
        return None
    if check or "verbose" not in request.query:
        return text_response("ok")
    return text_response(_told(endpoint, checks, request.query.get("exclude", "")))


def _told(endpoint: str, checks: tuple[str, ...], excluded: str) -> str:
    lines = [f"[+]{check} excluded: ok" if check == excluded else f"[+]{check} ok" for check in checks]
    if excluded and excluded not in checks:
        lines.append(f'warn: some health checks cannot be excluded: no matches for "{excluded}"')
    return "\n".join([*lines, f"{endpoint} check passed\n"])
