"""Which recordings are compared, and what of them still waits for a part that is not written yet."""

from __future__ import annotations

VERBS = ("is not one of the commands that this kubectl has",)

SCENARIOS: dict[str, tuple[str, ...]] = {
    "a_zk_parallel": (),
    "b_zk_ordered": (),
    "c_broken": (),
    "c_ondelete": (),
    "c_partition": (),
    "c_rolling_update": (),
    "d_maxunavailable": (),
    "d_maxunavailable_gated": (),
    "d_minready": (),
    "d_ordinals": (),
    "d_pods": (),
    "d_pvc_pending": (),
    "d_pvc_retention": (),
    "d_ssa": (),
    "d_validation": (),
    "d_validation_create": VERBS,
    "d_vct_empty": (),
    "e_ds_basic": (),
    "e_ds_rollout": (),
    "e_ds_strategy": (),
    "f_deploy": (),
    "g_meta": (),
    "h_node_failure": (),
    "s_article": (),
}
"""By recording the words of differences that are known and still wait; nothing else may differ."""

NOT_YET: tuple[str, ...] = ()
"""Recordings whose controllers or verbs are not all there: move them up when they are."""
