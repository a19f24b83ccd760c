import os
from pathlib import Path

import pytest

from k8slab.environment import KubeconfigVariable

ONE, TWO = Path("/one"), Path("/two")


@pytest.fixture
def variable(monkeypatch):
    monkeypatch.setenv("KUBECONFIG", "/before")
    return KubeconfigVariable()


def test_the_newest_lab_is_named_and_the_one_before_it_when_it_is_closed(variable, value):
    variable.point_to(ONE)
    variable.point_to(TWO)
    assert value() == "/two"
    variable.forget(TWO)
    assert value() == "/one"
    variable.forget(ONE)
    assert value() == "/before"


def test_labs_may_be_closed_in_any_order(variable, value):
    variable.point_to(ONE)
    variable.point_to(TWO)
    variable.forget(ONE)
    assert value() == "/two"
    variable.forget(TWO)
    assert value() == "/before"


def test_a_variable_that_was_not_set_is_not_set_again(variable, value, monkeypatch):
    monkeypatch.delenv("KUBECONFIG")
    variable.point_to(ONE)
    variable.forget(ONE)
    assert value() is None


def test_what_somebody_else_has_set_stays(variable, value, monkeypatch):
    variable.point_to(ONE)
    monkeypatch.setenv("KUBECONFIG", "/mine")
    variable.forget(ONE)
    assert value() == "/mine"


@pytest.fixture
def value():

    return lambda: os.environ.get("KUBECONFIG")
