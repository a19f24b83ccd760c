"""Who controls what: adopting orphans that match a selector, releasing what no longer matches.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import Selector
from k8slab.sim.api import Api
from k8slab.sim.kinds.kind import Kind


def candidates(api: Api, owner: Object, kind: Kind) -> list[Object]:
    """What ``owner`` may claim: what it controls, and what nobody controls in its namespace, by name.

    It costs as much as there is of that, however full the namespace is.
    """
    index, namespace = api.store.index(kind, _controllers), meta.namespace(owner)
    return sorted([*index.of((meta.uid(owner), namespace)), *index.of(("", namespace))], key=meta.name)


def _controllers(obj: Object) -> list[Hashable]:
    controller = meta.controller_of(obj)
    return [(controller["uid"] if controller else "", meta.namespace(obj))]


def claim(
    api: Api,
    owner: Object,
    kind: Kind,
    found: Iterable[Object],
    selector: Selector,
    *,
    belongs: Callable[[Object], bool] = lambda obj: True,
    releases: bool = True,
) -> list[Object]:
    """Those of the candidates that ``owner`` controls once it has adopted and released what it must.

    Without ``releases`` what no longer matches stays the owner's, and is only left out. ``belongs`` is a
    further condition beside the selector, such as a StatefulSet's pod names.
    """
    claimed = []
    for obj in found:
        matches = selector.matches(meta.labels(obj)) and belongs(obj)
        if meta.is_controlled_by(obj, owner):
            if matches:
                claimed.append(obj)
            elif releases and not meta.is_terminating(owner):
                _release(api, owner, kind, obj)
        elif matches and _may_be_adopted(owner, obj):
            claimed.append(_adopt(api, owner, kind, obj))
    return claimed


def _may_be_adopted(owner: Object, obj: Object) -> bool:
    free = meta.controller_of(obj) is None
    return free and not meta.is_terminating(obj) and not meta.is_terminating(owner)


def _adopt(api: Api, owner: Object, kind: Kind, obj: Object) -> Object:
    def change(draft: Object) -> None:
        draft["metadata"]["ownerReferences"] = [*meta.owners(draft), meta.owner_reference(owner)]

    return api.modify(kind, meta.name(obj), meta.namespace(obj), change)


def _release(api: Api, owner: Object, kind: Kind, obj: Object) -> None:
    drop_owner(api, kind, obj, meta.uid(owner))


def drop_owner(api: Api, kind: Kind, obj: Object, uid: str) -> None:
    """Take the owner with that uid out of the object's references."""

    def change(draft: Object) -> None:
        draft["metadata"]["ownerReferences"] = [item for item in meta.owners(draft) if item["uid"] != uid]

    api.modify(kind, meta.name(obj), meta.namespace(obj), change)
