"""What a kubelet knows about its node."""

from __future__ import annotations

from k8slab.sim.node.kubelet import Kubelet


def test_a_node_whose_addresses_say_nothing_has_none() -> None:
    status = {"addresses": [{}, {"type": "InternalIP"}]}
    assert Kubelet({"metadata": {"name": "n"}, "spec": {}, "status": status}).host_ip == ""
