"""Why a volume is free, bound, released, or kept."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import claim, volume
from tests.why.told import chain


def test_a_released_volume_says_why_nobody_gets_it_and_how_to_free_it(ground: Any) -> None:
    ground.apply(volume("v"), claim("data", storageClassName=""))
    ground.settle()
    ground.kubectl("delete pvc data --wait=false")
    ground.settle()
    why = ground.why("pv/v")
    assert chain(why) == [
        "1 pv/v is Released: its claim default/data is gone, its data is kept, no other claim gets it"
    ]
    assert why.top.page == pages.RECLAIMING
    assert why.top.next == """kubectl patch pv v --type=json -p='[{"op":"remove","path":"/spec/claimRef"}]'"""


def test_a_volume_is_kept_while_a_claim_is_bound_to_it(ground: Any) -> None:
    ground.apply(volume("v"), claim("data", storageClassName=""))
    ground.settle()
    ground.kubectl("delete pv v --wait=false")
    assert chain(ground.why("pv/v")) == [
        "1 pv/v is Terminating",
        "1.1 pvc/data is bound to pv/v, which is kept as long as it is",
    ]


def test_a_free_volume_is_well(ground: Any) -> None:
    ground.apply(volume("v"))
    why = ground.why("pv/v")
    assert chain(why) == ["1 pv/v is Available: no claim has it"]
    assert why.is_fine
