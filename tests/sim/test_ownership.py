"""Who is asked whether an object is theirs, and who gets it."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.sim import kinds, ownership

LABELS = {"app": "web"}


def own(bench: Any, name: str, owner: dict[str, Any]) -> None:
    bench.change(
        kinds.CONFIG_MAP,
        name,
        lambda draft: draft["metadata"].update(ownerReferences=[meta.owner_reference(owner)]),
    )


def test_only_its_own_objects_and_orphans_of_its_namespace_are_looked_at(bench: Any) -> None:
    bench.api.create(kinds.NAMESPACE, {"metadata": {"name": "elsewhere"}})
    for name in ("owner", "other", "mine", "orphan", "theirs"):
        bench.create(kinds.CONFIG_MAP, {"metadata": {"name": name, "labels": LABELS}})
    bench.api.create(kinds.CONFIG_MAP, {"metadata": {"name": "far", "labels": LABELS}}, "elsewhere")
    owner, other = (bench.get(kinds.CONFIG_MAP, name) for name in ("owner", "other"))
    own(bench, "mine", owner)
    own(bench, "theirs", other)
    found = ownership.candidates(bench.api, owner, kinds.CONFIG_MAP)
    assert [meta.name(obj) for obj in found if not meta.name(obj).startswith("kube")] == [
        "mine",
        "orphan",
        "other",
        "owner",
    ]


def test_what_no_longer_matches_is_let_go_or_only_left_out(bench: Any) -> None:
    for name in ("owner", "mine"):
        bench.create(kinds.CONFIG_MAP, {"metadata": {"name": name}})
    owner, selector = bench.get(kinds.CONFIG_MAP, "owner"), parse_label_selector("app=web")
    own(bench, "mine", owner)
    for releases, owners in ((False, 1), (True, 0)):
        found = ownership.candidates(bench.api, owner, kinds.CONFIG_MAP)
        kind = kinds.CONFIG_MAP
        assert ownership.claim(bench.api, owner, kind, found, selector, releases=releases) == []
        assert len(meta.owners(bench.get(kind, "mine"))) == owners
