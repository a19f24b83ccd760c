"""Commands of kubectl that are not here, each with what to do instead."""

from __future__ import annotations

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS: tuple[Flag, ...] = ()
NEEDS_ITS_NAME = True
ADVICE = {
    "alpha": "its commands are experiments of the kubectl of the Kubernetes project",
    "apply edit-last-applied": "see it with 'kubectl apply view-last-applied', then change the manifest "
    "and use 'kubectl apply set-last-applied -f FILE'",
    "auth reconcile": "use 'kubectl apply -f FILE' for Roles and RoleBindings",
    "certificate": "there are no certificate signing requests in a simulated cluster",
    "certificate approve": "there are no certificate signing requests in a simulated cluster",
    "certificate deny": "there are no certificate signing requests in a simulated cluster",
    "cluster-info dump": "use 'kubectl get all -A -o yaml' and 'kubectl get events -A'",
    "completion": "press Tab in a notebook's cell, or install the kubectl of the Kubernetes project",
    "config set": "write the kubeconfig by hand",
    "config set-cluster": "write the kubeconfig by hand",
    "config set-credentials": "write the kubeconfig by hand",
    "config unset": "write the kubeconfig by hand",
    "debug": "look into the container with 'kubectl exec POD -- sh', or 'kubectl describe pod POD'",
    "edit": "write the change as a patch ('kubectl patch TYPE NAME -p PATCH'), or save the object with "
    "'kubectl get TYPE NAME -o yaml', change the file and 'kubectl replace -f FILE'",
    "kuberc": "this kubectl has no preferences of its own",
    "kustomize": "write the manifests out, or pipe the output of the program kustomize into "
    "'kubectl apply -f -'",
    "plugin": "this kubectl has no plugins",
    "plugin list": "this kubectl has no plugins",
    "proxy": "the API is at the address that 'kubectl cluster-info' shows; 'kubectl get --raw PATH' reads it",
}  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the command."""
    command = arguments[0]
    raise KubectlError(f"'kubectl {command}' is not supported by this kubectl: {ADVICE[command]}")
