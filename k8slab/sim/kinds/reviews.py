"""Questions to the API server, and other kinds of which objects can be sent but are not kept.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
"""

from __future__ import annotations

from k8slab.sim.kinds.kind import Kind

ONLY_CREATE = ("create",)


def _kind(group: str, kind: str, *, namespaced: bool = False) -> Kind:
    return Kind(group, "v1", kind, f"{kind.lower()}s", kind.lower(), namespaced=namespaced, verbs=ONLY_CREATE)


BINDING = _kind("", "Binding", namespaced=True)
TOKEN_REVIEW = _kind("authentication.k8s.io", "TokenReview")
SELF_SUBJECT_REVIEW = _kind("authentication.k8s.io", "SelfSubjectReview")
LOCAL_SUBJECT_ACCESS_REVIEW = _kind("authorization.k8s.io", "LocalSubjectAccessReview", namespaced=True)
SELF_SUBJECT_ACCESS_REVIEW = _kind("authorization.k8s.io", "SelfSubjectAccessReview")
SELF_SUBJECT_RULES_REVIEW = _kind("authorization.k8s.io", "SelfSubjectRulesReview")
SUBJECT_ACCESS_REVIEW = _kind("authorization.k8s.io", "SubjectAccessReview")
UNSTORED = (
    BINDING,
    SELF_SUBJECT_REVIEW,
    TOKEN_REVIEW,
    LOCAL_SUBJECT_ACCESS_REVIEW,
    SELF_SUBJECT_ACCESS_REVIEW,
    SELF_SUBJECT_RULES_REVIEW,
    SUBJECT_ACCESS_REVIEW,
)
