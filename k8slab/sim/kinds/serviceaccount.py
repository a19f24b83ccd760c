"""ServiceAccounts.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/
"""

from __future__ import annotations

from k8slab.sim.kinds.columns import plain
from k8slab.sim.kinds.kind import Kind

SERVICE_ACCOUNT = Kind(
    "",
    "v1",
    "ServiceAccount",
    "serviceaccounts",
    "serviceaccount",
    short_names=("sa",),
    subresources=("token",),
    columns=plain(),
    is_replaced_unseen=False,
)
