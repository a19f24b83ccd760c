"""From a seed to an incident: which workload, what goes wrong with it, and in which order.

At least one and at most three things go wrong, each of another group, so that each can be mended by itself.
"""

from __future__ import annotations

from k8slab.incidents import goals, workload
from k8slab.incidents.dice import Dice
from k8slab.incidents.incident import Incident, Repair
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.table import GROUPS, ROWS
from k8slab.incidents.workload import Workload

MOST = 3


def begin(
    site: Site,
    seed: int,
    stateful_set: str = "",
    namespace: str = "default",
    *,
    daemon_set: str = "",
) -> Incident:
    """Let an incident happen to a StatefulSet that is there and well, or to one of its own making.

    Raises K8slabError if the workload is not well, ApiError if it is not there.
    """
    dice = Dice(seed)
    if stateful_set:
        found = workload.of(site, stateful_set, namespace, daemon_set)
    else:
        found = workload.make(site, seed, dice)
    mischief = chosen(site, found, dice)
    for each in mischief:
        each.happen(site)
    return _incident(site, seed, found, mischief)


def chosen(site: Site, found: Workload, dice: Dice) -> list[Mischief]:
    """One to three kinds of mischief that fit, in the order of their groups."""
    fitting = {
        group: [row for row in ROWS if row.group == group and row.fits(found, site)] for group in GROUPS
    }
    able = [group for group in GROUPS if fitting[group]]
    count = 1 + dice.number(min(MOST, len(able)), "how many")
    groups = dice.order(able, "which groups")[:count]
    rows = [dice.choice(fitting[group], "which of", group) for group in GROUPS if group in groups]
    excluded = {group for row in rows for group in row.excludes}
    return [row(found, dice) for row in rows if row.group not in excluded]


def _repairs(site: Site, found: Workload, mischief: list[Mischief]) -> list[Repair]:
    """All that mends, in order, and at last a look at how the StatefulSet comes to its end."""
    ordered = sorted(mischief, key=lambda each: each.is_last)
    status = Step(f"rollout status sts/{found.stateful_set} -n {found.namespace} --timeout=30m")
    repairs = [Repair(each.name, tuple(each.solution(site))) for each in ordered]
    return [*repairs, Repair("", (status,))]


def _incident(site: Site, seed: int, found: Workload, mischief: list[Mischief]) -> Incident:
    replicas = max(each.replicas for each in mischief)
    image = next((each.image for each in mischief if each.image != found.image), found.image)
    wanted = [*goals.usual(found, replicas, image), *(goal for each in mischief for goal in each.goals())]
    return Incident(
        seed=seed,
        workload=found,
        reports=tuple(each.report for each in mischief),
        goals=tuple(wanted),
        hints=tuple(
            "\n".join(each.hints[step] for each in mischief) for step in range(len(mischief[0].hints))
        ),
        repairs=tuple(_repairs(site, found, mischief)),
        site=site,
    )
