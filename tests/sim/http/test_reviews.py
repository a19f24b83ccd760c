"""Questions about permissions."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask, content


def test_whoever_has_the_token_may_do_everything(gateway: Gateway) -> None:
    spec = {"resourceAttributes": {"verb": "delete", "resource": "pods", "namespace": "default"}}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": spec}
    answer = ask(gateway, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
    assert (answer.status, content(answer)["status"]) == (201, {"allowed": True})


def test_the_token_that_is_sent_along_is_that_of_the_administrator(gateway: Gateway) -> None:
    path = "/apis/authentication.k8s.io/v1/tokenreviews"
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": "abc"}}
    known = content(ask(gateway, "POST", path, review, authorization="Bearer abc"))["status"]
    assert known == {
        "authenticated": True,
        "user": {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]},
        "audiences": ["https://kubernetes.default.svc.cluster.local"],
    }
    unknown = content(ask(gateway, "POST", path, review, authorization="Bearer xyz"))["status"]
    assert unknown == {"user": {}, "error": "[invalid bearer token, unknown token]"}
