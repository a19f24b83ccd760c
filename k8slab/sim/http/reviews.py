"""Objects that can be sent but are not kept: questions about who one is and what one may do, and bindings.

Whoever has the token may do everything, and so may anybody else that is asked about: nothing here is refused
for lack of a permission.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.resources import read_object
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds import UNSTORED, field
from k8slab.sim.kinds.kind import FieldError

USER = {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]}
ALLOWED = {"allowed": True}
RULES = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}
UNKNOWN_TOKEN = {"user": {}, "error": "[invalid bearer token, unknown token]"}
AUDIENCES = ["https://kubernetes.default.svc.cluster.local"]
OWN_TOKEN = {"authenticated": True, "user": USER, "audiences": AUDIENCES}
ONE_OF_TWO = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
SOMEBODY = "at least one of user or group must be specified"
NEEDED = {
    "TokenReview": ("token", "token is required for TokenReview in authentication"),
    "SelfSubjectRulesReview": ("namespace", "no namespace on request"),
}
Errors = list[FieldError]


def find(route: Route, request: Request) -> Response | None:
    """The answer to a review; None if the path is not that of one. Raises ApiError 405, 400 or 422."""
    answered = ANSWERS.get(route.kind.kind) if route.kind in UNSTORED else None
    if answered is None:
        return None
    if request.method != "POST":
        raise status.not_allowed()
    review, warnings = read_object(route.kind, request)
    check, answer = answered
    spec = review.get("spec") or {}
    needed, words = NEEDED.get(route.kind.kind, ("", ""))
    if needed and not spec.get(needed):
        raise status.bad_request(words)
    if errors := check(spec):
        raise status.invalid(route.kind, "", errors)
    typed = {"kind": route.kind.kind, "apiVersion": route.kind.api_version, "metadata": {}}
    if _is_about_own_token(spec, request):
        answer = OWN_TOKEN
    return json_response({**typed, **review, "status": answer}, 201, warnings)


def _is_about_own_token(spec: Object, request: Request) -> bool:
    """There is one token, and whoever asks has sent it along."""
    _, _, sent = request.headers.get("authorization", "").partition(" ")
    return bool(sent) and spec.get("token") == sent


def _anything(spec: Object) -> Errors:
    return []


def _about_one_thing(spec: Object) -> Errors:
    if bool(spec.get("resourceAttributes")) != bool(spec.get("nonResourceAttributes")):
        return []
    return [field.invalid("spec.resourceAttributes", None, ONE_OF_TWO)]


def _about_somebody(spec: Object) -> Errors:
    nobody = not spec.get("user") and not spec.get("groups")
    return _about_one_thing(spec) + ([field.invalid("spec.user", "", SOMEBODY)] if nobody else [])


ANSWERS: Mapping[str, tuple[Callable[[Object], Errors], Mapping[str, Any]]] = {
    "SelfSubjectReview": (_anything, {"userInfo": USER}),
    "TokenReview": (_anything, UNKNOWN_TOKEN),
    "SelfSubjectAccessReview": (_about_one_thing, ALLOWED),
    "SelfSubjectRulesReview": (_anything, RULES),
    "SubjectAccessReview": (_about_somebody, ALLOWED),
    "LocalSubjectAccessReview": (_about_somebody, ALLOWED),
}
"""What is wrong with the question, and the answer to it, by kind."""
