"""Questions about permissions."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask, content


def test_whoever_has_the_token_may_do_everything(gateway: Gateway) -> None:
    spec = {"resourceAttributes": {"verb": "delete", "resource": "pods", "namespace": "default"}}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": spec}
    answer = ask(gateway, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
    assert (answer.status, content(answer)["status"]) == (201, {"allowed": True})
