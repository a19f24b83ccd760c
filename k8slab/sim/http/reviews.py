"""Questions about who one is and what one may do: whoever has the token may do everything.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.sim.api import status
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.resources import read_json

USER = {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]}
ALLOWED = {"allowed": True}
RULES = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": ALLOWED,
    "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews": RULES,
    "/apis/authentication.k8s.io/v1/selfsubjectreviews": {"userInfo": USER},
}


def is_review(request: Request) -> bool:
    return request.method == "POST" and request.path in ANSWERS


def answer(request: Request) -> Response:
    """The review that was sent, with its status filled in; nothing is stored."""
    review = read_json(request.body)
    if not isinstance(review, dict):
        raise status.bad_request("expected the body to be an object")
    return json_response({**review, "status": ANSWERS[request.path]}, 201)
