"""Sets of fields, in both notations."""

from __future__ import annotations

from k8slab.sim.api.managed_fields import paths

IMAGE = ("f:spec", "f:containers", 'k:{"name":"nginx"}', "f:image")


def test_a_set_is_shown_as_nested_objects_with_a_dot_for_a_member_that_has_members() -> None:
    found = paths.fields_v1([IMAGE, IMAGE[:-1], ("f:data",)])
    assert found == {
        "f:data": {},
        "f:spec": {"f:containers": {'k:{"name":"nginx"}': {".": {}, "f:image": {}}}},
    }


def test_what_is_shown_can_be_read_again() -> None:
    members = frozenset([IMAGE, IMAGE[:-1], ("f:data",)])
    assert paths.parse(paths.fields_v1(members)) == members


def test_a_path_is_said_as_in_messages() -> None:
    assert paths.text(IMAGE) == '.spec.containers[name="nginx"].image'
    assert paths.text(("f:spec", 'k:{"containerPort":80,"protocol":"TCP"}')) == (
        '.spec[containerPort=80,protocol="TCP"]'
    )
    assert paths.text(("f:finalizers", 'v:"x"')) == '.finalizers[="x"]'


def test_the_protocol_of_a_port_is_tcp_unless_it_says_otherwise() -> None:
    assert paths.key({"containerPort": 80}, ("containerPort", "protocol")) == (
        'k:{"containerPort":80,"protocol":"TCP"}'
    )
