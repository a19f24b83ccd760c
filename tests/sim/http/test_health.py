"""Health of the server, as probes and people ask for it."""

from __future__ import annotations

import pytest

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz", "/readyz/ping", "/livez/log"])
def test_the_server_is_well(gateway: Gateway, path: str) -> None:
    answer = ask(gateway, "GET", path)
    assert (answer.status, answer.body, answer.content_type) == (200, b"ok", "text/plain")


def test_a_verbose_answer_names_every_check(gateway: Gateway) -> None:
    lines = ask(gateway, "GET", "/readyz", query={"verbose": ""}).body.decode().splitlines()
    assert lines[:3] == ["[+]ping ok", "[+]log ok", "[+]informer-sync ok"]
    assert lines[-2:] == ["[+]shutdown ok", "readyz check passed"]


def test_checks_that_are_left_out_are_said_to_be_fine(gateway: Gateway) -> None:
    left_out = ask(gateway, "GET", "/livez", query={"verbose": "", "exclude": "log"}).body.decode()
    assert "[+]log excluded: ok\n" in left_out
    unknown = ask(gateway, "GET", "/livez", query={"verbose": "", "exclude": "etcd"}).body.decode()
    assert 'warn: some health checks cannot be excluded: no matches for "etcd"\n' in unknown


def test_a_check_that_does_not_exist_is_not_found(gateway: Gateway) -> None:
    assert ask(gateway, "GET", "/livez/etcd").status == 404
